/** The handle of a role's worker behind its warden. @module */
import type { FromWarden, ThreadRights, ToWarden, WardenSpec } from "./messages.ts";

/** What the owner of a role wants to hear. */
export interface WardenEvents {
  /** The worker is up: send it its job with `post`. */
  readonly spawned: (restarts: number) => void;
  readonly said: (message: unknown) => void;
  readonly died: (reason: string, restarts: number) => void;
  /** No more restarts: the role is gone until the process ends. */
  readonly gaveUp: (reason: string) => void;
}

/** A role. */
export interface Role {
  readonly name: string;
  post(message: unknown, ports?: MessagePort[]): void;
  /** Ends a worker that hangs and starts it anew. */
  restart(reason: string): void;
  end(): void;
}

/** Starts the warden of a role. `rights` of warden and worker are the same. */
export function startRole(wardenUrl: string, spec: WardenSpec, events: WardenEvents): Role {
  const worker = new Worker(wardenUrl, {
    type: "module",
    name: `warden of ${spec.name}`,
    ...(spec.rights === null ? {} : { deno: { permissions: spec.rights } }),
  });
  const tell = (message: ToWarden, ports: MessagePort[] = []): void => {
    worker.postMessage(message, ports);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    events.gaveUp(`warden: ${event.message}`);
  };
  worker.onmessage = ({ data }: MessageEvent<FromWarden>) => {
    switch (data.kind) {
      case "spawned":
        return events.spawned(data.restarts);
      case "said":
        return events.said(data.message);
      case "died":
        return events.died(data.reason, data.restarts);
      case "gaveUp":
        return events.gaveUp(data.reason);
      default:
        data satisfies never;
    }
  };
  tell({ kind: "begin", spec });
  return {
    name: spec.name,
    post: (message, ports = []) => tell({ kind: "post", message, ports }, ports),
    restart: (reason) => tell({ kind: "restart", reason }),
    end: () => {
      tell({ kind: "end" });
      worker.terminate();
    },
  };
}

/** No right at all. */
export const noRights: ThreadRights = {
  read: false,
  write: false,
  net: false,
  env: false,
  run: false,
  ffi: false,
  sys: false,
};
