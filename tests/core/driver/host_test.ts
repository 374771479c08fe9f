/** The loop around a driver: the clock that it learns, and what it holds the device for. */
import assert from "node:assert/strict";
import { createSharedMemory, openRegion } from "core/bus/mod.ts";
import {
  commandBytes,
  createCommand,
  createHost,
  type DriveCommand,
  hostTurn,
  visitCommand,
} from "core/driver/mod.ts";
import { createInputs, inputSections, ReadCursor, WriteCursor } from "core/messages/mod.ts";
import { createLoopbackDriver } from "hal/loopback/mod.ts";

/** A kernel's side and a host, on clocks that a test sets. The kernel's is `aheadMs` ahead. */
function bench(aheadMs: number, stopRampMs = 0) {
  const memory = createSharedMemory();
  const kernel = openRegion(memory, "kernel");
  const region = openRegion(memory, "hal");
  const driver = createLoopbackDriver({
    lagS: 0.05,
    rateHz: 1000,
    deviceTimeoutMs: 200,
    stopCategory: stopRampMs > 0 ? 1 : 0,
    stopRadps2: 20,
  });
  driver.configure(0);
  driver.activate(0);
  const host = createHost(driver, region, { kernelStaleMs: 100, stopRampMs, start: null });
  const clock = kernel.slotWriter("clock");
  const time = new Float64Array(2);
  const tick = (nowMs: number): void => {
    time[0] = (nowMs + aheadMs) * 1e6;
    clock.write(new Int32Array(time.buffer), 16);
    kernel.words.count("tick");
  };
  const index = inputSections.findIndex(({ name }) => name === "wheels");
  const slot = kernel.sectionReader(index);
  const inputs = createInputs();
  /** Stamp of the newest wheel sample on the kernel's clock, ms; NaN where none came. */
  const stampMs = (): number => {
    if (slot.read() < 0) return NaN;
    inputSections[index]?.visit(new ReadCursor(slot.view), inputs);
    return inputs.wheels.arrivedNs * 1e-6;
  };
  const slotOfCommand = kernel.slotWriter("command");
  const bytes = new Int32Array(commandBytes >> 2);
  /** What the kernel tells the device from now on. */
  const command = (told: Partial<DriveCommand>): void => {
    visitCommand(new WriteCursor(new DataView(bytes.buffer)), { ...createCommand(), ...told });
    slotOfCommand.write(bytes, commandBytes);
  };
  const acks = kernel.sectionReader(inputSections.findIndex(({ name }) => name === "ack"));
  /** What the device says of its power. */
  const powered = (): number => {
    if (acks.read() < 0) return NaN;
    inputSections.find(({ name }) => name === "ack")?.visit(new ReadCursor(acks.view), inputs);
    return inputs.ack.enabled;
  };
  return { host, tick, stampMs, command, powered, words: kernel.words };
}

Deno.test("hostTurn() stamps nothing before the first tick, and never into the future", () => {
  const { host, tick, stampMs } = bench(5000);
  hostTurn(host, () => 1);
  assert.ok(Number.isNaN(stampMs()));
  for (let ms = 2; ms < 200; ms++) {
    tick(ms);
    hostTurn(host, () => ms + 0.3);
    const behindMs = ms + 0.3 + 5000 - stampMs();
    assert.ok(behindMs >= 0 && behindMs < 0.5, `${behindMs} ms behind at ${ms}`);
  }
});

Deno.test("hostTurn() that was held up between the tick and its own clock stamps no future", () => {
  const { host, tick, stampMs } = bench(5000);
  for (let ms = 2; ms < 50; ms++) {
    tick(ms);
    hostTurn(host, () => ms + 0.1);
  }
  // Right after each look at its clock it is held up for 4 ms, in which the kernel ticks on.
  tick(50);
  let reads = 0;
  hostTurn(host, () => {
    reads += 1;
    if (reads === 1) { for (let ms = 51; ms <= 54; ms++) tick(ms); }
    return reads === 1 ? 50.1 : 54.2;
  });
  for (let ms = 55; ms < 80; ms++) {
    tick(ms);
    hostTurn(host, () => ms + 0.1);
    const stamp = stampMs();
    assert.ok(stamp <= 5000 + ms + 0.1 && stamp > 5000 + ms - 1, `${stamp} at ${ms}`);
  }
});

Deno.test("hostTurn() holds the device for a stop, a halt and a kernel that went silent", () => {
  const { host, tick, words } = bench(0);
  tick(1);
  hostTurn(host, () => 1.1);
  assert.equal(host.hold, "none");
  words.count("stop");
  hostTurn(host, () => 1.2);
  assert.equal(host.hold, "stop");
  words.set("stopCleared", words.get("stop"));
  hostTurn(host, () => 1.3);
  assert.equal(host.hold, "none");
  words.set("halt", 1);
  hostTurn(host, () => 1.4);
  assert.equal(host.hold, "halt");
  words.set("halt", 0);
  hostTurn(host, () => 101.1);
  assert.equal(host.hold, "none");
  hostTurn(host, () => 101.3);
  assert.equal(host.hold, "kernelStale");
});

/** A bench that drives at 6 rad/s at 100 ms, and how it goes on a millisecond at a time. */
function drivingBench(stopRampMs: number) {
  const b = bench(0, stopRampMs);
  const forward = { enable: 1, leftRadps: 6, rightRadps: 6 };
  b.command(forward);
  let ms = 1;
  const go = (untilMs: number, kernelLives = true, each: () => void = () => {}): void => {
    for (; ms <= untilMs; ms++) {
      if (kernelLives) b.tick(ms);
      each();
      hostTurn(b.host, () => ms + 0.1);
    }
  };
  go(100);
  assert.equal(b.powered(), 1);
  return { ...b, go };
}

Deno.test("hostTurn() under a stop of category 0 sends nothing but the safe state", () => {
  const b = drivingBench(0);
  b.words.count("stop");
  b.go(102);
  assert.equal(b.powered(), 0);
});

Deno.test("hostTurn() under a stop of category 1 lets a living kernel brake, then power is off", () => {
  const b = drivingBench(400);
  b.words.count("stop");
  let set = 6;
  b.go(350, true, () => {
    set = Math.max(0, set - 0.03);
    b.command({ enable: set > 0 ? 1 : 0, leftRadps: set, rightRadps: set });
  });
  assert.equal(b.powered(), 0, "the kernel said so when it had braked");
  assert.equal(b.host.hold, "stop");
});

Deno.test("hostTurn() under a stop of category 1 does not wait for a kernel that is silent", () => {
  const b = drivingBench(2000);
  b.words.count("stop");
  b.go(195, false);
  assert.equal(b.powered(), 1, "still within the kernel's patience");
  // 100 ms of silence, then the device's own braking: 6 rad/s at 20 rad/s2.
  b.go(515, false);
  assert.equal(b.powered(), 0);
});

Deno.test("hostTurn() under a stop of category 1 ends a kernel that goes on driving", () => {
  const b = drivingBench(400);
  b.words.count("stop");
  b.go(495);
  assert.equal(b.powered(), 1);
  b.go(810);
  assert.equal(b.powered(), 0);
});

Deno.test("hostTurn() that wakes with an unread command of long ago does not send it", () => {
  const { host, tick } = bench(5000);
  for (let ms = 2; ms < 50; ms++) {
    tick(ms);
    hostTurn(host, () => ms + 0.1);
  }
  assert.equal(host.hold, "none");
  // The kernel ticks once more, then the whole process is frozen for two seconds.
  tick(50);
  hostTurn(host, () => 2050.2);
  assert.equal(host.hold, "kernelStale");
  tick(2051);
  hostTurn(host, () => 2051.2);
  assert.equal(host.hold, "none");
});
