/**
 * `--export lerobot` as LeRobot loads it: the steps of its loader with the libraries that it uses
 * (each column cast to what meta/info.json declares, tasks indexed by their text, episodes), and a
 * doctor of such data sets.
 */
import assert from "node:assert/strict";
import { load, record } from "tests/sim/scenario/simulate.ts";
import { exportRecording } from "core/dataset/mod.ts";
import { unwrap } from "core/fault.ts";
import { peerPython } from "./peer_tools.ts";

const program = `
import json, sys
from pathlib import Path
import datasets, pandas

root, cache = Path(sys.argv[1]), sys.argv[2]
info = json.loads((root / "meta/info.json").read_text())

def kind(feature):
    value = datasets.Value(feature["dtype"])
    shape = feature["shape"]
    return value if shape == [1] else datasets.Sequence(length=shape[0], feature=value)

def read(folder, features=None):
    paths = sorted(str(path) for path in (root / folder).glob("*/*.parquet"))
    return datasets.Dataset.from_parquet(paths, features=features, cache_dir=cache)

features = datasets.Features({name: kind(one) for name, one in info["features"].items()})
frames, episodes = read("data", features), read("meta/episodes")
tasks = pandas.read_parquet(root / "meta/tasks.parquet")
stats = json.loads((root / "meta/stats.json").read_text())
state = frames[20]["observation.state"]
first = episodes[0]
print(json.dumps({
    "frames": len(frames), "declared": info["total_frames"], "state": len(state),
    "timestamp": frames[20]["timestamp"], "task": tasks.iloc[frames[0]["task_index"]].name,
    "episode": [first["dataset_from_index"], first["dataset_to_index"], first["tasks"]],
    "path": info["data_path"].format(chunk_index=first["data/chunk_index"], file_index=first["data/file_index"]),
    "stats": sorted(stats), "features": sorted(info["features"]),
}))
`;

const python = peerPython("lerobot_doctor", "datasets", "pandas");

async function run(args: readonly string[], cache: string): Promise<unknown> {
  const { success, stdout, stderr } = await new Deno.Command(python ?? "", {
    args: [...args],
    env: { HF_HUB_OFFLINE: "1", HF_HOME: cache, HF_DATASETS_DISABLE_PROGRESS_BARS: "1" },
    stdin: "null",
  }).output();
  const text = new TextDecoder().decode(stdout);
  assert.ok(success, text + new TextDecoder().decode(stderr));
  return JSON.parse(text);
}

Deno.test({
  name: "LeRobot's loading takes --export lerobot, and a doctor of data sets finds it sound",
  ignore: python === null, // #6: a machine without PyPI passes
  fn: async () => {
    const folder = await Deno.makeTempDir();
    try {
      const { bytes } = record(load("sim/scenarios/demo.yaml"));
      const append = (name: string, piece: Uint8Array): void => {
        const path = `${folder}/set/${name}`;
        Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
        Deno.writeFileSync(path, piece, { append: true });
      };
      const manifest = unwrap(exportRecording({
        input: bytes,
        format: "lerobot",
        fromNs: 0,
        toNs: Infinity,
        topics: [],
        decisions: "all",
        chatForm: "messages",
        redact: [],
        source: "run.mcap",
      }, { append }));
      const cache = `${folder}/cache`;
      const found = await run(["-c", program, `${folder}/set`, cache], cache);
      assert.ok(typeof found === "object" && found !== null && "task" in found);
      assert.deepEqual(found, {
        frames: manifest.rows,
        declared: manifest.rows,
        state: 5,
        timestamp: 1,
        task: found.task,
        episode: [0, manifest.rows, [found.task]],
        path: "data/chunk-000/file-000.parquet",
        stats: [
          "action",
          "episode_index",
          "frame_index",
          "index",
          "observation.state",
          "task_index",
          "timestamp",
        ],
        features: [
          "action",
          "episode_index",
          "frame_index",
          "index",
          "observation.state",
          "task_index",
          "timestamp",
        ],
      });
      const doctor = ["-c", "from lerobot_doctor.cli import main; main()"];
      const checked = await run([...doctor, "check", `${folder}/set`, "--json"], cache);
      assert.doesNotMatch(JSON.stringify(checked), /"severity":\s*"FAIL"/);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
