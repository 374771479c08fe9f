/**
 * Secrets: `${env:NAME}` and `${file:PATH}` are filled in, in fields marked secret and nowhere
 * else. What is printed or recorded shows stars.
 *
 * @module
 */
import { fail, ok, type Result, type SourcePlace } from "core/fault.ts";
import type { DataPath } from "./document.ts";
import { mask } from "./mask.ts";
import type { Places } from "./diagnose.ts";
import { pathText } from "./say.ts";

const form = /^\$\{(env|file):([^}]+)\}$/;
/** Fields marked secret in the schema, by dotted path. */
const secretPaths: ReadonlySet<string> = new Set(["brain.apiKey"]);

/** Where secrets come from. */
export interface SecretSources {
  readonly env: Readonly<Record<string, string>>;
  /** Reads the file of a secret, as it is named at a place. */
  readonly readSecret: (path: string, place: SourcePlace | undefined) => Result<Uint8Array>;
}

function fillIn(
  text: string,
  path: DataPath,
  sources: SecretSources,
  places: Places,
): Result<string> {
  const match = form.exec(text);
  const place = places.placeOf(path);
  const where = place === undefined ? {} : { place: { ...place, excerpt: null } };
  const dotted = pathText(path);
  if (match === null) return ok(text);
  if (!secretPaths.has(dotted)) {
    return fail({
      code: "CONFIG_SECRET",
      message: `Cannot use a secret for "${dotted}": only secret fields take one`,
      path: dotted,
      help: `secret fields: ${[...secretPaths].join(", ")}`,
      ...where,
    });
  }
  const [, kind, name = ""] = match;
  if (kind === "env") {
    const value = sources.env[name];
    if (value !== undefined) return ok(value);
  } else {
    const bytes = sources.readSecret(name, where.place);
    if (bytes.ok) return ok(new TextDecoder().decode(bytes.value).trim());
    if (bytes.fault.code === "CONFIG_PATH_OUTSIDE") return bytes;
  }
  return fail({
    code: "CONFIG_SECRET",
    message: `Cannot read the secret of "${dotted}": ${kind} "${name}" is not there`,
    path: dotted,
    help: kind === "env" ? `set ${name} in the environment` : "check the path and its rights",
    ...where,
  });
}

/** Fills secrets into merged data, in place. */
export function resolveSecrets(
  node: object,
  sources: SecretSources,
  places: Places,
  path: DataPath = [],
): Result<void> {
  for (const [key, value] of Object.entries(node)) {
    const here = [...path, Array.isArray(node) ? Number(key) : key];
    if (typeof value === "string") {
      const filled = fillIn(value, here, sources, places);
      if (!filled.ok) return filled;
      if (filled.value !== value) Reflect.set(node, key, filled.value);
    } else if (typeof value === "object" && value !== null) {
      const inner = resolveSecrets(value, sources, places, here);
      if (!inner.ok) return inner;
    }
  }
  return ok(undefined);
}

/** A copy of a tree with every secret masked. */
export function maskSecrets(value: unknown, path = ""): unknown {
  if (secretPaths.has(path) && value !== undefined) return mask;
  if (Array.isArray(value)) return value.map((item) => maskSecrets(item, `${path}[]`));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map((
      [key, item],
    ) => [key, maskSecrets(item, path === "" ? key : `${path}.${key}`)]),
  );
}
