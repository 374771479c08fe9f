/**
 * JUnit XML: one suite a scenario, one test case a run, as Jenkins, GitLab and GitHub's readers
 * take it.
 *
 * @module
 */
import { type CampaignRun, complaintsOf, nameOfRun, outcomeOf } from "./campaign_run.ts";

/** Characters that no XML document may hold. */
const forbidden = /[^\t\n\r\u0020-\ufffc\u{10000}-\u{10ffff}]/gu;

/** Text as XML content or attribute; characters that XML forbids become a question mark. */
export function xmlText(text: string): string {
  return text
    .toWellFormed()
    .replace(forbidden, "?")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values).map(([name, value]) => ` ${name}="${xmlText(String(value))}"`)
    .join("");
}

function properties(run: CampaignRun): string {
  const { result } = run;
  if (result === null) return "";
  const rows: [string, string][] = [
    ["seed", String(run.seed)],
    ["stateHash", result.stateHash],
    ["simulatedS", String(result.simulatedS)],
    ...Object.entries(run.values).map(([name, value]): [string, string] => [name, String(value)]),
  ];
  const items = rows.map(([name, value]) => `<property${attributes({ name, value })}/>`);
  return `<properties>${items.join("")}</properties>`;
}

function testCase(run: CampaignRun, repeat: string): string {
  const head = attributes({
    name: nameOfRun(run),
    classname: run.file.replace(/\.ya?ml$/, "").replaceAll("/", "."),
    file: run.file,
    time: (run.result?.wallS ?? 0).toFixed(3),
  });
  const complaints = complaintsOf(run);
  const outcome = outcomeOf(run);
  const tag = outcome === "error" ? "error" : "failure";
  const recording = run.result?.recording ?? null;
  const body = [...complaints, `again: ${repeat}`];
  if (recording !== null) body.push(`recording: ${recording}`);
  const type = run.fault?.code ?? "assertion";
  const bad = outcome === "passed" ? "" : `<${tag}${
    attributes({
      message: complaints[0] ?? outcome,
      type,
    })
  }>${xmlText(body.join("\n"))}</${tag}>`;
  return `    <testcase${head}>${properties(run)}${bad}</testcase>`;
}

function counts(runs: readonly CampaignRun[]): Record<string, string | number> {
  const of = (outcome: string): number => runs.filter((run) => outcomeOf(run) === outcome).length;
  const timeS = runs.reduce((sum, run) => sum + (run.result?.wallS ?? 0), 0);
  return {
    tests: runs.length,
    failures: of("failed"),
    errors: of("error"),
    skipped: 0,
    time: timeS.toFixed(3),
  };
}

/** The whole document. `repeat` gives the command that repeats a run. */
export function junitXml(
  runs: readonly CampaignRun[],
  repeat: (run: CampaignRun) => string,
): string {
  const byScenario = Map.groupBy(runs, (run) => run.file);
  const suites = [...byScenario].map(([file, of]) => {
    const name = of[0]?.scenario ?? file;
    const cases = of.map((run) => testCase(run, repeat(run)));
    return `  <testsuite${attributes({ name, ...counts(of) })}>\n${
      cases.join("\n")
    }\n  </testsuite>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: "mechos sim", ...counts(runs) })}>`,
    ...suites,
    "</testsuites>",
    "",
  ].join("\n");
}
