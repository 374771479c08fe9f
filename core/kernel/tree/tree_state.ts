/** What the kernel remembers of its failsafe tree. @module */
import { type CompiledTree, createTreeState, type TreeState } from "core/tree/runtime/mod.ts";

/** Most nodes of a tree that the kernel runs: their answers are in every tick's outputs. */
export const mostKernelNodes = 128;

/** Memory of the failsafe tree, beside that of its nodes. */
export interface FailsafeTreeState {
  readonly nodes: TreeState;
  /** 1 while the failsafe holds the robot or sends it home, so that the tree is ticked. */
  active: number;
  /** What the root said last in this episode; a tree that ended rests until the next one. */
  root: number;
  /** 1 while a leaf wants the robot home. */
  wantsHome: number;
  /** 1 while a skill of a leaf runs, and the number of its intent. */
  moving: number;
  motion: number;
  /** The leaf whose skill it is, and where it began, m. */
  mover: number;
  fromXM: number;
  fromYM: number;
  /** How the last such skill ended: 0 it runs, 1 well, 2 not. */
  outcome: number;
  /** Intents that leaves made so far. */
  asked: number;
  /** 1 once a leaf asks for the drives to go off, until they did. */
  disarm: number;
  /** Text of the last alert plus one, and how many there were. */
  alert: number;
  alerts: number;
  /** Text of the open question plus one, 0 = none; how many there were; the answer: 1 yes, 2 no. */
  question: number;
  questions: number;
  answer: number;
  /** The leaf that asks. */
  asker: number;
  /** 1 = the planner forgets what it remembers of things with the next request for a path. */
  forget: number;
}

/** Memory of a tree that was never ticked. */
export function createFailsafeTree(tree: CompiledTree): FailsafeTreeState {
  return {
    nodes: createTreeState(tree),
    active: 0,
    root: 0,
    wantsHome: 0,
    moving: 0,
    motion: 0,
    mover: -1,
    fromXM: 0,
    fromYM: 0,
    outcome: 0,
    asked: 0,
    disarm: 0,
    alert: 0,
    alerts: 0,
    question: 0,
    questions: 0,
    answer: 0,
    asker: -1,
    forget: 0,
  };
}
