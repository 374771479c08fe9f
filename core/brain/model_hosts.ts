/** Which hosts a brain may call and which files it may read: its worker is given no others. @module */
import type { Config } from "core/config/mod.ts";
import { parseSpec, usualUrl } from "./protocols/provider.ts";

function hostOf(text: string): string | null {
  try {
    const url = new URL(text);
    const port = url.port === "" ? (url.protocol === "http:" ? "80" : "443") : url.port;
    return `${url.hostname}:${port}`;
  } catch {
    // Not a URL: the driver says so with its own fault when the brain is made.
    return null;
  }
}

/** `host:port` of each model server that config names: the brain, its fallbacks, its embeddings. */
export function modelHosts(brain: Config["brain"]): string[] {
  const hosts = new Set<string>();
  const add = (text: string): void => {
    const host = hostOf(text);
    if (host !== null) hosts.add(host);
  };
  const main = parseSpec(`${brain.driver}:${brain.model ?? "any"}`);
  if (main.ok) add(brain.url ?? main.value.url ?? usualUrl(main.value.protocol));
  const others = brain.embeddings === undefined ? [] : [brain.embeddings];
  for (const text of [...brain.fallback, ...others]) {
    const spec = parseSpec(text);
    if (spec.ok) add(spec.value.url ?? usualUrl(spec.value.protocol));
  }
  return [...hosts];
}

/** Files that a brain reads when it is made: tapes of answers, a table of prices. */
export function brainFiles(brain: Config["brain"]): string[] {
  const tapes = brain.fallback.filter((text) => text.startsWith("recorded:"));
  return [
    ...(brain.file === undefined ? [] : [brain.file]),
    ...(brain.prices === undefined ? [] : [brain.prices]),
    ...tapes.map((text) => text.slice("recorded:".length)),
  ];
}
