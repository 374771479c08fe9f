/**
 * JSON-RPC 2.0, one object a line: reading what a stranger sent, writing answers. Errors carry
 * the stable code of core/codes.ts in `data`, as every other error of MechOS does.
 *
 * @module
 */
import { fail, type Fault, ok, type Result } from "core/fault.ts";

/** The id of a request as it came; undefined = a notification, which gets no answer. */
export type RequestId = string | number | null | undefined;

/** A request that is well formed; its parameters are not read yet. */
export interface Request {
  readonly id: RequestId;
  readonly method: string;
  /** An object or a list as sent; undefined where there were none. */
  readonly params: unknown;
}

/** Deepest nesting of a line (DESIGN.md, Limits). */
export const maxDepth = 32;
const maxMethod = 64;

/** Deepest nesting of brackets in JSON text, without parsing it. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (quoted) {
      if (c === 0x5c) i += 1;
      else if (c === 0x22) quoted = false;
    } else if (c === 0x22) quoted = true;
    else if (c === 0x7b || c === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (c === 0x7d || c === 0x5d) depth -= 1;
  }
  return deepest;
}

function parse(line: string): unknown {
  if (depthOf(line) > maxDepth) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isId(value: unknown): value is RequestId {
  return value === undefined || value === null || typeof value === "number" ||
    (typeof value === "string" && value.length <= 128);
}

function malformed(message: string): Result<never> {
  return fail({
    code: "OPERATOR_PROTOCOL",
    message,
    help: 'send one JSON-RPC 2.0 object a line: {"jsonrpc":"2.0","id":1,"method":"status"}',
  });
}

/** Reads one line. */
export function readRequest(line: string): Result<Request> {
  const raw = parse(line);
  if (raw === undefined) return malformed("Cannot read the line: it is not JSON");
  if (!isObject(raw)) return malformed("Cannot read the line: it is not one JSON object");
  const { id, method, params } = raw;
  if (raw["jsonrpc"] !== "2.0") return malformed('Cannot read the line: "jsonrpc" is not "2.0"');
  if (!isId(id)) return malformed('Cannot read the line: "id" is no string, number or null');
  if (typeof method !== "string" || method.length > maxMethod) {
    return malformed('Cannot read the line: "method" is not a short text');
  }
  if (params !== undefined && !isObject(params) && !Array.isArray(params)) {
    return malformed('Cannot read the line: "params" is neither an object nor a list');
  }
  return ok({ id, method, params });
}

/** Numbers of the JSON-RPC specification; all that is MechOS' own is -32000. */
function numberOfFault(fault: Fault): number {
  if (fault.code === "OPERATOR_PROTOCOL") {
    return fault.message.endsWith("it is not JSON") ? -32700 : -32600;
  }
  if (fault.code === "OPERATOR_METHOD") return -32601;
  return fault.code === "OPERATOR_PARAMS" ? -32602 : -32000;
}

/** A line that answers with a result. */
export function resultLine(id: RequestId, result: unknown): string {
  return JSON.stringify({ jsonrpc: "2.0", id: id ?? null, result });
}

/** A line that answers with a fault; `extra` joins its data. */
export function faultLine(id: RequestId, fault: Fault, extra: object = {}): string {
  const { code, message, path, value, help } = fault;
  return JSON.stringify({
    jsonrpc: "2.0",
    id: id ?? null,
    error: {
      code: numberOfFault(fault),
      message,
      data: { code, message, path, value, help, ...extra },
    },
  });
}

/** A line that nobody asked for. */
export function notificationLine(method: string, params: object): string {
  return JSON.stringify({ jsonrpc: "2.0", method, params });
}
