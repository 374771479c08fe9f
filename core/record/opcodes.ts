/**
 * The vocabulary of the MCAP container, version 0: magic bytes, record opcodes and the fixed sizes
 * that follow from them. Source: the MCAP specification (mcap.dev/spec).
 *
 * @module
 */

/** First and last eight bytes of a file. */
export const magic: Readonly<Uint8Array> = Uint8Array.of(
  0x89,
  0x4d,
  0x43,
  0x41,
  0x50,
  0x30,
  0x0d,
  0x0a,
);

/** Record opcodes by name. 0x00 is none: a run of zeros is the tail of a torn file. */
export const opcodes = {
  header: 0x01,
  footer: 0x02,
  schema: 0x03,
  channel: 0x04,
  message: 0x05,
  chunk: 0x06,
  messageIndex: 0x07,
  chunkIndex: 0x08,
  attachment: 0x09,
  attachmentIndex: 0x0a,
  statistics: 0x0b,
  metadata: 0x0c,
  metadataIndex: 0x0d,
  summaryOffset: 0x0e,
  dataEnd: 0x0f,
} as const;

/** Opcode and length in front of every record: 1 + 8 bytes. */
export const recordHeadBytes = 9;

/** Fields in front of a message's data: channel 2, sequence 4, log time 8, publish time 8. */
export const messageHeadBytes = 22;

/** Content of a footer: summary start 8, summary offset start 8, CRC 4. */
export const footerBytes = 20;

/** Fields of a chunk up to its compression text: start, end, size 8 each, CRC 4, text length 4. */
export const chunkHeadBytes = 32;
