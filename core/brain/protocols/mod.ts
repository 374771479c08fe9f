/**
 * Model protocols behind one interface: everything that touches the network is in this room.
 *
 * @module
 */
export type {
  CallLimits,
  Driver,
  DriverCheck,
  EmbeddingAnswer,
  ModelAnswer,
  ModelImage,
  ModelMessage,
  ModelRequest,
} from "./driver.ts";
export {
  type CallFailure,
  type CallResult,
  failed,
  type FailureKind,
  failureKinds,
  failureRow,
  isFailureKind,
  type ModelUsage,
} from "./failure.ts";
export { type HttpServer, isLoopback, serverBase } from "./http.ts";
export { createProviderDriver, parseSpec, type ProviderSpec } from "./provider.ts";
export { repeatsItself } from "./repeats.ts";
export { createTapeDriver, parseTape } from "./tape.ts";
