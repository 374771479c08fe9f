/**
 * Prices as their vendors listed them, nano-USD a token (1 USD a million tokens = 1000). Prices
 * drift: an owner's table (`brain.prices`) wins. To add a model: a row with its source and date.
 *
 * @module
 */

/** Prices by spec; `*` at the end covers every name that begins so. */
export const priceRows = {
  "ollama:*": { input: 0, output: 0, source: "runs on this machine", date: "2026-11-24" },
  "recorded:*": { input: 0, output: 0, source: "costs nothing to read", date: "2026-11-24" },
  "openai:gpt-4o-mini": {
    input: 150,
    output: 600,
    source: "vendor's list price",
    date: "2024-07-18",
  },
  "openai:gpt-4o": {
    input: 2500,
    output: 10_000,
    source: "vendor's list price",
    date: "2024-10-02",
  },
  "anthropic:claude-3-5-haiku*": {
    input: 800,
    output: 4000,
    source: "vendor's list price",
    date: "2024-12-01",
  },
  "anthropic:claude-3-5-sonnet*": {
    input: 3000,
    output: 15_000,
    source: "vendor's list price",
    date: "2024-10-22",
  },
} as const;
