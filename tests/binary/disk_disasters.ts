/** Ways in which the disk of a recorder goes away, for real: mounts of the kernel, as root. @module */
import assert from "node:assert/strict";

/** One way. `strike` and `undo` come after `prepare` said that this machine can do it. */
export interface Disaster {
  readonly name: string;
  /** Makes a disk of `folder`; false where the machine lets nobody mount. */
  prepare(folder: string): Promise<boolean>;
  strike(folder: string): Promise<void>;
  undo(folder: string): Promise<void>;
  /** Whatever came before. */
  cleanUp(folder: string): Promise<void>;
}

/** Runs a program; false where it fails or is not there. */
async function run(program: string, ...args: readonly string[]): Promise<boolean> {
  try {
    const options: Deno.CommandOptions = { args: [...args], stdin: "null", stderr: "null" };
    return (await new Deno.Command(program, options).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function unmount(folder: string): Promise<void> {
  await run("umount", "-l", folder);
}

const imageOf = (folder: string): string => `${folder}.img`;
const ext4 = ["-t", "ext4", "-o", "loop,errors=remount-ro"] as const;

/** The loop device behind a mounted folder, e.g. "loop3". */
async function deviceOf(folder: string): Promise<string> {
  const mounts = await Deno.readTextFile("/proc/mounts");
  const line = mounts.split("\n").find((one) => one.split(" ")[1] === folder) ?? "";
  return line.split(" ")[0]?.split("/").at(-1) ?? "";
}

const full: Disaster = {
  name: "fills up",
  prepare: async (folder) => await run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", folder),
  strike: async (folder) => {
    const isAllWritten = await run("dd", "if=/dev/zero", `of=${folder}/fill`, "bs=1M", "count=6");
    assert.equal(isAllWritten, false, "the disk has more room than 6 MB");
  },
  undo: async (folder) => await Deno.remove(`${folder}/fill`),
  cleanUp: unmount,
};

const deleted: Disaster = {
  name: "is deleted",
  prepare: () => Promise.resolve(true),
  strike: async (folder) => await Deno.remove(folder, { recursive: true }),
  // The recorder may have made it again by itself.
  undo: async (folder) => await Deno.mkdir(folder, { recursive: true }),
  cleanUp: () => Promise.resolve(),
};

/** As a kernel does to a disk with errors: whoever has a file open on it writes no more. */
const readOnly: Disaster = {
  name: "turns read-only",
  prepare: async (folder) => {
    const image = imageOf(folder);
    return await run("truncate", "-s", "24M", image) &&
      await run("mkfs.ext4", "-q", "-O", "^has_journal", image) &&
      await run("mount", ...ext4, image, folder);
  },
  strike: async (folder) => {
    const trigger = `/sys/fs/ext4/${await deviceOf(folder)}/trigger_fs_error`;
    await Deno.writeTextFile(trigger, "1");
    await assert.rejects(Deno.writeTextFile(`${folder}/probe`, ""), "it is read-only");
  },
  undo: async (folder) => {
    await unmount(folder);
    assert.ok(await run("mount", ...ext4, imageOf(folder), folder));
  },
  cleanUp: unmount,
};

/** All of them. */
export const disasters: readonly Disaster[] = [full, deleted, readOnly];
