/** What a kind of simulated fault is, and short ways to write its row. @module */

/** A parameter of a fault. */
export interface FaultParameter {
  readonly preset: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly unit: string;
}

/** Where a fault arises, and so who models it. */
export type FaultSite = "device" | "link" | "operator" | "host" | "kernel";

/** One kind of fault. */
export interface FaultKind {
  readonly meaning: string;
  readonly parameters: Readonly<Record<string, FaultParameter>>;
  readonly expect: string;
  readonly at: FaultSite;
}

/** Rows by kind. */
export type FaultRows = Readonly<Record<string, FaultKind>>;

/** A row of the table. */
export function row(
  at: FaultSite,
  meaning: string,
  expect: string,
  parameters: FaultKind["parameters"] = {},
): FaultKind {
  return { meaning, expect, parameters, at };
}

/** A parameter: preset, range and unit. */
export function parameter(
  preset: number,
  minimum: number,
  maximum: number,
  unit: string,
): FaultParameter {
  return { preset, minimum, maximum, unit };
}

/** A probability. */
export function chance(preset: number): FaultParameter {
  return parameter(preset, 0, 1, "1");
}
