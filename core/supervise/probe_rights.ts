/** Tries the rights of every thread, as they really are in this program. @module */
import type { ProbeResult } from "./probe/worker.ts";
import { type ProcessName, type RightsPlan, type ThreadName, threadTable } from "./threads.ts";

/** A thread's rights as declared and as tried. */
export interface ThreadProbe {
  readonly thread: ThreadName;
  readonly process: ProcessName;
  readonly text: string;
  /** What it holds after its start: `read: /run/mechos`, ...; empty = nothing. */
  readonly holds: readonly string[];
  /** Things that no thread may do, tried with this thread's rights. */
  readonly tried: ProbeResult;
}

/** The rights of a row in words. */
function inWords(rights: Deno.PermissionOptionsObject): string[] {
  return Object.entries(rights).flatMap(([kind, value]) => {
    if (value === false || (Array.isArray(value) && value.length === 0)) return [];
    return [Array.isArray(value) ? `${kind}: ${value.join(", ")}` : `${kind}: everything`];
  });
}

function probe(
  url: string,
  rights: Deno.PermissionOptionsObject,
  libc: string,
): Promise<ProbeResult> {
  const worker = new Worker(url, { type: "module", deno: { permissions: rights } });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<ProbeResult>) => {
      worker.terminate();
      resolve(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
    worker.postMessage({ libc });
  });
}

/**
 * Starts a thread with the rights of each row and tries what is forbidden. Meant for the binary:
 * from source a thread without rights cannot even read its own module.
 */
export async function probeThreads(url: string, plan: RightsPlan): Promise<readonly ThreadProbe[]> {
  const probes: ThreadProbe[] = [];
  for (const [name, row] of Object.entries(threadTable)) {
    if (name === "probe") continue;
    const rights = row.rights(plan);
    probes.push({
      thread: name as ThreadName,
      process: row.process,
      text: row.text,
      holds: inWords(rights),
      tried: await probe(url, rights, plan.libc ?? "libc.so.6"),
    });
  }
  return probes;
}
