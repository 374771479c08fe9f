/**
 * The simulator behind a connection, as a run in lockstep uses it: requests go out between two
 * ticks, the run waits for their answer, and each tick takes its sample from there. A simulator
 * that is late is a fault, never a free run.
 *
 * @module
 */
import { fail, MechError, ok, type Result, unwrap } from "core/fault.ts";
import {
  type EngineAnswer,
  engineFault,
  engineProtocol,
  type EngineRequest,
  type EngineRobot,
  type EngineSample,
  readAnswer,
} from "./protocol.ts";

/** A connection that carries one text and its answer at a time; the far side has the socket. */
export interface EngineWire {
  /** Fails where no answer comes in time, or the connection is gone. */
  ask(text: string): Promise<Result<string>>;
  /** Says a last word, if one is given, and hangs up. */
  close(text: string | null): void;
}

/** Opens a connection to a simulator. */
export type OpenEngineWire = (url: string, timeoutMs: number) => Promise<Result<EngineWire>>;

/** A simulator that answered hello. */
export interface EngineLink {
  readonly name: string;
  readonly deterministic: boolean;
  /** Samples that no tick has taken yet, oldest first. */
  readonly samples: EngineSample[];
  /** Sends a request whose samples are to come; `pending` ends when they are there. */
  request(request: EngineRequest): void;
  pending(): Promise<void> | null;
  close(): void;
}

/** An answer of any kind but an error. */
async function ask(wire: EngineWire, request: EngineRequest): Promise<Result<EngineAnswer>> {
  const text = await wire.ask(JSON.stringify(request));
  if (!text.ok) return text;
  const answer = readAnswer(text.value);
  if (!answer.ok || answer.value.type !== "error") return answer;
  return fail(engineFault(answer.value.message, "see its own log"));
}

function checkHello(answer: EngineAnswer) {
  if (answer.type === "hello" && answer.protocol === engineProtocol) return ok(answer);
  const spoken = answer.type === "hello" ? answer.protocol : answer.type;
  const help = `this is ${engineProtocol}: use a bridge of that version`;
  return fail(engineFault(`it speaks "${spoken}"`, help));
}

function linkOver(wire: EngineWire, engine: string, deterministic: boolean): EngineLink {
  const samples: EngineSample[] = [];
  let pending: Promise<void> | null = null;
  const take = async (request: EngineRequest): Promise<void> => {
    const answer = unwrap(await ask(wire, request));
    pending = null;
    if (answer.type !== "sensors") {
      throw new MechError(engineFault(`it answered "${answer.type}"`, "it must answer sensors"));
    }
    samples.push(...answer.samples);
  };
  return {
    name: engine,
    deterministic,
    samples,
    request: (request) => {
      pending = take(request);
    },
    pending: () => pending,
    close: () => wire.close(JSON.stringify({ type: "bye" } satisfies EngineRequest)),
  };
}

/** Connects to a simulator and greets it. Fails with SIM_ENGINE where it is not there. */
export async function connectEngine(
  open: OpenEngineWire,
  url: string,
  robot: EngineRobot,
  timeoutMs: number,
): Promise<Result<EngineLink>> {
  const wire = await open(url, timeoutMs);
  if (!wire.ok) return wire;
  const answer = await ask(wire.value, { type: "hello", protocol: engineProtocol, robot });
  const hello = answer.ok ? checkHello(answer.value) : answer;
  if (hello.ok) return ok(linkOver(wire.value, hello.value.engine, hello.value.deterministic));
  wire.value.close(null);
  return hello;
}
