/** Images of cameras in a recording: no inputs of the kernel, so under their own topics alone. @module */
import type { CameraImage } from "core/image/mod.ts";
import { encodeImage } from "core/record/foxglove/mod.ts";
import type { RunRecorder } from "./run_recorder.ts";

/** Records an image; one of a camera that config does not name, or that is private, leaves nothing. */
export function recordImage(r: RunRecorder, nowNs: number, image: CameraImage): void {
  const topic = r.topics.cameras.get(image.camera);
  if (topic === undefined || r.about.config.record.privacy.images === "none") return;
  encodeImage(r.proto, {
    timeNs: image.measuredNs,
    frameId: "base_link",
    png: image.png,
  });
  r.fault ??= r.recording.write(topic, nowNs, r.proto.bytes, r.proto.length);
}
