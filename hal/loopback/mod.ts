/** A drive that reports what it was commanded: see driver.ts. @module */
export { createLoopbackDriver, loopbackManifest, type LoopbackOptions } from "./driver.ts";
