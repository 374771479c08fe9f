/**
 * House rules that look into a file, as a plugin of `deno lint`. To add a rule: write its file,
 * put a row here, and a sample that fails into tests/ci/lint_test.ts, which demands one a row.
 *
 * @module
 */
import { arithmetic } from "./arithmetic.ts";
import { clock } from "./clock.ts";
import { documented } from "./documented.ts";
import { functionLength } from "./function_length.ts";
import { importLaw } from "./import_law.ts";
import { kernelPure } from "./kernel_pure.ts";
import { knownNames } from "./known_names.ts";
import { moduleState } from "./module_state.ts";
import { noSwallow } from "./no_swallow.ts";
import { plainTypes } from "./plain_types.ts";

const plugin: Deno.lint.Plugin = {
  name: "house",
  rules: {
    "arithmetic": arithmetic,
    "clock": clock,
    "documented": documented,
    "function-length": functionLength,
    "import-law": importLaw,
    "kernel-pure": kernelPure,
    "known-names": knownNames,
    "module-state": moduleState,
    "no-swallow": noSwallow,
    "plain-types": plainTypes,
  },
};
export default plugin;
