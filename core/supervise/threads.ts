/**
 * THE table of threads: what each is for, where its code is, which rights it holds. Spawning, the
 * build's list of modules and `mechos doctor` all read it. To add a thread: a row here, and its
 * entry module; tests/binary tries what each may not do.
 *
 * @module
 */
import { listenAddress } from "core/serve/mod.ts";
import { noRights, type RestartLaw, type ThreadRights } from "core/warden/mod.ts";

/** A process of a running robot. */
export type ProcessName = "robot" | "mind" | "device";

/** What rights depend on: known only at run time. */
export interface RightsPlan {
  /** This binary. */
  readonly command: string;
  readonly libc: string | null;
  readonly recordFolder: string;
  readonly socketFolder: string;
  readonly stateFolder: string;
  /** Socket of the simulated device; null with real hardware. */
  readonly deviceSocket: string | null;
  /** The recorders' socket, `NAME.view`; null where nothing is served. */
  readonly tapPath: string | null;
  /** Files of the map that is made while driving (`mapFilesOf`); none where it is not. */
  readonly mapFiles: readonly string[];
  /** Sockets to a service manager, this process' own and the manager's; none where none started it. */
  readonly notifySockets: readonly string[];
  /** Port for viewers on loopback; null where config does not want them. */
  readonly viewerPort: number | null;
  /** Config files that the operator thread reads again on reload. */
  readonly configFiles: readonly string[];
  readonly modelHosts: readonly string[];
  /** Files that a brain reads: a tape of answers, a table of prices. */
  readonly brainFiles: readonly string[];
  /** Folder of ledger and memory; null without a brain. */
  readonly dataFolder: string | null;
}

/** A thread. */
export interface ThreadRow {
  readonly process: ProcessName;
  /** Module under the project's root; null = the main thread of its process. */
  readonly entry: string | null;
  readonly text: string;
  /** What it holds after the start. */
  readonly rights: (plan: RightsPlan) => Exclude<ThreadRights, null>;
  readonly restarts: RestartLaw | null;
}

const quick: RestartLaw = { mostPerMinute: 6, firstMs: 100, longestMs: 5000 };
const none = (): Exclude<ThreadRights, null> => ({ ...noRights });

/** Every thread by name. */
export const threadTable = {
  supervisor: {
    process: "robot",
    entry: null,
    text: "watches the others; signals; the one stop sequence",
    rights: none,
    restarts: null,
  },
  warden: {
    process: "robot",
    entry: "core/warden/worker.ts",
    text: "one a role: holds that role's rights and only starts its worker",
    rights: none,
    restarts: null,
  },
  kernel: {
    process: "robot",
    entry: "core/realtime/worker.ts",
    text: "steps the kernel; the C library for a moment at start if kernel.realtime",
    rights: none,
    restarts: null,
  },
  hal: {
    process: "robot",
    entry: "hal/worker.ts",
    text: "the driver and its device",
    rights: (plan) => ({
      ...noRights,
      read: plan.deviceSocket === null ? false : [plan.deviceSocket],
      write: plan.deviceSocket === null ? false : [plan.deviceSocket],
    }),
    restarts: quick,
  },
  recorder: {
    process: "robot",
    entry: "core/runlog/worker.ts",
    text: "writes the recording, and the map in the making",
    rights: (plan) => ({
      ...noRights,
      read: [plan.recordFolder, ...plan.mapFiles],
      write: [plan.recordFolder, ...plan.mapFiles],
      sys: ["statfs"],
    }),
    restarts: quick,
  },
  operator: {
    process: "robot",
    entry: "core/operator/worker.ts",
    text: "the operator's sockets; the E-stop latch on disk; config on reload",
    rights: (plan) => ({
      ...noRights,
      read: [plan.socketFolder, plan.stateFolder, ...plan.configFiles],
      write: [plan.socketFolder, plan.stateFolder],
    }),
    restarts: quick,
  },
  navigation: {
    process: "robot",
    entry: "core/navigation/worker.ts",
    text: "scans against the map and into one, paths around things",
    rights: none,
    restarts: quick,
  },
  server: {
    process: "robot",
    entry: "core/serve/worker.ts",
    text: "shows what is recorded to viewers and to mechos record",
    rights: (plan) => {
      const paths = plan.tapPath === null ? [] : [plan.tapPath, `${plan.tapPath}.new`];
      return {
        ...noRights,
        net: plan.viewerPort === null ? false : [`${listenAddress}:${plan.viewerPort}`],
        read: paths,
        write: paths,
      };
    },
    restarts: quick,
  },
  notify: {
    process: "robot",
    entry: "core/supervise/notify/worker.ts",
    text: "tells a service manager that the robot is up, lives, stops",
    rights: (plan) => ({
      ...noRights,
      read: plan.notifySockets.length === 0 ? false : [...plan.notifySockets],
      write: plan.notifySockets.length === 0 ? false : [...plan.notifySockets],
    }),
    restarts: quick,
  },
  link: {
    process: "robot",
    entry: "core/mind/link/worker.ts",
    text: "starts the mind, carries and checks its frames",
    rights: (plan) => ({ ...noRights, run: [plan.command] }),
    restarts: quick,
  },
  device: {
    process: "robot",
    entry: "core/supervise/device/worker.ts",
    text: "starts the simulated robot of `run --hal sim`",
    rights: (plan) => ({ ...noRights, run: [plan.command] }),
    restarts: null,
  },
  probe: {
    process: "robot",
    entry: "core/supervise/probe/worker.ts",
    text: "tries the rights of the others, for `mechos doctor`",
    rights: none,
    restarts: null,
  },
  mind: {
    process: "mind",
    entry: null,
    text: "carries messages between pipe and brain",
    rights: none,
    restarts: null,
  },
  brain: {
    process: "mind",
    entry: "core/mind/brain/worker.ts",
    text: "thinks; calls the configured model servers",
    rights: (plan) => ({
      ...noRights,
      net: [...plan.modelHosts],
      read: plan.brainFiles.length === 0 ? false : [...plan.brainFiles],
    }),
    restarts: quick,
  },
  store: {
    process: "mind",
    entry: "core/store/worker.ts",
    text: "ledger, missions and memory in SQLite",
    rights: (plan) => ({
      ...noRights,
      read: plan.dataFolder === null ? false : [plan.dataFolder],
      write: plan.dataFolder === null ? false : [plan.dataFolder],
    }),
    restarts: quick,
  },
  simulator: {
    process: "device",
    entry: null,
    text: "the simulated robot; its socket and log are opened before it drops its rights",
    rights: none,
    restarts: null,
  },
} as const satisfies Record<string, ThreadRow>;

/** A thread by name. */
export type ThreadName = keyof typeof threadTable;

/** Names and modules of the threads that are workers. */
export const workerEntries: readonly { readonly name: ThreadName; readonly entry: string }[] =
  (Object.keys(threadTable) as ThreadName[]).flatMap((name) => {
    const { entry } = threadTable[name];
    return entry === null ? [] : [{ name, entry }];
  });
