/** Missions of a running robot: YAML files, the queue, skills, and what a kill leaves of them. */
import assert from "node:assert/strict";
import { binary } from "./mechos.ts";
import { LiveRobot, until } from "./live_robot.ts";

interface Said {
  readonly code: number;
  readonly text: string;
}

async function ask(robot: LiveRobot, ...args: string[]): Promise<Said> {
  const { code, stdout, stderr } = await new Deno.Command(binary, {
    args,
    cwd: robot.folder,
    clearEnv: true,
    env: { XDG_RUNTIME_DIR: robot.folder },
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  return { code, text: text.decode(stdout) + text.decode(stderr) };
}

const skill = `skills:
  nod:
    description: turns a little and back
    arguments: { angleRad: { type: number, min: 0.05, max: 1, default: 0.2 } }
    body: [{ action: turn, angleRad: $angleRad }, { action: turn, angleRad: -$angleRad }]
`;

Deno.test("run --mission FILE.yaml ends with its mission; skills and further missions come by command", async () => {
  const folder = await Deno.makeTempDir({ prefix: "mechos-live-" });
  await Deno.writeTextFile(`${folder}/skills.yaml`, `mechos: config/1\n${skill}`);
  await Deno.writeTextFile(
    `${folder}/round.yaml`,
    "name: round\nsteps: [{ action: nod }, { action: wait, durationMs: 60000, until: 't > 1000' }]\n",
  );
  const args = ["--config", "skills.yaml", "--start", "--mission", "round.yaml"];
  const robot = await LiveRobot.start({ folder, args });
  try {
    await until(
      "the second step runs",
      async () => /running 2\/3/.test((await ask(robot, "mission", "list")).text),
    );
    const bad = await ask(robot, "do", "nod", "angleRad=7");
    assert.equal(bad.code, 1, bad.text);
    assert.match(bad.text, /0\.05..1/);
    const queued = await ask(robot, "do", "nod", "angleRad=0.1");
    assert.match(queued.text, /: queued/);
    const wrong = await ask(robot, "mission", "add", "dance about");
    assert.match(wrong.text, /refused: .*dance about/);
    await ask(robot, "mission", "cancel");
    assert.equal(await robot.exit(), 1, "the mission of the run was canceled");
    assert.match(robot.stdout, /mission canceled/);
  } finally {
    await robot.remove();
  }
});

Deno.test("a mission that resumes after a reboot goes on at its step, once an operator starts", async () => {
  const folder = await Deno.makeTempDir({ prefix: "mechos-live-" });
  await Deno.writeTextFile(
    `${folder}/trip.yaml`,
    "name: trip\nafterReboot: resume\nsteps:\n" +
      "  - { action: turn, angleRad: 0.2 }\n  - { action: wait, durationMs: 2500 }\n",
  );
  const robot = await LiveRobot.start({ folder, args: ["--start", "--mission", "trip.yaml"] });
  let again: LiveRobot | null = null;
  try {
    await until(
      "its first step is over",
      async () => /running 1\/2/.test((await ask(robot, "mission", "list")).text),
    );
    robot.signal("SIGKILL");
    await robot.exit();
    again = await LiveRobot.start({ folder });
    const second = again;
    await until(
      "the mission waits",
      async () => /queued 1\/2 {2}trip/.test((await ask(second, "mission", "list")).text),
    );
    // On a busy machine an arming check may fail for a moment.
    await until("it starts", async () => (await ask(second, "start")).code === 0);
    await until(
      "it is done",
      async () => /done 2\/2 {2}trip/.test((await ask(second, "mission", "list")).text),
    );
    assert.equal(second.count("error"), 0);
    second.signal("SIGTERM");
    assert.equal(await second.exit(), 0);
  } finally {
    if (again !== null && !again.ended) again.signal("SIGKILL");
    await robot.remove();
  }
});
