/**
 * Datagrams to a service manager, as sd_notify(3) has them: lines of `KEY=value`. A manager that is
 * not there or does not read costs nothing but a fault that is told once.
 *
 * @module
 */
import { fail, type Fault, ok, type Result } from "core/fault.ts";
import type { NotifyPaths } from "./messages.ts";

/** Datagrams that may wait for a manager that does not read; more are left out. */
const mostWaiting = 8;

/** An open way to the manager. */
export interface Speaker {
  /** Sends one datagram, in the order of the calls. Returns why it could not be sent, if so. */
  tell(text: string): Promise<Fault | null>;
  close(): void;
}

function unheard(paths: NotifyPaths, error: unknown): Fault {
  return {
    code: "RUN_NOTIFY",
    message: `Cannot reach the service manager at "${paths.manager}": ${
      error instanceof Error ? error.message : String(error)
    }`,
    value: paths.manager,
    help: "the robot runs on; a watchdog of its unit will end it: see mechos run, systemd",
  };
}

function removeOld(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Opens the process' own socket, in place of one that an earlier run left behind. */
export function openSpeaker(paths: NotifyPaths): Result<Speaker> {
  let socket: Deno.DatagramConn;
  try {
    removeOld(paths.own);
    socket = Deno.listenDatagram({ transport: "unixpacket", path: paths.own });
  } catch (error) {
    return fail(unheard(paths, error));
  }
  const utf8 = new TextEncoder();
  const to: Deno.UnixAddr = { transport: "unixpacket", path: paths.manager };
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  const send = async (text: string): Promise<Fault | null> => {
    try {
      await socket.send(utf8.encode(text), to);
      return null;
    } catch (error) {
      return unheard(paths, error);
    } finally {
      waiting -= 1;
    }
  };
  return ok({
    tell: async (text) => {
      if (waiting >= mostWaiting) return unheard(paths, "it does not read");
      waiting += 1;
      const sent = last.then(() => send(text));
      last = sent;
      return await sent;
    },
    close: () => {
      socket.close();
      removeOld(paths.own);
    },
  });
}
