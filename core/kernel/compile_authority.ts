/** Config to limits of authority: rules of relays, scopes of agents. @module */
import type { Config } from "core/config/mod.ts";
import { fail, ok, type Result } from "core/fault.ts";
import { didYouMean } from "core/nearest.ts";
import { numberOf, sources } from "core/messages/mod.ts";
import { compileFence } from "./compile_guards.ts";
import type { KernelParams, RelayParams, ScopeParams } from "./params.ts";

function maskOf(
  names: readonly string[],
  wanted: readonly string[],
  path: string,
): Result<number> {
  let mask = 0;
  for (const name of wanted) {
    const index = names.indexOf(name);
    if (index < 0) {
      return fail({
        code: "CONFIG_REFERENCE",
        message: `Unknown relay "${name}"`,
        value: name,
        path,
        help: didYouMean(name, names),
      });
    }
    mask |= 1 << index;
  }
  return ok(mask >>> 0);
}

/** Compiles the rules of relays, in the order of their numbers; signals have none. */
function compileRelays(config: Config, names: readonly string[]): Result<RelayParams[]> {
  const compiled: RelayParams[] = [];
  for (const [index, relay] of config.robot.relays.entries()) {
    const path = `robot.relays.${index}`;
    const excludes = maskOf(names, relay.excludes, `${path}.excludes`);
    if (!excludes.ok) return excludes;
    const needs = maskOf(names, relay.needs, `${path}.needs`);
    if (!needs.ok) return needs;
    compiled.push({
      maxOnMs: relay.maxOnMs ?? Infinity,
      minGapNs: relay.minGapMs * 1e6,
      excludes: excludes.value,
      needs: needs.value,
    });
  }
  // An interlock holds both ways, whoever names it.
  return ok(compiled.map((relay, index) => {
    let { excludes } = relay;
    for (const [other, rule] of compiled.entries()) {
      if ((rule.excludes & (1 << index)) !== 0) excludes |= 1 << other;
    }
    return { ...relay, excludes: excludes >>> 0 };
  }));
}

/** Compiles the scopes, one a source; a source without one is not limited. */
function compileScopes(config: Config, names: readonly string[]): Result<ScopeParams[]> {
  const none: ScopeParams = {
    maxLinearMps: Infinity,
    relays: 0xffffffff,
    region: null,
    forNs: Infinity,
  };
  const scopes = sources.map(() => none);
  for (const [source, scope] of Object.entries(config.kernel.scopes)) {
    const path = `kernel.scopes.${source}`;
    const relays = scope.relays === undefined
      ? ok(0xffffffff)
      : maskOf(names, scope.relays, `${path}.relays`);
    if (!relays.ok) return relays;
    const region = scope.region === undefined ? null : config.world.regions[scope.region];
    if (region === undefined) {
      return fail({
        code: "CONFIG_REFERENCE",
        message: `Unknown region "${scope.region}"`,
        path: `${path}.region`,
        help: didYouMean(scope.region ?? "", Object.keys(config.world.regions)),
      });
    }
    scopes[numberOf(sources, source)] = {
      maxLinearMps: scope.maxLinearMps ?? Infinity,
      relays: relays.value,
      region: region === null ? null : Float64Array.from(region.flat()),
      forNs: (scope.forMs ?? Infinity) * 1e6,
    };
  }
  // The failsafe's own intents are those of its tree.
  const ofTree = scopes[numberOf(sources, "tree")];
  if (ofTree !== undefined) scopes[numberOf(sources, "failsafe")] = ofTree;
  return ok(scopes);
}

type Authority = "relayRules" | "scopes" | "fence" | "regions" | "suspensionNs" | "autoResume";

/** Limits of authority, fences among them, and what becomes of it after an operator's override. */
export function compileAuthority(
  config: Config,
  relays: readonly string[],
): Result<Pick<KernelParams, Authority>> {
  const relayRules = compileRelays(config, relays);
  if (!relayRules.ok) return relayRules;
  const scopes = compileScopes(config, relays);
  if (!scopes.ok) return scopes;
  const fence = compileFence(config);
  if (!fence.ok) return fence;
  return ok({
    relayRules: relayRules.value,
    fence: fence.value,
    regions: Object.values(config.world.regions).map((region) => Float64Array.from(region.flat())),
    scopes: scopes.value,
    suspensionNs: config.kernel.overrideSuspensionMs * 1e6,
    autoResume: config.kernel.autoResume ? 1 : 0,
  });
}
