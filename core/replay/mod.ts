/** Re-execution of recordings: the same kernel, the same bytes. @module */
export { kernelSchema, readSite, rebuildKernel, type RecordedSite } from "./rebuild.ts";
export {
  decodeKeepout,
  decodeSpeed,
  encodeKeepout,
  encodeSpeed,
  keepoutAttachment,
  keepoutMediaType,
  speedAttachment,
  speedMediaType,
} from "./site.ts";
export { type FirstDifference, type Verification, verifyRecording } from "./verify.ts";
