/** `mechos take`: takes the operator's lease. @module */
import type { Command } from "commander";
import { MechError } from "core/fault.ts";
import type { CliContext } from "cli/context.ts";
import { reachOne, resultOf, say, textIn } from "cli/operator_call.ts";
import type { Session } from "cli/operator_client.ts";

interface TakeOptions {
  readonly takeOver?: boolean;
  readonly hold?: boolean;
}

/** How often a held lease is renewed, ms: well within the shortest lease of config. */
const renewMs = 100;

/** Adds the options and the action. */
export function register(command: Command, context: CliContext): void {
  command
    .option("--take-over", "also from another operator who holds it")
    .option("--hold", "keep it until this command is ended")
    .action((options: TakeOptions) => take(context, options));
}

async function take(context: CliContext, options: TakeOptions): Promise<void> {
  const session = await reachOne(context);
  try {
    const sent = await session.call("take", { takeOver: options.takeOver === true });
    const result = resultOf(context, sent);
    const life = `${textIn(result, "leaseMs")} ms`;
    const until = options.hold === true ? "held until Ctrl-C" : `kept for ${life}, then idle`;
    say(context, result, `taken: mode ${textIn(result, "mode")}, ${until}`);
    if (options.hold === true) await hold(session);
  } finally {
    session.close();
  }
}

/** Renews the lease until a signal, then gives it back. */
async function hold(session: Session): Promise<void> {
  const signal = new Promise<void>((done) => {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      Deno.addSignalListener(name, () => done());
    }
  });
  let lost = false;
  session.onNotice((method) => {
    lost ||= method === "lease.lost";
  });
  let held = true;
  const stop = Promise.race([signal, session.ended]).then(() => {
    held = false;
  });
  while (held && !lost) {
    await session.call("why");
    await Promise.race([stop, new Promise<void>((done) => setTimeout(done, renewMs))]);
  }
  if (lost) {
    throw new MechError({
      code: "OPERATOR_LEASE",
      message: "Lease was lost: another operator took it, or the robot was stopped",
      help: "see mechos status",
    });
  }
  await session.call("release");
}
