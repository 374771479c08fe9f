// Longer than 300 lines: one slow reading of every kind of node, to be compared as a whole.
/**
 * A second, slow reading of the documentation: nodes as objects that hold their own memory. It
 * shares nothing with core/tree, so that the two can be compared.
 */

/** A tree for both readings. */
export interface Plan {
  readonly kind: string;
  /** What a leaf answers at each of its ticks; the last letter for ever. */
  readonly script?: string;
  readonly id?: string;
  readonly ports?: Readonly<Record<string, number>>;
  readonly children: readonly Plan[];
}

type Answer = "R" | "S" | "F" | "K";

interface Node {
  tick(): Answer;
  halt(): void;
}

/** A child as its parent sees it: who runs is ended before it is forgotten. */
interface Child {
  tick(): Answer;
  reset(): void;
}

function childOf(node: Node): Child {
  let runs = false;
  return {
    tick: () => {
      const answer = node.tick();
      runs = answer === "R";
      return answer;
    },
    reset: () => {
      if (runs) node.halt();
      runs = false;
    },
  };
}

const resetAll = (children: readonly Child[]) => children.forEach((child) => child.reset());

function ordered(children: readonly Child[], next: Answer, keeps: boolean): Node {
  let at = 0;
  let left = 0;
  return {
    tick: () => {
      for (; at < children.length; at++) {
        const answer = children[at]?.tick() ?? "F";
        if (answer === "R") return "R";
        if (answer === "K") left += 1;
        else if (answer !== next) {
          if (!keeps) at = 0;
          left = 0;
          resetAll(children);
          return answer;
        }
      }
      const none = left === children.length;
      at = 0;
      left = 0;
      resetAll(children);
      return none ? "K" : next;
    },
    halt: () => {
      if (!keeps) at = 0;
      left = 0;
      resetAll(children);
    },
  };
}

function reactive(children: readonly Child[], next: Answer): Node {
  return {
    tick: () => {
      const seen: Answer[] = [];
      for (const child of children) {
        const answer = child.tick();
        seen.push(answer);
        if (answer === "R") {
          children.filter((other) => other !== child).forEach((other) => other.reset());
          return "R";
        }
        if (answer !== next && answer !== "K") {
          resetAll(children);
          return answer;
        }
      }
      resetAll(children);
      return seen.every((answer) => answer === "K") ? "K" : next;
    },
    halt: () => resetAll(children),
  };
}

function parallel(children: readonly Child[], successes: number, failures: number): Node {
  const need = successes < 0 ? children.length + successes + 1 : successes;
  const allowed = failures < 0 ? children.length + failures + 1 : failures;
  let ended = new Map<Child, Answer>();
  const finish = (answer: Answer): Answer => {
    ended = new Map();
    resetAll(children);
    return answer;
  };
  return {
    tick: () => {
      let left = 0;
      for (const child of children) {
        if (!ended.has(child)) {
          const answer = child.tick();
          if (answer === "K") left += 1;
          if (answer === "S" || answer === "F") ended.set(child, answer);
        }
        const good = [...ended.values()].filter((answer) => answer === "S").length;
        const bad = ended.size - good;
        if (left === children.length) break;
        if (good >= need || (successes < 0 && good + left >= need)) return finish("S");
        if (children.length - bad < need || bad === allowed) return finish("F");
      }
      return left === children.length ? "K" : "R";
    },
    halt: () => finish("F"),
  };
}

function parallelAll(children: readonly Child[], failures: number): Node {
  let ended = new Map<Child, Answer>();
  return {
    tick: () => {
      let left = 0;
      for (const child of children) {
        if (ended.has(child)) continue;
        const answer = child.tick();
        if (answer === "K") left += 1;
        if (answer === "S" || answer === "F") ended.set(child, answer);
      }
      if (left === children.length) return "K";
      if (left + ended.size < children.length) return "R";
      const bad = [...ended.values()].filter((answer) => answer === "F").length;
      ended = new Map();
      resetAll(children);
      return bad >= (failures < 0 ? children.length + failures + 1 : failures) ? "F" : "S";
    },
    halt: () => {
      ended = new Map();
      resetAll(children);
    },
  };
}

function mapped(child: Child, change: (answer: Answer) => Answer): Node {
  return {
    tick: () => {
      const answer = child.tick();
      if (answer !== "R") child.reset();
      return change(answer);
    },
    halt: () => child.reset(),
  };
}

function looped(child: Child, most: number, again: Answer): Node {
  let done = 0;
  return {
    tick: () => {
      while (done < most) {
        const answer = child.tick();
        if (answer === "R") return "R";
        child.reset();
        if (answer === "K") return "K";
        if (answer !== again) {
          done = 0;
          return answer;
        }
        done += 1;
      }
      done = 0;
      return again;
    },
    halt: () => {
      done = 0;
      child.reset();
    },
  };
}

function runOnce(child: Child, skip: boolean): Node {
  let known: Answer | null = null;
  return {
    tick: () => {
      if (known !== null) return skip ? "K" : known;
      const answer = child.tick();
      if (answer !== "R") child.reset();
      if (answer === "S" || answer === "F") known = answer;
      return answer;
    },
    halt: () => child.reset(),
  };
}

function ifThenElse(children: readonly Child[]): Node {
  let branch = 0;
  return {
    tick: () => {
      if (branch === 0) {
        const answer = children[0]?.tick() ?? "F";
        if (answer === "R") return "R";
        if (answer === "K" || (answer === "F" && children.length < 3)) {
          resetAll(children);
          return answer;
        }
        branch = answer === "S" ? 1 : 2;
      }
      const answer = children[branch]?.tick() ?? "F";
      if (answer === "R") return "R";
      branch = 0;
      resetAll(children);
      return answer;
    },
    halt: () => {
      branch = 0;
      resetAll(children);
    },
  };
}

function whileDoElse(children: readonly Child[]): Node {
  return {
    tick: () => {
      const condition = children[0]?.tick() ?? "F";
      if (condition === "R") return "R";
      let answer: Answer = condition;
      if (condition === "S") {
        children[2]?.reset();
        answer = children[1]?.tick() ?? "F";
      } else if (condition === "F" && children.length === 3) {
        children[1]?.reset();
        answer = children[2]?.tick() ?? "F";
      }
      if (answer !== "R") resetAll(children);
      return answer;
    },
    halt: () => resetAll(children),
  };
}

/** Makes the objects of a plan; `note` hears of ticks (`a`) and ends (`a!`) of leaves. */
export function build(plan: Plan, note: (call: string) => void): Node {
  const children = plan.children.map((child) => childOf(build(child, note)));
  const [only] = children;
  const port = (name: string, preset: number) => plan.ports?.[name] ?? preset;
  if (only === undefined) {
    const script = plan.script ?? "S";
    let at = 0;
    return {
      tick: () => {
        note(plan.id ?? "?");
        const letter = script[Math.min(at++, script.length - 1)];
        return letter === "R" || letter === "F" || letter === "K" ? letter : "S";
      },
      halt: () => note(`${plan.id}!`),
    };
  }
  const swap = (answer: Answer): Answer => answer === "S" ? "F" : answer === "F" ? "S" : answer;
  switch (plan.kind) {
    case "Sequence":
      return ordered(children, "S", false);
    case "SequenceWithMemory":
      return ordered(children, "S", true);
    case "Fallback":
      return ordered(children, "F", false);
    case "ReactiveSequence":
      return reactive(children, "S");
    case "ReactiveFallback":
      return reactive(children, "F");
    case "Parallel":
      return parallel(children, port("success_count", -1), port("failure_count", 1));
    case "ParallelAll":
      return parallelAll(children, port("max_failures", 1));
    case "Inverter":
      return mapped(only, swap);
    case "ForceSuccess":
      return mapped(only, (answer) => answer === "F" ? "S" : answer);
    case "ForceFailure":
      return mapped(only, (answer) => answer === "S" ? "F" : answer);
    case "KeepRunningUntilFailure":
      return mapped(only, (answer) => answer === "F" ? "F" : "R");
    case "RetryUntilSuccessful":
      return looped(only, port("num_attempts", 1), "F");
    case "Repeat":
      return looped(only, port("num_cycles", 1), "S");
    case "RunOnce":
      return runOnce(only, port("then_skip", 1) === 1);
    case "IfThenElse":
      return ifThenElse(children);
    default:
      return whileDoElse(children);
  }
}

/** Ticks a plan: the root's answers, and the calls of each tick. */
export function playPlan(plan: Plan, ticks: number): { answers: string; calls: string } {
  const calls: string[][] = [];
  const root = childOf(build(plan, (call) => calls.at(-1)?.push(call)));
  let answers = "";
  for (let tick = 0; tick < ticks; tick++) {
    calls.push([]);
    const answer = root.tick();
    if (answer !== "R") root.reset();
    answers += answer;
  }
  return { answers, calls: calls.map((each) => each.join(" ")).join("|") };
}
