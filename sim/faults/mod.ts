/**
 * The faults that a simulated robot can have, one row a kind (INTERFACES.md section 6): what it
 * means, its parameters with presets and ranges, what the kernel is expected to do. A fault is
 * injected where the real one arises and never by calling the kernel. To add one: a row in the
 * file of its component, its effect in the model that the row's file names, a scenario in
 * scenarios/faults.
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";
import { didYouMean, nearest } from "core/nearest.ts";
import { type FaultDeadline, readDeadline } from "./deadline.ts";
import { driveFaults } from "./drive.ts";
import { hostFaults } from "./host.ts";
import { mindFaults, operatorFaults } from "./mind.ts";
import type { FaultKind, FaultRows } from "./row.ts";
import { sensorFaults } from "./sensors.ts";

export type { FaultKind, FaultParameter, FaultRows, FaultSite } from "./row.ts";

/** Every supported kind. */
export const faultKinds: FaultRows = {
  ...sensorFaults,
  ...driveFaults,
  ...mindFaults,
  ...operatorFaults,
  ...hostFaults,
};

/** All kinds in the order of the table. */
export const faultNames: readonly string[] = Object.keys(faultKinds);

/** The deadline of a fault kind; null where its row promises none that always holds. */
export function deadlineOf(kind: string): FaultDeadline | null {
  return readDeadline(kind, faultKinds[kind]);
}

/** Faults that are on, with their parameters: what each model looks into. */
export type FaultSet = ReadonlyMap<string, Readonly<Record<string, number>>>;

/** A parameter of a fault that is on; `otherwise` where the fault is off. */
export function faultValue(
  faults: FaultSet,
  kind: string,
  name: string,
  otherwise: number,
): number {
  // Mostly none is on, and this is asked some twenty times a tick.
  return faults.size === 0 ? otherwise : faults.get(kind)?.[name] ?? otherwise;
}

/** The nearest kind; for a component that cannot do the verb, what that component can. */
function nearestKind(kind: string): string {
  const near = nearest(kind, faultNames);
  if (near !== null) return `did you mean "${near}"?`;
  const component = kind.slice(0, kind.lastIndexOf("."));
  const own = faultNames.filter((name) => name.slice(0, name.lastIndexOf(".")) === component);
  return own.length > 0 ? `${component} knows ${own.join(", ")}` : didYouMean(kind, faultNames);
}

/** The row of a kind; an unknown or unsupported one names the nearest. */
export function findFault(kind: string): Result<FaultKind> {
  const known = Object.hasOwn(faultKinds, kind) ? faultKinds[kind] : undefined;
  if (known !== undefined) return ok(known);
  return fail({
    code: "SIM_UNKNOWN_FAULT",
    message: `Unknown fault kind "${kind}"`,
    value: kind,
    help: nearestKind(kind),
  });
}

/** Fills in presets and checks ranges of a fault's parameters. */
export function faultParameters(
  kind: string,
  given: Readonly<Record<string, unknown>>,
): Result<Record<string, number>> {
  const row = findFault(kind);
  if (!row.ok) return row;
  const known = Object.keys(row.value.parameters);
  const values: Record<string, number> = {};
  for (const [name, value] of Object.entries(given)) {
    const spec = row.value.parameters[name];
    const good = typeof value === "number" && spec !== undefined && value >= spec.minimum &&
      value <= spec.maximum;
    if (good) {
      values[name] = value;
      continue;
    }
    const range = spec === undefined
      ? `it takes ${known.length === 0 ? "no parameters" : known.join(", ")}`
      : `${spec.minimum}..${spec.maximum}${spec.unit === "1" ? "" : ` ${spec.unit}`}`;
    return fail({
      code: spec === undefined ? "CONFIG_UNKNOWN_KEY" : "CONFIG_RANGE",
      message: `Cannot use ${JSON.stringify(value)} for "${name}" of fault "${kind}": ${range}`,
      path: name,
      help: spec === undefined ? didYouMean(name, known) : `for example ${spec.preset}`,
    });
  }
  for (const [name, spec] of Object.entries(row.value.parameters)) {
    values[name] ??= spec.preset;
  }
  return ok(values);
}
