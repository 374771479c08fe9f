/**
 * The loop of every HAL worker over any driver: stop word first, then the command, then the
 * samples. The second net under the robot: where the kernel's ticks stop coming, or a stop is
 * asked, or the process ends, the device is put into its safe state from here.
 *
 * Time: samples are stamped on the kernel's clock. Its offset to this thread's clock is learned
 * from the ticks themselves (the latest tick time against the moment of waking), always from
 * below, so that no stamp lies in the kernel's future.
 *
 * @module
 */
import type { Region, SlotReader, SlotWriter } from "core/bus/mod.ts";
import {
  clearInputs,
  createInputs,
  inputsCapacity,
  type InputSection,
  inputSections,
  type KernelInputs,
  queuedSections,
  ReadCursor,
  WriteCursor,
} from "core/messages/mod.ts";
import { visitCommand } from "./command_codec.ts";
import { createCommand, type DriveCommand, type Driver } from "./driver.ts";

/** A pose to begin with, map frame. */
export interface StartPose {
  readonly xM: number;
  readonly yM: number;
  readonly yawRad: number;
}

/** How the host watches. */
export interface HostOptions {
  /**
   * An E-stop of category 1: the kernel brakes the robot under the stop word for at most so long,
   * ms, while its ticks come; 0 = category 0, nothing is sent but the safe state.
   */
  readonly stopRampMs: number;
  /** No tick for this long: the kernel is dead or hung, ms. */
  readonly kernelStaleMs: number;
  /** Where the robot stands at the start, if anyone knows. */
  readonly start: StartPose | null;
}

/** Why the device is held in its safe state; "none" = it is not. */
export type HostHold = "none" | "halt" | "stop" | "kernelStale" | "noCommand";

interface OutSlot {
  readonly section: InputSection;
  readonly writer: SlotWriter;
}

/** A driver with its lanes. */
export interface DriverHost {
  readonly driver: Driver;
  readonly region: Region;
  readonly options: HostOptions;
  readonly inputs: KernelInputs;
  readonly command: DriveCommand;
  readonly commandSlot: SlotReader;
  readonly clockSlot: SlotReader;
  readonly slots: readonly OutSlot[];
  readonly scratch: Int32Array;
  readonly cursor: WriteCursor;
  readonly reader: ReadCursor;
  tick: number;
  /** When the newest tick was, on this thread's clock, ms. */
  tickSeenMs: number;
  /** Kernel time minus this thread's time, ns. */
  offsetNs: number;
  hold: HostHold;
  /** When the stop word that holds the device was first seen, ms. */
  stopSeenMs: number;
  posed: boolean;
  commandTick: number;
}

/** Sections that other threads give: plans, and the signs of life of the workers. */
const notFromDevices: readonly string[] = ["path", "host", "match"];

/** Crystals differ by less than 100 ppm: how fast the learned offset may fall back, ns per ms. */
const driftNsPerMs = 100;

/** Joins a driver to the lanes of the region. */
export function createHost(driver: Driver, region: Region, options: HostOptions): DriverHost {
  const slots: OutSlot[] = [];
  for (const [index, section] of inputSections.entries()) {
    if (queuedSections.includes(section.name) || notFromDevices.includes(section.name)) continue;
    slots.push({ section, writer: region.sectionWriter(index) });
  }
  const scratch = new Int32Array(inputsCapacity >> 2);
  const commandSlot = region.slotReader("command");
  return {
    driver,
    region,
    options,
    inputs: createInputs(),
    command: createCommand(),
    commandSlot,
    clockSlot: region.slotReader("clock"),
    slots,
    scratch,
    cursor: new WriteCursor(new DataView(scratch.buffer)),
    reader: new ReadCursor(commandSlot.view),
    tick: 0,
    tickSeenMs: -Infinity,
    offsetNs: -Infinity,
    hold: "noCommand",
    stopSeenMs: -Infinity,
    posed: false,
    commandTick: -1,
  };
}

/**
 * Learns the offset of the kernel's clock. This thread's clock is read after the tick's time was:
 * read before it, a thread that was held up between the two would learn an offset too high by that
 * while, and stamp everything into the future for as long as the drift takes to undo it.
 */
function learnTime(host: DriverHost, clock: () => number): void {
  const { words } = host.region;
  const tick = words.get("tick");
  if (tick === host.tick) return;
  host.tick = tick;
  const told = host.clockSlot.read() >= 0;
  const nowMs = clock();
  if (told) {
    const kernelNs = host.clockSlot.view.getFloat64(0, true);
    const fallen = host.offsetNs - driftNsPerMs * (nowMs - host.tickSeenMs);
    const seen = kernelNs - nowMs * 1e6;
    host.offsetNs = host.offsetNs === -Infinity ? seen : Math.max(fallen, seen);
    // A tick is as old as its time says, not as new as the look at it: a process that was frozen
    // between the two would wake with a command of then.
    const ageMs = (nowMs * 1e6 + host.offsetNs - kernelNs) * 1e-6;
    host.tickSeenMs = nowMs - Math.max(0, ageMs);
  } else host.tickSeenMs = nowMs;
}

function readCommand(host: DriverHost): boolean {
  if (host.commandSlot.read() < 0) return false;
  const { reader, command } = host;
  reader.reset(host.commandSlot.view);
  visitCommand(reader, command);
  return true;
}

/** What holds the device now. The stop word comes first. */
function findHold(host: DriverHost, nowMs: number): HostHold {
  const { words } = host.region;
  if (words.get("stop") !== words.get("stopCleared")) return "stop";
  if (words.get("halt") !== 0) return "halt";
  if (nowMs - host.tickSeenMs > host.options.kernelStaleMs) return "kernelStale";
  return "none";
}

/**
 * True while a stop of category 1 lets the kernel brake the robot: its ramp is the controlled stop.
 * A kernel that went silent, or takes longer than the longest ramp there is, is not waited for.
 */
function letsBrake(host: DriverHost, hold: HostHold, nowMs: number): boolean {
  if (hold !== "stop") return false;
  if (host.hold !== "stop") host.stopSeenMs = nowMs;
  const { stopRampMs, kernelStaleMs } = host.options;
  return nowMs - host.stopSeenMs < stopRampMs && nowMs - host.tickSeenMs <= kernelStaleMs &&
    host.region.words.get("halt") === 0;
}

function publishSamples(host: DriverHost): void {
  const { inputs, cursor, scratch } = host;
  for (const { section, writer } of host.slots) {
    if (!section.isFresh(inputs)) continue;
    cursor.rewind();
    section.visit(cursor, inputs);
    writer.write(scratch, cursor.position());
  }
}

function givePose(host: DriverHost, nowNs: number): void {
  const { start } = host.options;
  if (host.posed || start === null) return;
  host.posed = true;
  const { poseFix } = host.inputs;
  poseFix.fresh = 1;
  poseFix.seq = 1;
  poseFix.measuredNs = nowNs;
  poseFix.arrivedNs = nowNs;
  poseFix.xM = start.xM;
  poseFix.yM = start.yM;
  poseFix.yawRad = start.yawRad;
  poseFix.sigmaM = 0.01;
  poseFix.absolute = 1;
  poseFix.headless = 0;
}

/** The driver cannot be heard: the kernel must know at once. */
function reportDead(host: DriverHost, nowNs: number): void {
  const { ack } = host.inputs;
  ack.fresh = 1;
  ack.seq += 1;
  ack.measuredNs = nowNs;
  ack.arrivedNs = nowNs;
  ack.healthy = 0;
  ack.enabled = 0;
}

/**
 * One turn of the loop. Nothing is stamped before the kernel's first tick was seen, since there is
 * no time yet.
 *
 * @param clock This thread's monotonic clock, ms.
 */
export function hostTurn(host: DriverHost, clock: () => number): void {
  const { driver, region } = host;
  region.words.count("beatHal");
  learnTime(host, clock);
  const nowMs = clock();
  const nowNs = Math.floor(nowMs * 1e6 + host.offsetNs);
  const hold = findHold(host, nowMs);
  const brakes = letsBrake(host, hold, nowMs);
  if (hold !== "none" && !brakes) driver.safeState(nowNs);
  else if (readCommand(host)) driver.write(nowNs, host.command);
  host.hold = hold;
  if (host.offsetNs === -Infinity) return;
  clearInputs(host.inputs);
  driver.read(nowNs, host.inputs);
  const { healthy } = driver.health();
  region.words.set("halState", healthy ? 1 : 2);
  if (!healthy) reportDead(host, nowNs);
  givePose(host, nowNs);
  publishSamples(host);
}
