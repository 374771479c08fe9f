/** Re-execution of recordings: the same kernel, the same bytes. @module */
export { kernelSchema, readSite, rebuildKernel, type RecordedSite } from "./rebuild.ts";
export { decodeKeepout, encodeKeepout, keepoutAttachment, keepoutMediaType } from "./site.ts";
export { type FirstDifference, type Verification, verifyRecording } from "./verify.ts";
