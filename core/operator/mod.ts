/**
 * How people reach a running robot: two Unix sockets, JSON-RPC 2.0, one object a line. The
 * operator worker makes a service over the kernel's port and serves it; see service.ts for what a
 * line goes through, verbs.ts for the methods.
 *
 * @module
 */
export type { KernelPort, ParamChange } from "./kernel_port.ts";
export type {
  ArmingCheck,
  MindMessage,
  MindStatus,
  OpenQuestion,
  RobotPort,
  SavedMap,
  ThreadHealth,
} from "./robot_port.ts";
export type { OperatorClock } from "./act_lane.ts";
export type { Client, DeskOptions } from "./desk.ts";
export { createOperatorService, type OperatorService } from "./service.ts";
export {
  maxOperators,
  maxStoppers,
  type OperatorServer,
  serveOperators,
  type ServerOptions,
} from "./server.ts";
export { type AuditFile, type AuditRecord, type AuditSink, openAudit } from "./audit.ts";
export { type LatchEntry, type LatchStore, openLatchStore, readLatch } from "./latch_store.ts";
export { type LatchFound, type LatchReason } from "./latch_record.ts";
export {
  machineFolder,
  ownFolder,
  searchFolders,
  socketName,
  type SocketPaths,
  socketPaths,
  stopBeside,
} from "./socket_path.ts";
export { bindSocket, type BoundSocket } from "./socket_file.ts";
export { type UnmetCheck, unmetChecks } from "./arming.ts";
export type { Status } from "./status.ts";
export type { LiveParameter } from "./tuning.ts";
export { type Verb, type VerbName, verbNames, verbs } from "./verbs.ts";
export type { MapJob } from "./map_port.ts";
export { type HealthReport, type OperatorJob } from "./operator_thread.ts";
