/** The status of a robot on one screen, out of the document that it sent. @module */

function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    found = typeof found === "object" && found !== null ? Reflect.get(found, name) : undefined;
  }
  return found;
}

/** Text of others must not move the cursor. */
function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value).replace(/[\p{Cc}\p{Cf}]/gu, "·")
    : "";
}

function number(value: unknown, digits: number): string {
  return typeof value === "number" ? value.toFixed(digits) : "-";
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function span(seconds: unknown): string {
  if (typeof seconds !== "number") return "";
  if (seconds < 120) return `${seconds.toFixed(0)} s`;
  if (seconds < 7200) return `${(seconds / 60).toFixed(0)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

function estop(status: unknown): string {
  const id = text(at(status, "estop", "latchId"));
  return at(status, "estop", "latched") === true
    ? `LATCHED as ${id}: mechos reset ${id}`
    : "not pressed";
}

function pose(status: unknown): string {
  const odom = (name: string) => at(status, "odom", name);
  const yaw = odom("yawRad");
  const degrees = typeof yaw === "number" ? (yaw * 180 / Math.PI).toFixed(0) : "-";
  const place = `x ${number(odom("x"), 2)} m, y ${number(odom("y"), 2)} m, yaw ${degrees}°`;
  const speed = `${number(odom("linearMps"), 2)} m/s, ${number(odom("angularRadps"), 2)} rad/s`;
  return `${place}; ${speed}`;
}

function arming(status: unknown): string {
  if (at(status, "arming", "ready") === true) return "ready";
  const unmet = list(at(status, "arming", "unmet"));
  return unmet.map((each) => `${text(at(each, "text"))} (${text(at(each, "help"))})`).join("; ");
}

function lease(status: unknown): string {
  const holder = at(status, "lease", "holder");
  if (holder === null) return "nobody holds it";
  return at(status, "lease", "mine") === true ? "yours" : `operator ${text(holder)} holds it`;
}

function counters(status: unknown): string {
  const of = (name: string) => text(at(status, "counters", name));
  return `${of("intents")} intents: ${of("accepted")} accepted, ${of("clamped")} clamped, ` +
    `${of("refused")} refused; ${of("faults")} faults, ${of("lateTicks")} late ticks`;
}

function brain(status: unknown): string {
  const of = (name: string) => text(at(status, "brain", name));
  const { tokens, usd } = {
    tokens: text(at(status, "budget", "tokens")),
    usd: number(at(status, "budget", "usd"), 2),
  };
  return `${of("name")} (${of("state")}); ${tokens} tokens, ${usd} USD`;
}

/** The failsafe's tree, while it is at work. */
function tree(status: unknown): string {
  if (at(status, "tree", "active") !== true) return "";
  const leaf = at(status, "tree", "leaf");
  const where = leaf === null ? text(at(status, "tree", "status")) : `at ${text(leaf)}`;
  return `${text(at(status, "tree", "name"))}: ${where}`;
}

/** The caps of the budget in a row, and what is near its end. */
function budget(status: unknown): string {
  const caps = list(at(status, "budget", "caps")).map((each) => {
    const isMoney = at(each, "cap") === "usd";
    const digits = isMoney ? 4 : 0;
    const used = number(at(each, "used"), digits);
    const unit = isMoney ? "USD" : text(at(each, "cap"));
    return `${text(at(each, "window"))} ${used} of ${number(at(each, "limit"), digits)} ${unit}`;
  });
  const warning = text(at(status, "budget", "warning"));
  return [...caps, ...(warning === "" ? [] : [warning])].join("; ");
}

/** What the failsafe's tree told the operators, while it is at work. */
function alert(status: unknown): string {
  const told = at(status, "tree", "alert");
  return at(status, "tree", "active") === true && told !== null ? text(told) : "";
}

function mission(status: unknown): string {
  const reason = text(at(status, "mission", "reason"));
  return `${text(at(status, "mission", "state"))}${reason === "" ? "" : `: ${reason}`}`;
}

/** How late the kernel's ticks came, ms. */
function pace(status: unknown): string {
  const us = (name: string): string => {
    const value = at(status, "pace", "latenessUs", name);
    return typeof value === "number" ? `${(value / 1000).toFixed(2)} ms` : "-";
  };
  return `late by ${us("p50")} at the median, ${us("p999")} at p99.9, ${us("max")} at worst`;
}

function threads(status: unknown): string {
  return list(at(status, "threads")).map((thread) => {
    const age = at(thread, "beatAgeMs");
    const beat = typeof age === "number" ? ` ${age.toFixed(0)} ms` : "";
    return `${text(at(thread, "name"))} ${text(at(thread, "state"))}${beat}`;
  }).join(", ");
}

function questions(status: unknown): [string, string][] {
  return list(at(status, "questions")).map((each) => {
    const options = list(at(each, "options")).map(text).join(", ");
    const id = text(at(each, "questionId"));
    const choice = options === "" ? "" : ` [${options}]`;
    return ["question", `${text(at(each, "question"))}${choice}: mechos answer ${id} TEXT`];
  });
}

/** One robot on one screen, without a newline at the end. */
export function statusScreen(status: unknown): string {
  const failsafe = `${text(at(status, "failsafe", "action"))}` +
    (at(status, "failsafe", "cause") === "none"
      ? ""
      : ` (${text(at(status, "failsafe", "cause"))})`);
  const battery = at(status, "battery", "percent");
  const full = at(status, "arming") !== undefined;
  const rows: [string, string][] = [
    ["why", text(at(status, "why"))],
    ["failsafe", failsafe],
    ["E-stop", estop(status)],
    ["pose", pose(status)],
    ["battery", battery === null ? "unknown" : `${number(battery, 0)} %`],
    ...(full
      ? [
        ["start", arming(status)],
        ["lease", lease(status)],
        ["mission", mission(status)],
        ["brain", brain(status)],
        ["budget", budget(status)],
        ["tree", tree(status)],
        ["alert", alert(status)],
        ["counters", counters(status)],
        ["pace", pace(status)],
        ["threads", threads(status)],
      ] satisfies [string, string][]
      : []),
    ...questions(status),
  ];
  const head = `${text(at(status, "robot"))}: ${text(at(status, "mode"))}, up ${
    span(at(status, "uptimeS"))
  }`;
  const lines = rows.filter(([, value]) => value !== "")
    .map(([name, value]) => `  ${name.padEnd(9)} ${value}`);
  return [head, ...lines].join("\n");
}
