/** What has arrived of a suite's samples, as the kernel's inputs. @module */
import type { KernelInputs, Stamp } from "core/messages/mod.ts";
import { takeNewest } from "./delay.ts";
import type { Suite } from "./suite.ts";

function deliverSafety(suite: Suite, nowNs: number, into: KernelInputs): void {
  const ring = takeNewest(suite.rings.line, nowNs);
  if (ring !== null) {
    stampInput(into.range, ring, nowNs);
    into.range.count = ring.ranges.length;
    into.range.rangesM.set(ring.ranges);
  }
  const estop = takeNewest(suite.estops.line, nowNs);
  if (estop === null) return;
  stampInput(into.estopInput, estop, nowNs);
  into.estopInput.closed = estop.a;
}

function stampInput(into: Stamp, from: Stamp, nowNs: number): void {
  into.fresh = 1;
  into.seq = from.seq;
  into.measuredNs = from.measuredNs;
  into.arrivedNs = nowNs;
}

function deliverScan(suite: Suite, nowNs: number, into: KernelInputs): void {
  const scan = takeNewest(suite.scans.line, nowNs);
  if (scan === null) return;
  stampInput(into.scan, scan, nowNs);
  into.scan.count = scan.ranges.length;
  into.scan.rangesM.set(scan.ranges);
}

function deliverMotion(suite: Suite, nowNs: number, into: KernelInputs): void {
  const imu = takeNewest(suite.imus.line, nowNs);
  if (imu !== null) {
    stampInput(into.imu, imu, nowNs);
    into.imu.yawRateRadps = imu.a;
    into.imu.accelMps2 = imu.b;
    into.imu.tiltRad = imu.c;
  }
  const wheels = takeNewest(suite.wheels.line, nowNs);
  if (wheels !== null) {
    stampInput(into.wheels, wheels, nowNs);
    const { rad, radps } = wheels.reading;
    into.wheels.leftRad = rad[0] ?? 0;
    into.wheels.rightRad = rad[1] ?? 0;
    into.wheels.leftRadps = radps[0] ?? 0;
    into.wheels.rightRadps = radps[1] ?? 0;
    into.wheels.rearLeftRad = rad[2] ?? 0;
    into.wheels.rearRightRad = rad[3] ?? 0;
    into.wheels.rearLeftRadps = radps[2] ?? 0;
    into.wheels.rearRightRadps = radps[3] ?? 0;
    into.wheels.steerRad = wheels.steerRad;
  }
  const motors = takeNewest(suite.motors.line, nowNs);
  if (motors === null) return;
  stampInput(into.motors, motors, nowNs);
  into.motors.leftA = motors.a;
  into.motors.rightA = motors.b;
  into.motors.leftC = motors.c;
  into.motors.rightC = motors.d;
}

/** Puts the samples that have arrived into the kernel's inputs. */
export function deliverSuite(suite: Suite, nowNs: number, into: KernelInputs): void {
  deliverScan(suite, nowNs, into);
  deliverMotion(suite, nowNs, into);
  deliverSafety(suite, nowNs, into);
  const battery = takeNewest(suite.batteries.line, nowNs);
  if (battery !== null) {
    stampInput(into.battery, battery, nowNs);
    into.battery.voltageV = battery.a;
    into.battery.currentA = battery.b;
    into.battery.percent = battery.c;
  }
  const bumper = takeNewest(suite.bumpers.line, nowNs);
  if (bumper !== null) {
    stampInput(into.bumper, bumper, nowNs);
    into.bumper.pressed = bumper.a;
  }
  const fix = takeNewest(suite.fixes.line, nowNs);
  if (fix !== null && suite.spec.beacon !== null) {
    stampInput(into.poseFix, fix, nowNs);
    into.poseFix.xM = fix.a;
    into.poseFix.yM = fix.b;
    into.poseFix.yawRad = fix.c;
    into.poseFix.sigmaM = suite.spec.beacon.noiseM;
    into.poseFix.absolute = 0;
    into.poseFix.headless = suite.spec.beacon.heading ? 0 : 1;
  }
}
