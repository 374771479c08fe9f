/** `mechos config`: what is in force and why, whether it is valid, and what a setting means. @module */
import type { Command } from "commander";
import {
  explainField,
  type FieldExplanation,
  jsonSchema,
  listFields,
  type LoadedConfig,
  maskSecrets,
  pathText,
} from "core/config/mod.ts";
import { fail, MechError, unwrap } from "core/fault.ts";
import { ruleDocs } from "core/kernel/mod.ts";
import { didYouMean } from "core/nearest.ts";
import { checkSkillTrees } from "core/missions/mod.ts";
import { renderCodePage } from "core/telemetry/mod.ts";
import { scenarioJsonSchema } from "sim/scenario/mod.ts";
import type { CliContext } from "cli/context.ts";
import { loadCliConfig } from "cli/load_config.ts";
import { dropRights } from "cli/rights.ts";
import { renderRulesPage } from "cli/rules_page.ts";
import { leafPaths, yamlText } from "cli/terminal/yaml_text.ts";

function printJson(context: CliContext, value: unknown): void {
  context.out(`${JSON.stringify(value, null, 2)}\n`);
}

function load(context: CliContext, files: readonly string[]): LoadedConfig {
  dropRights(["read"]);
  return unwrap(loadCliConfig(context, files));
}

function shownConfig(loaded: LoadedConfig): object {
  const shown = maskSecrets(loaded.config);
  return typeof shown === "object" && shown !== null ? shown : {};
}

function show(context: CliContext, files: readonly string[], origin: boolean): void {
  const loaded = load(context, files);
  const config = shownConfig(loaded);
  if (!context.globals().json) {
    const remark = origin ? loaded.originOf : null;
    context.out(`${yamlText(config, remark)}\n`);
    return;
  }
  if (!origin) return printJson(context, config);
  const origins = [...leafPaths(config)].map((path) => [pathText(path), loaded.originOf(path)]);
  printJson(context, { config, origins: Object.fromEntries(origins) });
}

function check(context: CliContext, files: readonly string[]): void {
  dropRights(["read"]);
  const each = files.length === 0 ? [[]] : files.map((file) => [file]);
  const loads = each.map((one) => unwrap(loadCliConfig(context, one)));
  for (const { config } of loads) {
    const places = [...Object.keys(config.world.places), "dock"];
    const relays = [...config.robot.relays.map(({ name }) => name), ...config.robot.signals];
    unwrap(checkSkillTrees(config.skills, { places, relays }));
  }
  const read = [...new Set(loads.flatMap((loaded) => loaded.files))];
  const warnings = [...new Set(loads.flatMap((loaded) => loaded.warnings))];
  if (context.globals().json) {
    return printJson(context, { outcome: "valid", files: read, warnings });
  }
  if (context.globals().quiet) return;
  context.out(`valid: ${read.join(", ")}\n`);
}

function rangeText(field: FieldExplanation): string {
  if (field.minimum === null && field.maximum === null) return "";
  const unit = field.unit === "" ? "" : ` ${field.unit}`;
  return `${field.minimum ?? ""}..${field.maximum ?? ""}${unit}`;
}

function fieldText(field: FieldExplanation): string {
  const rows: [string, string][] = [
    ["meaning", field.text],
    ["unit", field.unit],
    ["range", rangeText(field)],
    ["choices", field.choices.join(", ")],
    ["default", field.preset === undefined ? "" : JSON.stringify(field.preset)],
    ["tunable", field.tunable ? "yes, on the running robot" : "no, at start only"],
  ];
  const lines = rows.filter(([, text]) => text !== "")
    .map(([name, text]) => `  ${name.padEnd(8)} ${text}`);
  return [field.path, ...lines].join("\n");
}

function explain(context: CliContext, path: string): void {
  const asked = path.replaceAll(/\.(\d+)(?=\.|$)/g, "[]").replaceAll(/\[\d+\]/g, "[]");
  const one = explainField(asked);
  const fields = one === null
    ? listFields().filter((field) => field.path.startsWith(`${asked}.`))
    : [one];
  if (fields.length === 0) {
    throw new MechError(
      fail({
        code: "CLI_BAD_VALUE",
        message: `Cannot explain "${path}": no such setting`,
        path,
        value: path,
        help: didYouMean(asked, listFields().map((field) => field.path)),
      }).fault,
    );
  }
  if (context.globals().json) return printJson(context, one ?? fields);
  context.out(`${fields.map(fieldText).join("\n\n")}\n`);
}

/** Registers `config` and its subcommands. */
export function register(command: Command, context: CliContext): void {
  command.command("show")
    .description("print the effective values")
    .argument("[files...]", "config files, like --config")
    .option("--origin", "say where each value came from")
    .action((files: string[], options: { origin?: boolean }) => {
      show(context, files, options.origin === true);
    });
  command.command("check")
    .description("validate, and print nothing but the verdict")
    .argument("[files...]", "config files, each checked by itself")
    .action((files: string[]) => check(context, files));
  command.command("schema")
    .description("print the JSON Schema of config files, for editors")
    .option("--scenario", "that of scenario files instead")
    .action((options: { scenario?: boolean }) => {
      printJson(context, options.scenario === true ? scenarioJsonSchema() : jsonSchema());
    });
  command.command("explain")
    .description("say what one setting means, its range and its unit")
    .argument("<path>", "dotted path, e.g. kernel.limits.maxLinearMps, or a section")
    .action((path: string) => explain(context, path));
  command.command("rules")
    .description("print what the gate asks of every intent, rule by rule")
    .action(() => {
      if (context.globals().json) {
        printJson(context, { rules: ruleDocs.map(({ name, doc }) => ({ name, doc })) });
      } else context.out(renderRulesPage());
    });
  command.command("codes", { hidden: true })
    .description("print the page of error codes")
    .action(() => context.out(renderCodePage()));
}
