/** Where a target of the arm may be: boxes that it must be in, volumes that it must stay out of. @module */
import { at } from "core/fault.ts";
import { cos, sin } from "core/math/mod.ts";
import { hasMapFrame, type IntentRecord, reasonNumber } from "core/messages/mod.ts";
import { intentNumber } from "core/kernel/numbers.ts";
import type { VolumeParams, WorkspaceParams } from "core/kernel/owner_params.ts";
import type { Kernel } from "core/kernel/state.ts";
import type { Rule } from "./rule.ts";

const outside = reasonNumber("GATE_WORKSPACE");
const inVolume = reasonNumber("GATE_KEEPOUT_VOLUME");
const noPose = reasonNumber("GATE_NO_POSE");

/** A target in both frames, m; NaN where it is not known. The robot counts as level. */
interface Target {
  baseXM: number;
  baseYM: number;
  mapXM: number;
  mapYM: number;
  zM: number;
}

const target: Target = { baseXM: 0, baseYM: 0, mapXM: 0, mapYM: 0, zM: 0 };

function place(kernel: Kernel, r: IntentRecord): void {
  const { posed, xM, yM, yawRad } = kernel.state.odometry;
  const c = posed === 1 ? cos(yawRad) : NaN;
  const s = posed === 1 ? sin(yawRad) : NaN;
  const inMap = (r.has & hasMapFrame) !== 0;
  target.zM = r.z;
  target.baseXM = inMap ? c * (r.x - xM) + s * (r.y - yM) : r.x;
  target.baseYM = inMap ? c * (r.y - yM) - s * (r.x - xM) : r.y;
  target.mapXM = inMap ? r.x : xM + c * r.x - s * r.y;
  target.mapYM = inMap ? r.y : yM + s * r.x + c * r.y;
}

/** True only where the target surely lies in the box, its faces included. */
function isIn(box: VolumeParams): boolean {
  const x = box.inMap === 1 ? target.mapXM : target.baseXM;
  const y = box.inMap === 1 ? target.mapYM : target.baseYM;
  return x >= box.minXM && x <= box.maxXM && y >= box.minYM && y <= box.maxYM &&
    target.zM >= box.minZM && target.zM <= box.maxZM;
}

/** True only where the target surely lies beside the box: what is not known does not. */
function isOutOf(box: VolumeParams): boolean {
  const x = box.inMap === 1 ? target.mapXM : target.baseXM;
  const y = box.inMap === 1 ? target.mapYM : target.baseYM;
  return x < box.minXM || x > box.maxXM || y < box.minYM || y > box.maxYM ||
    target.zM < box.minZM || target.zM > box.maxZM;
}

function needsPose(boxes: readonly VolumeParams[], inMap: number): boolean {
  for (let i = 0; i < boxes.length; i++) if (at(boxes, i).inMap !== inMap) return true;
  return false;
}

/** The reason against a target of no box: 0 where it lies in one, or none is named. */
function askInside(boxes: readonly VolumeParams[]): number {
  for (let i = 0; i < boxes.length; i++) if (isIn(at(boxes, i))) return 0;
  return boxes.length === 0 ? 0 : outside;
}

/** True where the target is judged in a frame of which the robot does not know where it is. */
function isLost(kernel: Kernel, space: WorkspaceParams, r: IntentRecord): boolean {
  if (kernel.state.odometry.posed === 1) return false;
  const inMap = (r.has & hasMapFrame) !== 0 ? 1 : 0;
  return needsPose(space.inside, inMap) || needsPose(space.outside, inMap);
}

/** Refuses a target of the arm outside its workspace, or inside a volume to keep out of. */
export const workspace: Rule = {
  name: "workspace",
  doc: "refuses a target of the arm outside `kernel.workspace.inside`, or in one of its `outside`",
  check: (kernel, r, _nowNs, detail) => {
    if (r.action !== intentNumber.move_end_effector) return 0;
    const space = kernel.params.workspace;
    if (isLost(kernel, space, r)) return noPose;
    place(kernel, r);
    // Questions from the first on: the boxes to be in, then each volume.
    if (detail.next === 0) {
      detail.next = 1;
      const reason = askInside(space.inside);
      if (reason !== 0) return reason;
    }
    for (let i = detail.next - 1; i < space.outside.length; i++) {
      if (isOutOf(at(space.outside, i))) continue;
      detail.value = i + 1;
      detail.next = i + 2;
      return inVolume;
    }
    return 0;
  },
};
