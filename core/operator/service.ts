/**
 * The operator's service without sockets: clients come and go, each line is read, judged, carried
 * out, answered and audited. Stops are carried out first, whatever else is the matter.
 *
 * @module
 */
import { fail } from "core/fault.ts";
import { modeNumber } from "core/kernel/mod.ts";
import * as office from "./deeds_desk.ts";
import * as motion from "./deeds_motion.ts";
import type { DeedResult } from "./deeds_motion.ts";
import { mapSave } from "./deeds_map.ts";
import { type Client, createDesk, type Desk, type DeskOptions } from "./desk.ts";
import { faultLine, notificationLine, readRequest, type Request, resultLine } from "./json_rpc.ts";
import { freeLease } from "./lease.ts";
import { createRateLimit, type RateLimit } from "./rate_limit.ts";
import { badParams, objection, tooFast, unknownMethod } from "./rights.ts";
import { createTeleopGuard, stopStream } from "./teleop_guard.ts";
import { readParams, type VerbName, verbOf, verbs } from "./verbs.ts";

/** Requests a second and at once, by socket: a person's keys and a teleop stream of 50 Hz. */
const rates = {
  operator: { perSecond: 100, burst: 200 },
  stop: { perSecond: 5, burst: 10 },
} as const;
/** The same over all newcomers of a socket: who comes back again and again gains nothing. */
const doorRates = {
  operator: { perSecond: 200, burst: 400 },
  stop: { perSecond: 40, burst: 80 },
} as const;
/** A connection counts as a newcomer for so long, ms. */
const newcomerMs = 500;
/** Equal stops of one client within this time are one audit record, ms. */
const auditEveryMs = 1000;

/** The service. */
export interface OperatorService {
  /** A new connection; null where all operator numbers are taken. */
  connect(socket: Client["socket"], send: (line: string) => void): Client | null;
  /** Its last line came: a lease it holds begins to lapse, answers may still be sent. */
  hangUp(client: Client): void;
  disconnect(client: Client): void;
  /** Takes one line of a client; answers come through its `send`. */
  line(client: Client, text: string): void;
  /** Called often (every 20 ms): follows latch, lease and mode. */
  poll(): void;
  /** Operator number that holds the lease; 0 = nobody. */
  holder(): number;
  /** Stops taking acts other than stops: the robot is shutting down. */
  close(): void;
}

interface State {
  readonly desk: Desk;
  readonly stops: Map<number, { atMs: number; count: number }>;
  readonly doors: Readonly<Record<Client["socket"], RateLimit>>;
  nextOperator: number;
  closing: boolean;
}

function answer(client: Client, request: Request, result: DeedResult): void {
  if (request.id === undefined || client.closed) return;
  client.send(
    result.ok
      ? resultLine(request.id, result.value)
      : faultLine(request.id, result.fault, result.extra),
  );
}

/** Counts stops of a client: how many to audit now, 0 = none. */
function stopsToAudit(s: State, client: Client): number {
  const nowMs = s.desk.clock.nowMs();
  const seen = s.stops.get(client.operator);
  if (seen !== undefined && nowMs - seen.atMs < auditEveryMs) {
    seen.count += 1;
    return 0;
  }
  const count = (seen?.count ?? 0) + 1;
  s.stops.set(client.operator, { atMs: nowMs, count: 0 });
  return count;
}

function audit(s: State, client: Client, request: Request, result: DeedResult): void {
  const verb = verbOf(request.method);
  if (verb !== null && !verbs[verb].audited) return;
  const count = verb !== null && verbs[verb].right === "stop" ? stopsToAudit(s, client) : 1;
  if (count === 0) return;
  s.desk.audit({
    operator: client.operator,
    socket: client.socket,
    verb: request.method,
    params: request.params ?? null,
    outcome: result.ok ? "done" : "refused",
    code: result.ok ? "" : result.fault.code,
    count,
  });
}

type Deed = (s: State, client: Client, params: unknown) => DeedResult | Promise<DeedResult>;

/** Ties a verb to its deed: parameters are read, then the deed is done. */
function deed<N extends VerbName>(
  name: N,
  work: (
    desk: Desk,
    client: Client,
    params: Extract<ReturnType<typeof readParams<N>>, { ok: true }>["value"],
  ) => DeedResult | Promise<DeedResult>,
): Deed {
  return (s, client, params) => {
    const read = readParams(name, params);
    if (read.ok) return work(s.desk, client, read.value);
    const { path, reason, known } = read.issue;
    return fail(badParams(name, path, reason, known));
  };
}

const deeds: Readonly<Record<VerbName, Deed>> = {
  status: deed("status", office.status),
  why: deed("why", office.whyNot),
  stop: (s, client) => motion.stop(s.desk, client),
  estop: (s, client) => motion.estop(s.desk, client),
  start: deed("start", motion.start),
  reset: deed("reset", motion.reset),
  ack: deed("ack", motion.ack),
  take: deed("take", motion.take),
  release: deed("release", motion.release),
  resume: deed("resume", motion.resume),
  mission: deed("mission", office.mission),
  "mission.add": deed("mission.add", office.missionAdd),
  do: deed("do", office.doSkill),
  teleop: deed("teleop", motion.teleop),
  tell: deed("tell", (desk, _client, params) => office.tell(desk, params)),
  answer: deed("answer", office.answer),
  grant: deed("grant", (desk, client, params) => motion.capability(desk, client, "grant", params)),
  revoke: deed(
    "revoke",
    (desk, client, params) => motion.capability(desk, client, "revoke", params),
  ),
  wait: deed("wait", office.wait),
  "tune.list": deed("tune.list", office.tuneList),
  "tune.get": deed("tune.get", (desk, _client, params) => office.tuneGet(desk, params)),
  "tune.set": deed("tune.set", office.tuneSet),
  "tune.save": deed("tune.save", office.tuneSave),
  "tune.watch": deed("tune.watch", office.tuneWatch),
  "tune.reload": deed("tune.reload", office.tuneReload),
  "map.save": deed("map.save", (desk, client) => mapSave(desk, client)),
  "record.snapshot": deed(
    "record.snapshot",
    (desk, _client, params) => office.snapshot(desk, params),
  ),
};

/** A teleop stream is audited at its first frame and where it ends, not at each frame. */
function auditsStream(client: Client, before: boolean, request: Request): boolean {
  return request.method !== "teleop" || before !== client.guard.deflected;
}

async function carryOut(s: State, client: Client, request: Request): Promise<void> {
  const verb = verbOf(request.method);
  const against = objection(s.desk, client, request.method, s.closing);
  if (against !== null || verb === null) {
    const refused = fail(against ?? unknownMethod(client, request.method));
    audit(s, client, request, refused);
    return answer(client, request, refused);
  }
  const deflected = client.guard.deflected;
  client.open += 1;
  const result = await deeds[verb](s, client, request.params);
  client.open -= 1;
  if (!result.ok || auditsStream(client, deflected, request)) audit(s, client, request, result);
  answer(client, request, result);
}

function isStop(method: string): boolean {
  const verb = verbOf(method);
  return verb !== null && verbs[verb].right === "stop";
}

/** Refuses a line beyond the rate; the connection lets a peer go that does not slow down. */
function refuseFlood(client: Client, text: string): void {
  client.bad += 1;
  const request = readRequest(text);
  if (request.ok) answer(client, request.value, fail(tooFast));
}

function takeLine(s: State, client: Client, text: string): void {
  const { desk } = s;
  const nowMs = desk.clock.nowMs();
  const isKnown = nowMs - client.sinceMs > newcomerMs;
  const inTime = client.limit.take(nowMs) && (isKnown || s.doors[client.socket].take(nowMs));
  // Beyond the rate only what may be a stop is read at all: a flood must cost next to nothing.
  if (!inTime && !text.includes("stop")) return refuseFlood(client, text);
  const request = readRequest(text);
  if (!request.ok) {
    client.bad += 1;
    client.send(faultLine(null, request.fault));
    return;
  }
  if (!inTime && !isStop(request.value.method)) return refuseFlood(client, text);
  client.bad = 0;
  if (desk.lease.holder === client.operator) {
    desk.lease.heardMs = desk.clock.nowMs();
    desk.kernel.beat(client.operator);
  }
  carryOut(s, client, request.value);
}

function nextOperator(s: State): number {
  const taken = new Set([...s.desk.clients].map((client) => client.operator));
  for (let tries = 0; tries < 255; tries++) {
    s.nextOperator = s.nextOperator % 255 + 1;
    if (!taken.has(s.nextOperator)) return s.nextOperator;
  }
  return 0;
}

function disconnect(s: State, client: Client): void {
  hangUp(s, client);
  client.closed = true;
  s.desk.clients.delete(client);
  s.stops.delete(client.operator);
}

function hangUp(s: State, client: Client): void {
  const { desk } = s;
  if (desk.lease.holder !== client.operator || !desk.lease.connected) return;
  // Letting go sends zero at once; the lease runs out by itself (FAULTS.md O01, O02).
  motion.sendDrive(desk, 0, 0, 1);
  desk.lease.connected = false;
}

/** Frees a lease that the kernel ended, or whose holder went. */
function followLease(s: State): void {
  const { desk } = s;
  const { lease } = desk;
  if (lease.holder === 0) return;
  const out = desk.kernel.outputs();
  const ended = out.operatorHolds === 0 && out.tick > lease.sinceTick;
  const orphaned = !lease.connected && desk.clock.nowMs() - lease.heardMs > desk.leaseMs;
  if (!ended && !orphaned) return;
  for (const each of desk.clients) {
    if (each.operator === lease.holder) each.send(notificationLine("lease.lost", { to: null }));
  }
  freeLease(lease);
}

function poll(s: State): void {
  const { desk } = s;
  const out = desk.kernel.outputs();
  desk.latch.observe(out);
  followLease(s);
  if (out.mode !== modeNumber.manual) { for (const each of desk.clients) stopStream(each.guard); }
}

/** Makes the service of one robot. */
export function createOperatorService(options: DeskOptions): OperatorService {
  const s: State = {
    desk: createDesk(options),
    stops: new Map(),
    doors: {
      operator: createRateLimit(doorRates.operator.perSecond, doorRates.operator.burst),
      stop: createRateLimit(doorRates.stop.perSecond, doorRates.stop.burst),
    },
    nextOperator: 0,
    closing: false,
  };
  return {
    connect: (socket, send) => {
      const operator = nextOperator(s);
      if (operator === 0) return null;
      const { perSecond, burst } = rates[socket];
      const client: Client = {
        operator,
        socket,
        guard: createTeleopGuard(),
        limit: createRateLimit(perSecond, burst),
        send,
        watchesTuning: false,
        open: 0,
        closed: false,
        bad: 0,
        sinceMs: s.desk.clock.nowMs(),
      };
      s.desk.clients.add(client);
      return client;
    },
    hangUp: (client) => hangUp(s, client),
    disconnect: (client) => disconnect(s, client),
    line: (client, text) => takeLine(s, client, text),
    poll: () => poll(s),
    holder: () => s.desk.lease.holder,
    close: () => {
      s.closing = true;
    },
  };
}
