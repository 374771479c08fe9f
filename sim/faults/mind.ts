/**
 * Faults of brain, mind process, the link to the robot process, and the operator's connection.
 * They arise in sim/scenario/mind.ts and operator.ts.
 *
 * @module
 */
import { chance, parameter, row } from "./row.ts";

const periodMs = parameter(1000, 20, 60_000, "ms");
const depth = parameter(5, 1, 16, "frames");

/** Rows of brain and mind. */
export const mindFaults = {
  "brain.hang": row(
    "link",
    "The brain gives no answer and renews no lease",
    "hold within 1000 ms, clears by itself",
  ),
  "brain.crash": row(
    "link",
    "The brain worker is gone until the fault ends; what it was doing is forgotten",
    "hold within 1000 ms, clears by itself",
  ),
  "brain.delay": row(
    "link",
    "Answers come ms late",
    "an answer older than its time to live is refused",
    { ms: parameter(2000, 1, 120_000, "ms") },
  ),
  "brain.garbage": row(
    "link",
    "Answers are cut and cannot be read",
    "refused as malformed, nothing moves",
  ),
  "brain.nan": row("link", "Every number of an answer is NaN", "refused before any arithmetic"),
  "brain.max": row(
    "link",
    "Every number of an answer is factor times too large",
    "clamped or refused; limits hold",
    { factor: parameter(100, 1, 1e9, "1") },
  ),
  "brain.frame": row(
    "link",
    "The answer names devices and places that do not exist",
    "refused with a reason, never guessed",
  ),
  "brain.duplicate": row(
    "link",
    "Each answer is sent again under the same id",
    "the second is refused",
  ),
  "mind.hang": row(
    "link",
    "The mind process is frozen but alive; what it had sent waits",
    "hold within 500 ms, until an operator resumes; old intents are refused",
  ),
  "mind.crash": row(
    "link",
    "The mind process is gone until the fault ends",
    "hold within 500 ms, until an operator resumes",
  ),
  "mind.slow": row(
    "link",
    "Heartbeat and lease come only every ms",
    "hold while they are later than their deadlines",
    { ms: parameter(800, 1, 60_000, "ms") },
  ),
  "link.off": row(
    "link",
    "Nothing arrives from the mind",
    "hold within 500 ms, until an operator resumes",
  ),
  "link.drop": row("link", "Each frame is lost with probability p", "no effect but lost intents", {
    p: chance(0.3),
  }),
  "link.delay": row(
    "link",
    "Frames arrive ms late",
    "hold while they are older than their deadlines",
    { ms: parameter(300, 1, 60_000, "ms") },
  ),
  "link.reorder": row("link", "Intents arrive in mixed order", "the newest accepted one runs", {
    depth,
  }),
  "link.duplicate": row("link", "Each intent arrives twice", "the second is refused"),
  "link.garbage": row(
    "link",
    "Frames are damaged with probability p and thrown away by their checksum",
    "no effect but lost intents",
    { p: chance(0.3) },
  ),
  "link.flap": row(
    "link",
    "The link comes and goes, each for half a period",
    "hold, until an operator resumes",
    { periodMs },
  ),
};

/** Rows of the operator's connection. */
export const operatorFaults = {
  "operator.off": row(
    "operator",
    "Nothing arrives from the operator (link lost)",
    "ramp to zero within 500 ms; the brain does not take over",
  ),
  "operator.drop": row("operator", "Each frame is lost with probability p", "no jerk, no chatter", {
    p: chance(0.3),
  }),
  "operator.delay": row(
    "operator",
    "Frames arrive ms late",
    "frames older than their time to live are refused",
    { ms: parameter(400, 1, 60_000, "ms") },
  ),
  "operator.reorder": row(
    "operator",
    "Frames arrive in mixed order",
    "a frame older than the newest is refused",
    { depth },
  ),
  "operator.duplicate": row(
    "operator",
    "Each frame arrives again a second later",
    "the second is refused",
  ),
  "operator.flap": row(
    "operator",
    "The link comes and goes, each for half a period",
    "zero in each gap; no jerk",
    { periodMs },
  ),
  "operator.slow": row(
    "operator",
    "Frames come only every ms (a hidden tab)",
    "zero between frames; the lease lapses",
    { ms: parameter(1000, 1, 60_000, "ms") },
  ),
  "operator.stuck": row(
    "operator",
    "The stick stays where it was pushed to",
    "after a reset it does nothing until it was centred once",
  ),
};
