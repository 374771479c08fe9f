/** The examination for a person's eyes. @module */
import type { Deed, ThreadProbe } from "core/supervise/mod.ts";
import type { Examination, Finding } from "./finding.ts";

const marks: Readonly<
  Record<Finding["state"], { readonly mark: string; readonly colour: number }>
> = {
  fine: { mark: "ok", colour: 32 },
  note: { mark: "note", colour: 33 },
  problem: { mark: "PROBLEM", colour: 31 },
};

function line(finding: Finding, colour: boolean): string {
  const { mark, colour: code } = marks[finding.state];
  const word = mark.padEnd(8);
  const head = colour ? `\x1b[${code}m${word}\x1b[0m` : word;
  const help = finding.help === "" ? "" : `\n         ${" ".repeat(10)}help: ${finding.help}`;
  return `${head} ${finding.check.padEnd(10)} ${finding.text}${help}\n`;
}

function threadLine(probe: ThreadProbe): string {
  const held = probe.holds.length === 0 ? "nothing" : probe.holds.join("; ");
  const free = (Object.keys(probe.tried) as Deed[]).filter((deed) =>
    probe.tried[deed] === "allowed"
  );
  const tried = free.length === 0 ? "" : `  (beyond its own: ${free.join(", ")})`;
  return `  ${probe.process.padEnd(7)} ${probe.thread.padEnd(11)} ${held}${tried}\n`;
}

/** One line a check, then the rights of each thread. */
export function renderFindings(found: Examination, colour: boolean): string {
  const lines = found.findings.map((finding) => line(finding, colour));
  if (found.threads !== null) {
    lines.push("\nRights of each thread after the start, each tried:\n");
    lines.push(...found.threads.map(threadLine));
  }
  return lines.join("");
}
