/** The version of this program: baked into the binary, or read from the source tree. @module */
import { bakedInfo, type BuildInfo } from "./build_info.ts";

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function readSource(path: string): string | null {
  try {
    return Deno.readTextFileSync(new URL(`../${path}`, import.meta.url));
  } catch {
    // Not a source tree, or no right to read it: the caller says "unknown".
    return null;
  }
}

function sourceVersion(): string {
  const text = readSource("deno.json");
  if (text === null) return "unknown";
  try {
    const json: unknown = JSON.parse(text);
    return isRecord(json) && typeof json["version"] === "string" ? json["version"] : "unknown";
  } catch {
    return "unknown";
  }
}

/** The commit that is checked out: HEAD, or what HEAD refers to. */
function sourceGit(): string {
  const head = readSource(".git/HEAD")?.trim();
  if (head === undefined) return "unknown";
  const name = /^ref: (.+)$/.exec(head)?.[1];
  if (name === undefined) return head.slice(0, 12);
  const loose = readSource(`.git/${name}`)?.trim();
  if (loose !== undefined) return loose.slice(0, 12);
  const packed = readSource(".git/packed-refs")?.split("\n").find((line) => line.endsWith(name));
  return packed?.slice(0, 12) ?? "unknown";
}

/** Version, git hash and runtime of this program. */
export function buildInfo(): BuildInfo {
  if (bakedInfo !== null) return bakedInfo;
  return { version: sourceVersion(), git: sourceGit(), runtime: "source", build: "source" };
}

/** Everything that `--version --json` prints. */
export interface VersionDocument extends BuildInfo {
  readonly name: "mechos";
  readonly deno: string;
  readonly v8: string;
}

/** The version with the runtime's own versions. */
export function versionDocument(): VersionDocument {
  return { name: "mechos", ...buildInfo(), deno: Deno.version.deno, v8: Deno.version.v8 };
}

/** Who made a recording, and with what: the versions that stand in each part. */
export function recordingVersions(createdBy: string) {
  const { version, git, runtime, build, deno, v8 } = versionDocument();
  return { version, git, runtime, build, deno, v8, createdBy };
}

/** The text of `--version`. */
export function versionText(json: boolean): string {
  const { version, git, runtime, deno, v8 } = versionDocument();
  if (json) return JSON.stringify(versionDocument());
  return `mechos ${version}\ngit: ${git}\ndeno: ${deno}\nv8: ${v8}\nruntime: ${runtime}`;
}
