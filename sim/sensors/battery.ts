/**
 * A battery: energy, voltage that falls with charge and load, and what share of nominal the
 * drives still get.
 *
 * @module
 */

/** What a battery is. */
export interface BatterySpec {
  readonly capacityWh: number;
  readonly nominalV: number;
  readonly internalOhm: number;
  readonly idleW: number;
  readonly initialPercent: number;
}

/** What it is at this instant. */
export interface BatteryState {
  energyWh: number;
  voltageV: number;
  currentA: number;
  percent: number;
  supply: number;
}

/** Draw of one wheel drive at full effort, W (a small hobby servo to a rover's gear motor). */
const fullEffortW = 12;
/** Voltage of an empty cell as a share of a full one's (lithium ion: 3.3 of 4.2 V). */
const emptyShare = 0.79;

/** A battery at its initial charge; a robot without one runs on mains. */
export function createBattery(spec: BatterySpec | null): BatteryState {
  const percent = spec?.initialPercent ?? 100;
  return {
    energyWh: (spec?.capacityWh ?? 1) * percent / 100,
    voltageV: openVoltage(spec, percent),
    currentA: 0,
    percent,
    supply: 1,
  };
}

function openVoltage(spec: BatterySpec | null, percent: number): number {
  return (spec?.nominalV ?? 12) * (emptyShare + (1 - emptyShare) * percent / 100);
}

/** A charger goes on with this share of its power into a full battery. */
const trickleShare = 0.1;

/**
 * Takes the energy of `dtS` seconds, or gives it: `load` is the sum of the drives' absolute
 * efforts, `chargeW` what a charger gives.
 */
export function drainBattery(
  state: BatteryState,
  spec: BatterySpec | null,
  load: number,
  chargeW: number,
  dtS: number,
): void {
  if (spec === null) return;
  const draw = spec.idleW + load * fullEffortW;
  const full = state.energyWh >= spec.capacityWh;
  const watts = chargeW === 0 ? draw : full ? -chargeW * trickleShare : draw - chargeW;
  const energyWh = state.energyWh - watts * dtS / 3600;
  state.energyWh = Math.min(spec.capacityWh, Math.max(0, energyWh));
  state.percent = 100 * state.energyWh / spec.capacityWh;
  const open = openVoltage(spec, state.percent);
  state.currentA = watts / open;
  state.voltageV = Math.max(0, open - state.currentA * spec.internalOhm);
  // An empty battery drives nothing; below a tenth the drives weaken.
  state.supply = Math.min(1, state.percent / 10);
}
