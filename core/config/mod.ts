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
  isLocalised,
  type Limits,
  mountYawRad,
  resolveConfig,
  type RobotLimits,
  type SensorConfig,
} from "./schema.ts";
export { brainDrivers } from "./brain.ts";
export { type CameraConfig, cameraNames, camerasOf } from "./cameras.ts";
export { halDrivers, type StopCategory } from "./hal.ts";
export { dockContacts, dockSchema } from "./dock.ts";
export { type FencePolygons, fencePolygons } from "./fence.ts";
export { type OrderConfig, type StepConfig } from "./orders.ts";
export type { VolumeConfig } from "./workspace.ts";
export { placeSchema, poseSchema } from "./world.ts";
export { type DataPath, maxFileBytes, parseYamlDocument, type YamlDocument } from "./document.ts";
export { type Places, validate } from "./diagnose.ts";
export { pathText } from "./say.ts";
export { keysAt } from "./schema_walk.ts";
export { readScalar } from "./layers.ts";
export { readSetting } from "./read_setting.ts";
export {
  loadConfig,
  type LoadedConfig,
  type LoadOptions,
  type Override,
  type ReadFile,
} from "./load.ts";
export { parseDotEnv } from "./environment.ts";
export { folderOf, isInside, resolvePath } from "./paths.ts";
export { isSecretName, mask, maskExcerpt } from "./mask.ts";
export { editYaml } from "./edit.ts";
export { maskSecrets } from "./secrets.ts";
export { secretShapes, secretValues } from "./secret_shapes.ts";
export { explainField, type FieldExplanation, jsonSchema, listFields } from "./explain.ts";
export { type XmlNode, xmlTypes } from "./xml_node.ts";
