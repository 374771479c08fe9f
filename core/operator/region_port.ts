/** The kernel as operators reach it, over shared memory. The operator thread is the one writer. @module */
import type { Region } from "core/bus/mod.ts";
import {
  createOutputs,
  intentBytes,
  operatorActBytes,
  ReadCursor,
  visitIntent,
  visitOperatorAct,
  visitOutputs,
  visitParamBatch,
  WriteCursor,
} from "core/messages/mod.ts";
import type { KernelPort } from "./kernel_port.ts";

/** Largest record that this port pushes, bytes: a full batch of parameters. */
const largestBytes = 512;

/** Opens the operator's lanes. */
export function createRegionPort(region: Region): KernelPort {
  const acts = region.ringWriter("operatorActs");
  const intents = region.ringWriter("operatorIntents");
  const params = region.ringWriter("params");
  const slot = region.slotReader("outputs");
  const reader = new ReadCursor(slot.view);
  const outputs = createOutputs();
  const words = new Int32Array(largestBytes / 4);
  const writer = new WriteCursor(new DataView(words.buffer));
  const refresh = (): void => {
    if (slot.read() < 0) return;
    reader.reset(slot.view);
    visitOutputs(reader, outputs);
  };
  return {
    pushAct(act) {
      writer.rewind();
      visitOperatorAct(writer, act);
      return acts.push(0, words, operatorActBytes);
    },
    pushIntent(record) {
      writer.rewind();
      visitIntent(writer, record);
      return intents.push(0, words, intentBytes);
    },
    pushParams(changes) {
      writer.rewind();
      visitParamBatch(writer, {
        count: changes.length,
        index: Uint16Array.from(changes, (change) => change.index),
        value: Float64Array.from(changes, (change) => change.value),
      });
      return params.push(0, words, writer.position());
    },
    pressStop: () => void region.words.count("stop"),
    beat: () => void region.words.count("operatorBeats"),
    outputs() {
      refresh();
      return outputs;
    },
    nowNs() {
      refresh();
      return outputs.nowNs;
    },
  };
}
