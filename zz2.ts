import { createMcapWriter } from "core/record/mod.ts";
function run(size: number, n: number, chunkBytes: number) {
  const data = Array.from(
    { length: 64 },
    (_, w) => Uint8Array.from({ length: size }, (_, i) => (i * 31 + w * 97) & 255),
  );
  let best = 1e9;
  let w0 = 0;
  for (let r = 0; r < 6; r++) {
    let wt = 0;
    const t = performance.now();
    const w = createMcapWriter({ write(b) {} }, {
      profile: "",
      library: "",
      chunkBytes,
      compression: "none",
    });
    for (let i = 0; i < 8; i++) w.registerChannel(`/t/${i}`, "raw", 0, {});
    for (let i = 0; i < n; i++) {
      const f = w.write(i % 8, i, i * 1000, i * 1000, data[i & 63]!);
      if (f !== null) throw 1;
    }
    w.finish();
    const d = performance.now() - t;
    if (d < best) best = d;
  }
  console.log(size, chunkBytes, (best * 1e6 / n).toFixed(1), "ns/msg without sink");
}
run(100, 1e6, 262144);
run(100, 1e6, 1048576);
run(100, 1e6, 65536);
run(1000, 2e5, 262144);
run(8000, 2e4, 262144);
