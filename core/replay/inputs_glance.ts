/** The inputs of a tick at a glance, for reports of differences. @module */
import { clearInputs, createInputs, decodeInputs, type KernelInputs } from "core/messages/mod.ts";
import type { RecordedMessage } from "core/record/mod.ts";

/** What arrived at a tick. */
export interface InputsGlance {
  readonly tick: number;
  readonly tS: number;
  /** Parts of the inputs that were new. */
  readonly fresh: readonly string[];
  readonly values: Readonly<Record<string, number>>;
}

function freshParts(inputs: KernelInputs): string[] {
  const parts: [string, number][] = [
    ["wheels", inputs.wheels.fresh],
    ["imu", inputs.imu.fresh],
    ["scan", inputs.scan.fresh],
    ["battery", inputs.battery.fresh],
    ["bumper", inputs.bumper.fresh],
    ["range", inputs.range.fresh],
    ["estopInput", inputs.estopInput.fresh],
    ["ack", inputs.ack.fresh],
    ["poseFix", inputs.poseFix.fresh],
    ["path", inputs.path.fresh],
  ];
  return parts.filter(([, fresh]) => fresh === 1).map(([name]) => name);
}

function glanceValues(inputs: KernelInputs): Record<string, number> {
  const values: Record<string, number> = {};
  const { wheels, imu, battery } = inputs;
  if (wheels.fresh === 1) {
    values["wheels.leftRadps"] = wheels.leftRadps;
    values["wheels.rightRadps"] = wheels.rightRadps;
  }
  if (imu.fresh === 1) values["imu.yawRateRadps"] = imu.yawRateRadps;
  if (battery.fresh === 1) values["battery.percent"] = battery.percent;
  values["intents"] = inputs.intentCount;
  values["operatorActs"] = inputs.operatorCount;
  values["params"] = inputs.params.count;
  return values;
}

/** Reads the inputs of a recorded tick; without parts where its bytes are damaged. */
export function glanceAt(message: RecordedMessage): InputsGlance {
  const inputs = createInputs();
  clearInputs(inputs);
  const decoded = decodeInputs(message.data, inputs);
  if (!decoded.ok) {
    return { tick: message.sequence, tS: message.logTimeNs * 1e-9, fresh: [], values: {} };
  }
  return {
    tick: inputs.tick,
    tS: inputs.nowNs * 1e-9,
    fresh: freshParts(inputs),
    values: glanceValues(inputs),
  };
}
