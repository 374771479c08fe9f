/**
 * Tuning in simulation: loops with their gains, what a run says of them, and the search for better
 * ones.
 *
 * @module
 */
export { findLoop, type Gain, gainsOf, type Loop, loops, shareOf, valueOf } from "./loops.ts";
export {
  costOf,
  costText,
  createMeter,
  hasWorked,
  type Measure,
  measuresOf,
  type Meter,
  noteTick,
} from "./measure.ts";
export { type PatternFound, type PatternSearch, searchPattern } from "./pattern_search.ts";
export { tunePlot } from "./plot.ts";
