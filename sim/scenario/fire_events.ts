/**
 * What a scenario's events do to a run at their tick: faults begin and end, operators act,
 * parameters change.
 *
 * @module
 */
import { at } from "core/fault.ts";
import { type ActiveFault, fires, type PreparedEvent } from "./events.ts";
import type { Run } from "./run.ts";

function beginFault(run: Run, event: PreparedEvent): void {
  const { fault } = event;
  if (fault === null) return;
  setFault(run, fault, true);
  run.active = run.active.filter((one) => one.fault.kind !== fault.kind);
  run.active.push({ fault, untilNs: run.nowNs + fault.forNs });
  run.happened.add(`fault.${fault.kind}`);
}

function setFault(run: Run, fault: ActiveFault["fault"], on: boolean): void {
  if (fault.at === "device") {
    run.robot.device.driver.inject(fault, on);
    return;
  }
  if (on) run.faults.set(fault.kind, fault.parameters);
  else run.faults.delete(fault.kind);
}

/** Ends the faults whose time is over; `all` ends every one. */
function endFaults(run: Run, all: boolean): void {
  for (const one of run.active) {
    if (!all && run.nowNs < one.untilNs) continue;
    setFault(run, one.fault, false);
    run.happened.add(`fault.${one.fault.kind}.cleared`);
  }
  if (all || run.active.some((one) => run.nowNs >= one.untilNs)) {
    run.active = all ? [] : run.active.filter((one) => run.nowNs < one.untilNs);
  }
}

function operate(run: Run, event: PreparedEvent): void {
  const lane = event.person === 2 ? run.second : run.lane;
  for (const act of event.acts) {
    lane.queue.push(act);
    run.happened.add(`operator.${act.name}`);
    if (act.name.startsWith("mission.")) {
      run.happened.add("operator.mission");
      const verb = act.name.slice("mission.".length);
      if (verb === "pause" || verb === "resume" || verb === "cancel") {
        run.mind.brain?.command(verb);
        run.mind.outcome = null;
      }
    }
  }
  for (const heard of event.heard) {
    run.happened.add(`operator.${heard.kind}`);
    run.mind.brain?.hear?.(heard);
  }
  if (event.presentMs >= 0) lane.presentUntilNs = run.nowNs + event.presentMs * 1e6;
  if (event.teleop === undefined) return;
  lane.linearMps = event.teleop.linearMps;
  lane.angularRadps = event.teleop.angularRadps;
  lane.lateralMps = event.teleop.lateralMps;
  lane.teleopUntilNs = run.nowNs + event.teleop.for * 1e6;
  lane.teleopSentNs = -Infinity;
  run.happened.add("operator.teleop");
}

function tune(run: Run, event: PreparedEvent): void {
  for (const { index, value } of event.params) {
    const { params } = run.inputs;
    if (params.count >= params.index.length) break;
    params.index[params.count] = index;
    params.value[params.count] = value;
    params.count += 1;
  }
}

/** The scenario's own events and healing are every robot's; all else happens to one. */
function fire(run: Run, event: PreparedEvent): void {
  for (const robot of run.robots) {
    if (event.name !== null) robot.happened.add(event.name);
    if (event.heal) endFaults(robot, true);
  }
  const robot = at(run.robots, event.robot);
  beginFault(robot, event);
  operate(robot, event);
  tune(robot, event);
}

/**
 * Ends the faults whose time is over, then does what the events of this tick say. `run`: that of the
 * first robot.
 */
export function fireEvents(run: Run): void {
  for (const robot of run.robots) endFaults(robot, false);
  for (const event of run.events) {
    if (fires(event, run.names, run.scratch, run.nowNs)) fire(run, event);
  }
}
