import { recordBench } from "tests/bench/record_bench.ts";
const t = performance.now();
console.table(await recordBench());
console.log(performance.now() - t);
