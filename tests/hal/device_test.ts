/** The driver of a device in a process of its own, over a socket that does as a test says. */
import assert from "node:assert/strict";
import { createCommand, decodeCommand, deviceKinds, encodeCommand } from "core/driver/mod.ts";
import { createFrameDecoder, encodeFrame } from "core/link/mod.ts";
import { unwrap } from "core/fault.ts";
import { encodePng, readImageRecord, writeImageRecord } from "core/image/mod.ts";
import { createInputs, createInputsEncoder } from "core/messages/mod.ts";
import { createDeviceDriver, type DeviceSocket } from "hal/device/mod.ts";

/** A socket whose far end is the test. */
class FakeSocket implements DeviceSocket {
  readonly written: Uint8Array[] = [];
  closed = false;
  #waiting: ((bytes: Uint8Array | null) => void) | null = null;
  #queue: (Uint8Array | null)[] = [];
  give(bytes: Uint8Array | null): void {
    if (this.#waiting === null) this.#queue.push(bytes);
    else this.#waiting(bytes);
    this.#waiting = null;
  }
  async read(into: Uint8Array): Promise<number | null> {
    const next = this.#queue.shift();
    const bytes = next !== undefined
      ? next
      : await new Promise<Uint8Array | null>((resolve) => this.#waiting = resolve);
    if (bytes === null) return null;
    into.set(bytes);
    return bytes.length;
  }
  write(bytes: Uint8Array): Promise<number> {
    // A byte at a time: a socket may take as little as that.
    this.written.push(bytes.slice(0, 1));
    return Promise.resolve(1);
  }
  close(): void {
    this.closed = true;
  }
}

function bench() {
  const socket = new FakeSocket();
  const device = createDeviceDriver(socket, { deviceTimeoutMs: 200, stopCategory: 0 });
  const settle = async () => {
    device.pump();
    for (let i = 0; i < 400; i++) await Promise.resolve();
  };
  return { socket, driver: device.driver, images: () => device.images(), settle };
}

function frames(socket: FakeSocket) {
  const decoder = createFrameDecoder();
  return socket.written.flatMap((bytes) => unwrap(decoder.push(bytes)));
}

function samples(nowNs: number): Uint8Array {
  const inputs = createInputs();
  inputs.nowNs = nowNs;
  Object.assign(inputs.wheels, { fresh: 1, measuredNs: nowNs, arrivedNs: nowNs, leftRad: 2 });
  const encoder = createInputsEncoder();
  return unwrap(encodeFrame(deviceKinds.samples, encoder.bytes.slice(0, encoder.encode(inputs))));
}

Deno.test("the device driver sends a safe frame whenever it is activated or deactivated", async () => {
  const { socket, driver, settle } = bench();
  assert.ok(driver.configure(0).ok);
  await settle();
  assert.ok(driver.activate(0).ok);
  await settle();
  driver.write(0, { ...createCommand(), enable: 1, leftEffort: 0.5 });
  await settle();
  assert.ok(driver.deactivate(0).ok);
  await settle();
  const kinds = frames(socket).map((frame) => frame.kind);
  assert.equal(kinds.at(-1), deviceKinds.safe);
  assert.ok(kinds.includes(deviceKinds.command));
});

Deno.test("a command that is no number is sent as a stop", async () => {
  const { socket, driver, settle } = bench();
  driver.configure(0);
  driver.activate(0);
  await settle();
  for (const bad of [NaN, Infinity]) {
    driver.write(0, { ...createCommand(), enable: 1, leftEffort: bad });
    await settle();
    assert.equal(frames(socket).at(-1)?.kind, deviceKinds.safe);
  }
});

Deno.test("only the newest command counts where the socket is slow", async () => {
  const { socket, driver, settle } = bench();
  driver.configure(0);
  driver.activate(0);
  await settle();
  const before = frames(socket).length;
  for (let tick = 1; tick <= 5; tick++) driver.write(0, { ...createCommand(), tick });
  await settle();
  const sent = frames(socket).slice(before);
  assert.equal(sent.length, 1);
  const command = createCommand();
  assert.ok(decodeCommand(sent[0]?.payload ?? new Uint8Array(0), command));
  assert.equal(command.tick, 5);
});

Deno.test("samples are stamped on the kernel's clock, never in its future", async () => {
  const { socket, driver, settle } = bench();
  driver.configure(0);
  driver.activate(0);
  socket.give(samples(7e9));
  await settle();
  const inputs = createInputs();
  driver.read(1e9, inputs);
  assert.deepEqual([inputs.wheels.fresh, inputs.wheels.leftRad], [1, 2]);
  assert.ok(inputs.wheels.measuredNs <= 1e9 && inputs.wheels.arrivedNs === 1e9);
});

for (
  const [says, bytes] of [
    ["its process ends", null],
    ["garbage comes", new Uint8Array(64).fill(0xff)],
    ["samples are damaged", unwrap(encodeFrame(deviceKinds.samples, new Uint8Array(40).fill(7)))],
  ] as const
) {
  Deno.test(`where ${says} the driver is in error, says so, and never throws`, async () => {
    const { socket, driver, settle } = bench();
    driver.configure(0);
    driver.activate(0);
    await settle();
    socket.give(bytes);
    await settle();
    driver.read(1e9, createInputs());
    const health = driver.health();
    assert.deepEqual([health.state, health.healthy], ["error", false]);
    assert.ok((health.fault?.message ?? "").length > 10 && (health.fault?.help ?? "").length > 10);
    const sent = socket.written.length;
    driver.write(1e9, { ...createCommand(), enable: 1, leftEffort: 1 });
    await settle();
    assert.equal(socket.written.length, sent, "no command after an error");
    driver.safeState(1e9);
    assert.equal(driver.activate(1e9).ok, false);
    driver.cleanup();
    assert.ok(socket.closed);
    assert.equal(driver.health().state, "unconfigured");
  });
}

Deno.test("decodeCommand() gives back what encodeCommand() was given, and refuses other lengths", () => {
  const command = {
    tick: 9,
    enable: 1,
    leftRadps: 1.5,
    rightRadps: -2.5,
    leftEffort: 0.25,
    rightEffort: -0.75,
    rearLeftRadps: 3.5,
    rearRightRadps: -4.5,
    rearLeftEffort: 0.125,
    rearRightEffort: -0.5,
    steerRad: 0.375,
    relays: 5,
  };
  const [frame] = unwrap(createFrameDecoder().push(encodeCommand(command)));
  const back = createCommand();
  assert.ok(frame !== undefined && decodeCommand(frame.payload, back));
  assert.deepEqual(back, command);
  for (const length of [0, 87, 89]) {
    assert.equal(decodeCommand(new Uint8Array(length), createCommand()), false);
  }
});

/** A frame with an image that was taken at a time of the device's clock. */
function imageFrame(measuredNs: number): Uint8Array {
  const data = new Uint8Array(12);
  const png = encodePng({ widthPx: 2, heightPx: 2, bits: 8, channels: 3, data });
  const image = { camera: "", seq: 1, measuredNs, widthPx: 2, heightPx: 2, png };
  const record = writeImageRecord(image, 0);
  if (record === null) throw new Error("A PNG is an image");
  return unwrap(encodeFrame(deviceKinds.image, record));
}

Deno.test("images are kept for who wants them, on the kernel's clock, and are no inputs", async () => {
  const { socket, driver, images, settle } = bench();
  driver.configure(0);
  driver.activate(0);
  socket.give(imageFrame(6.5e9));
  await settle();
  const inputs = createInputs();
  driver.read(1e9, inputs);
  assert.deepEqual(images(), [], "the clocks' offset is not known yet");
  socket.give(samples(7e9));
  await settle();
  driver.read(2e9, inputs);
  const [record] = images();
  assert.ok(record !== undefined);
  assert.equal(readImageRecord(record, ["front"])?.measuredNs, 1.5e9);
  assert.deepEqual(images(), [], "each once");
  socket.give(unwrap(encodeFrame(deviceKinds.image, new Uint8Array(5))));
  for (let i = 0; i < 20; i++) socket.give(imageFrame(8e9));
  await settle();
  driver.read(3e9, inputs);
  assert.equal(
    images().length,
    8,
    "no more than eight wait: the oldest, a damaged one, went first",
  );
  assert.equal(driver.health().healthy, true);
});
