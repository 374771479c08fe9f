/** From a spec (`ollama:qwen3`, `openai:gpt@https://host/v1`) to a driver. @module */
import { fail, ok, type Result } from "core/fault.ts";
import { didYouMean } from "core/nearest.ts";
import { createAnthropicDriver } from "./anthropic.ts";
import type { Driver } from "./driver.ts";
import { type HttpServer, serverBase } from "./http.ts";
import { createOllamaDriver } from "./ollama.ts";
import { createOpenaiDriver } from "./openai.ts";

/** Where each protocol's server is unless config says otherwise, and the path that it wants. */
const protocols = {
  ollama: { url: "http://127.0.0.1:11434", path: "" },
  openai: { url: "https://api.openai.com/v1", path: "/v1" },
  anthropic: { url: "https://api.anthropic.com/v1", path: "/v1" },
} as const;

type Protocol = keyof typeof protocols;

/** The server of a protocol unless config names another. */
export function usualUrl(protocol: Protocol): string {
  return protocols[protocol].url;
}

/** A provider of the chain as config names it. */
export interface ProviderSpec {
  readonly protocol: Protocol;
  readonly model: string;
  /** Null: the protocol's usual server. */
  readonly url: string | null;
}

function isProtocol(name: string): name is Protocol {
  return Object.hasOwn(protocols, name);
}

/** Reads `PROTOCOL:MODEL` or `PROTOCOL:MODEL@URL`. */
export function parseSpec(spec: string): Result<ProviderSpec> {
  const cut = spec.indexOf(":");
  const protocol = cut < 0 ? spec : spec.slice(0, cut);
  const rest = cut < 0 ? "" : spec.slice(cut + 1);
  const at = rest.search(/@https?:\/\//);
  const model = at < 0 ? rest : rest.slice(0, at);
  const bad = (message: string, help: string): Result<never> =>
    fail({ code: "BRAIN_SPEC", message, value: spec, help });
  if (!isProtocol(protocol)) {
    return bad(
      `Unknown model protocol "${protocol}"`,
      didYouMean(protocol, Object.keys(protocols)),
    );
  }
  if (model === "") return bad(`Brain "${spec}" names no model`, `${protocol}:MODEL`);
  return ok({ protocol, model, url: at < 0 ? null : rest.slice(at + 1) });
}

/** What a driver is made of beside its spec. */
export interface ProviderContext {
  readonly fetch: typeof fetch;
  readonly sleep: HttpServer["sleep"];
  readonly apiKey: string | null;
  readonly allowInsecure: boolean;
  readonly contextTokens: number;
}

/** Makes the driver of a provider. Fails on a URL that may not be used. */
export function createProviderDriver(
  spec: ProviderSpec,
  context: ProviderContext,
): Result<Driver> {
  const usual = protocols[spec.protocol];
  const url = serverBase(spec.url ?? usual.url, context.allowInsecure);
  if (!url.ok) return url;
  const own = url.value.pathname.replace(/\/+$/, "");
  const path = own === "" ? usual.path : own;
  const server: HttpServer = {
    base: `${url.value.origin}${path}`,
    origin: url.value.origin,
    fetch: context.fetch,
    sleep: context.sleep,
  };
  const { model } = spec;
  switch (spec.protocol) {
    case "ollama":
      return ok(createOllamaDriver({ server, model, contextTokens: context.contextTokens }));
    case "openai":
      return ok(createOpenaiDriver({ server, model, apiKey: context.apiKey }));
    case "anthropic":
      return ok(createAnthropicDriver({ server, model, apiKey: context.apiKey }));
  }
}
