/**
 * What an image costs in tokens, by the rules that the providers publish. A model that is not known
 * by its provider's rule reports its own count, from which the budget learns.
 *
 * @module
 */
import type { ModelImage } from "./protocols/mod.ts";

/** Tokens of an image: as a rule, and what no model of the protocol passes. */
export interface ImageTokens {
  readonly usual: number;
  readonly most: number;
}

type Size = Pick<ModelImage, "widthPx" | "heightPx">;

/** OpenAI: the short side becomes so many pixels, then tiles of so many are counted. */
const shortSidePx = 768;
const tilePx = 512;
/** Tokens of an image and of each tile: the usual models, and the one whose tiles cost most. */
const tileRules = { usual: { base: 85, tile: 170 }, most: { base: 2833, tile: 5667 } } as const;
/** Newer models count patches of 32 px, at most so many, with factors up to this. */
const patchPx = 32;
const mostPatches = 1536;
const patchFactor = 2.46;

function openaiTokens({ widthPx, heightPx }: Size): ImageTokens {
  const scale = shortSidePx / Math.min(widthPx, heightPx);
  const tiles = Math.ceil(widthPx * scale / tilePx) * Math.ceil(heightPx * scale / tilePx);
  const patches = Math.ceil(widthPx / patchPx) * Math.ceil(heightPx / patchPx);
  const byPatch = Math.ceil(Math.min(mostPatches, patches) * patchFactor);
  const cost = ({ base, tile }: { base: number; tile: number }) => base + tile * tiles;
  return {
    usual: Math.max(cost(tileRules.usual), byPatch),
    most: Math.max(cost(tileRules.most), byPatch),
  };
}

/** Anthropic: patches of 28 px; its older rule was a token for 750 pixels. */
const visualPx = 28;
const pixelsPerToken = 750;

function patchTokens({ widthPx, heightPx }: Size): number {
  return Math.ceil(widthPx / visualPx) * Math.ceil(heightPx / visualPx);
}

function anthropicTokens(size: Size): ImageTokens {
  const byArea = Math.ceil(size.widthPx * size.heightPx / pixelsPerToken);
  const usual = Math.max(patchTokens(size), byArea);
  return { usual, most: 4 * usual };
}

/** Ollama's models differ: most give every image a fixed number, of tiles up to this. */
const fixedTokens = { usual: 2880, most: 8192 } as const;

function ollamaTokens(size: Size): ImageTokens {
  const patches = patchTokens(size);
  return {
    usual: Math.max(fixedTokens.usual, patches),
    most: Math.max(fixedTokens.most, 4 * patches),
  };
}

/** Tokens of an image sent by a protocol; one without a rule is reckoned as the dearest. */
export function imageTokens(protocol: string, size: Size): ImageTokens {
  switch (protocol) {
    case "openai":
      return openaiTokens(size);
    case "anthropic":
      return anthropicTokens(size);
    default:
      return ollamaTokens(size);
  }
}
