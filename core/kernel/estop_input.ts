/**
 * The hardware E-stop's second contact: normally closed, so that pressing, a broken wire and a
 * pulled plug all look the same. Debounced both ways; a silent input counts as pressed.
 *
 * @module
 */
import type { KernelInputs } from "core/messages/mod.ts";
import type { Kernel } from "./state.ts";
import { measuredAt } from "./stream_clock.ts";

/** What is remembered of the contact. */
export interface EstopContact {
  /** 1 while the contact counts as open. */
  open: number;
  /** Since when the raw contact has said the other thing, ns; -1 = it does not. */
  changedNs: number;
  /** When it was heard last, ns; -1 = never. */
  heardNs: number;
}

/** Never heard: the self-test waits for it (mode.ts). */
export function createEstopContact(): EstopContact {
  return { open: 0, changedNs: -1, heardNs: -1 };
}

/** Takes the contact's sample: a change counts once it has lasted the debounce time. */
export function takeEstopInput(kernel: Kernel, inputs: KernelInputs, nowNs: number): void {
  const { params: p, state: s } = kernel;
  if (p.estopInput === null || inputs.estopInput.fresh !== 1) return;
  const measuredNs = measuredAt(s.samples.estop, inputs.estopInput, nowNs, p.tickPeriodNs);
  if (measuredNs - measuredNs !== 0) return;
  const contact = s.estopContact;
  contact.heardNs = nowNs;
  const open = inputs.estopInput.closed === 1 ? 0 : 1;
  if (open === contact.open) {
    contact.changedNs = -1;
    return;
  }
  if (contact.changedNs < 0) contact.changedNs = nowNs;
  if (nowNs - contact.changedNs < p.estopInput.debounceNs) return;
  contact.open = open;
  contact.changedNs = -1;
}

/** True while the button is pressed, or was heard once and is silent now. */
export function isEstopPressed(kernel: Kernel, nowNs: number): boolean {
  const { params: p, state: s } = kernel;
  if (p.estopInput === null) return false;
  const own = s.lastNs < 0 ? 0 : nowNs - s.lastNs;
  const { open, heardNs } = s.estopContact;
  return open === 1 || (heardNs >= 0 && nowNs - heardNs - own > p.estopInput.staleNs);
}
