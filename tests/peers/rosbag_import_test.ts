/**
 * A bag that the Python library `rosbags` wrote (rosbag2, MCAP, CDR) becomes a run: every message is
 * taken, the pose follows the bag's odometry, and the run replays to the same bytes.
 *
 * @module
 */
import assert from "node:assert/strict";
import { peerPython } from "./peer_tools.ts";

/** Writes a bag of 5 s: a robot that drives 1 m straight on past a thing, from (1, 2). */
const program = `
import sys, math
import numpy as np
from pathlib import Path
from rosbags.rosbag2 import Writer, StoragePlugin, CompressionMode, CompressionFormat
from rosbags.typesys import Stores, get_typestore

ts = get_typestore(Stores.ROS2_HUMBLE)
T = ts.types
stamp = lambda ns: T["builtin_interfaces/msg/Time"](sec=ns // 10**9, nanosec=ns % 10**9)
head = lambda ns: T["std_msgs/msg/Header"](stamp=stamp(ns), frame_id="base")
V, Q = T["geometry_msgs/msg/Vector3"], T["geometry_msgs/msg/Quaternion"]
Twist, Point = T["geometry_msgs/msg/Twist"], T["geometry_msgs/msg/Point"]
names = {"/scan": "sensor_msgs/msg/LaserScan", "/imu": "sensor_msgs/msg/Imu",
         "/odom": "nav_msgs/msg/Odometry", "/cmd_vel": "geometry_msgs/msg/Twist"}
start = 1_700_000_000_000_000_000
folder = Path(sys.argv[1])
with Writer(folder, version=9, storage_plugin=StoragePlugin.MCAP) as bag:
    made = {topic: bag.add_connection(topic, name, typestore=ts) for topic, name in names.items()}
    write = lambda topic, ns, m: bag.write(made[topic], ns, ts.serialize_cdr(m, names[topic]))
    for k in range(500):
        ns, x = start + k * 10_000_000, 1 + 0.002 * k
        zero = np.zeros(9)
        write("/imu", ns, T[names["/imu"]](head(ns), Q(0, 0, 0, 1), zero, V(0, 0, 0), zero, V(0, 0, 9.8), zero))
        if k % 2 == 0:
            move = Twist(V(0.2, 0, 0), V(0, 0, 0))
            pose = T["geometry_msgs/msg/Pose"](Point(x, 2.0, 0), Q(0, 0, 0, 1))
            wide = np.zeros(36)
            write("/odom", ns, T[names["/odom"]](head(ns), "base",
                T["geometry_msgs/msg/PoseWithCovariance"](pose, wide),
                T["geometry_msgs/msg/TwistWithCovariance"](move, wide)))
            write("/cmd_vel", ns, move)
        if k % 10 == 0:
            ranges = np.full(360, 2.0, dtype=np.float32)
            ranges[90], ranges[180] = np.inf, np.nan
            write("/scan", ns, T[names["/scan"]](head(ns), 0.0, 2 * math.pi, math.pi / 180, 0.0, 0.1,
                0.1, 3.0, ranges, np.zeros(0, dtype=np.float32)))
print(next(folder.glob("*.mcap")))
`;

const root = new URL("../..", import.meta.url).pathname;
const python = peerPython("rosbags");

async function mechos(args: readonly string[]): Promise<Record<string, unknown>> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", "cli/main.ts", ...args, "--json"],
    cwd: root,
    stdin: "null",
  }).output();
  const text = new TextDecoder().decode(stdout);
  assert.ok(success, text + new TextDecoder().decode(stderr));
  return JSON.parse(text);
}

Deno.test({
  name:
    "a bag of the rosbags library becomes a run that follows its odometry and replays identical",
  ignore: python === null, // #6: a machine without PyPI passes
  fn: async () => {
    const folder = await Deno.makeTempDir();
    try {
      const { success, stdout, stderr } = await new Deno.Command(python ?? "", {
        args: ["-c", program, `${folder}/bag`],
        stdin: "null",
      }).output();
      assert.ok(success, new TextDecoder().decode(stderr));
      const bag = new TextDecoder().decode(stdout).trim();
      const info = await mechos(["record", "info", bag]);
      assert.equal(info["messages"], 500 + 250 + 250 + 50);
      const run = `${folder}/run.mcap`;
      const robot = ["--config", "sim/robots/turtlebot3_burger.yaml"];
      const report = await mechos(["replay", "--import", bag, "--out", run, ...robot]);
      // The bag has odometry: what somebody wanted of the wheels is no measurement.
      assert.deepEqual(report["topics"], { "/imu": 500, "/odom": 250, "/scan": 50 });
      assert.equal(report["unreadable"], 0);
      const replay = await mechos(["replay", run]);
      assert.equal(replay["outcome"], "identical");
      assert.equal(replay["stateHash"], report["stateHash"]);
      const out = `${folder}/poses`;
      await mechos(["replay", run, "--export", "jsonl", "--topics", "/world/pose", "--out", out]);
      const [file] = (await Array.fromAsync(Deno.readDir(out))).filter(({ name }) =>
        name.includes("pose")
      );
      const lines = (await Deno.readTextFile(`${out}/${file?.name}`)).trim().split("\n");
      const { x, y } = JSON.parse(lines.at(-1) ?? "").data.pose.position;
      assert.ok(Math.abs(x - 1.99) < 0.02 && Math.abs(y - 2) < 0.01, `${x}, ${y}`);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
