/**
 * Config: one YAML file, one schema, layers with origins, and errors that name file, line and
 * fix.
 *
 * @module
 */
export {
  durationMs,
  oneYaw,
  parseDuration,
  twoYaws,
  type WithYaw,
  yawEntries,
  yawOf,
} from "./fields.ts";
export {
  type Config,
  configSchema,
  footprintPolygon,
  type Limits,
  mountYawRad,
  resolveConfig,
  type RobotLimits,
  type SensorConfig,
} from "./schema.ts";
export { brainDrivers, placeSchema, poseSchema } from "./site.ts";
export { type DataPath, parseYamlDocument, type YamlDocument } from "./document.ts";
export { keysAt, pathText, type Places, validate } from "./diagnose.ts";
export { readScalar } from "./layers.ts";
export {
  folderOf,
  isInside,
  loadConfig,
  type LoadedConfig,
  type LoadOptions,
  type Override,
  parseDotEnv,
  type ReadFile,
  resolvePath,
} from "./load.ts";
export { isSecretName, mask, maskExcerpt } from "./mask.ts";
export { maskSecrets } from "./secrets.ts";
export { explainField, type FieldExplanation, jsonSchema, listFields } from "./explain.ts";
