/**
 * Frames and the transforms between them over time (REP-103, REP-105: map -> odom -> base_link ->
 * sensors; x forward, y left, radians counter-clockwise). A lookup interpolates between samples,
 * goes up and down the tree, and says what is wrong: an unknown frame, no connection, a circle, a
 * time that would have to be extrapolated.
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";
import { cos, sin, wrapAngle } from "core/math/mod.ts";

/** A rigid transform in the plane: the child's origin in the parent, m, and its heading, rad. */
export interface Transform2 {
  readonly xM: number;
  readonly yM: number;
  readonly yawRad: number;
}

interface Edge {
  readonly parent: string;
  /** A fixed transform holds at every time. */
  readonly fixed: Transform2 | null;
  readonly atNs: Float64Array;
  readonly xM: Float64Array;
  readonly yM: Float64Array;
  readonly yawRad: Float64Array;
  next: number;
  count: number;
}

/** Frames by name. */
export interface FrameTree {
  readonly edges: Map<string, Edge>;
  readonly samples: number;
}

/** The transform that moves nothing. */
export const identity: Transform2 = { xM: 0, yM: 0, yawRad: 0 };
/** Frames above one another that a lookup follows: more is a circle. */
const deepest = 32;

/** A tree without frames; each moving frame keeps its last `samples` transforms. */
export function createFrameTree(samples: number): FrameTree {
  return { edges: new Map(), samples };
}

/** First `outer`, then `inner` in the frame that it leads to. */
export function compose(outer: Transform2, inner: Transform2): Transform2 {
  const c = cos(outer.yawRad);
  const s = sin(outer.yawRad);
  return {
    xM: outer.xM + c * inner.xM - s * inner.yM,
    yM: outer.yM + s * inner.xM + c * inner.yM,
    yawRad: wrapAngle(outer.yawRad + inner.yawRad),
  };
}

/** The way back. */
export function invert(t: Transform2): Transform2 {
  const c = cos(t.yawRad);
  const s = sin(t.yawRad);
  return {
    xM: -c * t.xM - s * t.yM,
    yM: s * t.xM - c * t.yM,
    yawRad: wrapAngle(-t.yawRad),
  };
}

function refuse(message: string, help: string): Result<never> {
  return fail({ code: "WORLD_FRAME", message, help });
}

/** True where `frame` lies above `child`, so that hanging it below would close a circle. */
function isAbove(tree: FrameTree, frame: string, child: string): boolean {
  let at: string | undefined = frame;
  for (let i = 0; i < deepest && at !== undefined; i++) {
    if (at === child) return true;
    at = tree.edges.get(at)?.parent;
  }
  return false;
}

function hang(
  tree: FrameTree,
  parent: string,
  child: string,
  fixed: Transform2 | null,
): Result<Edge> {
  const known = tree.edges.get(child);
  if (
    known !== undefined && known.parent === parent && (known.fixed === null) === (fixed === null)
  ) {
    return ok(known);
  }
  if (known !== undefined && known.parent !== parent) {
    return refuse(
      `Cannot hang frame "${child}" below "${parent}": it hangs below "${known.parent}"`,
      "a frame has one parent",
    );
  }
  if (isAbove(tree, parent, child)) {
    return refuse(
      `Cannot hang frame "${child}" below "${parent}": that closes a circle`,
      "frames are a tree",
    );
  }
  const room = fixed === null ? tree.samples : 0;
  const edge: Edge = {
    parent,
    fixed,
    atNs: new Float64Array(room),
    xM: new Float64Array(room),
    yM: new Float64Array(room),
    yawRad: new Float64Array(room),
    next: 0,
    count: 0,
  };
  tree.edges.set(child, edge);
  return ok(edge);
}

/** Says how a frame is mounted on another one, for ever. */
export function setFixed(
  tree: FrameTree,
  parent: string,
  child: string,
  transform: Transform2,
): Result<void> {
  const edge = hang(tree, parent, child, transform);
  if (!edge.ok) return edge;
  return ok(undefined);
}

/** Says where a moving frame was at a time; times only grow. */
export function setMoving(
  tree: FrameTree,
  parent: string,
  child: string,
  atNs: number,
  transform: Transform2,
): Result<void> {
  const hung = hang(tree, parent, child, null);
  if (!hung.ok) return hung;
  const edge = hung.value;
  const newest = edge.atNs[(edge.next + tree.samples - 1) % tree.samples] ?? -Infinity;
  if (edge.count > 0 && atNs <= newest) {
    return refuse(
      `Cannot move frame "${child}" at ${atNs} ns: it was moved at ${newest} ns`,
      "transforms come in the order of their times",
    );
  }
  edge.atNs[edge.next] = atNs;
  edge.xM[edge.next] = transform.xM;
  edge.yM[edge.next] = transform.yM;
  edge.yawRad[edge.next] = transform.yawRad;
  edge.next = (edge.next + 1) % tree.samples;
  edge.count = Math.min(tree.samples, edge.count + 1);
  return ok(undefined);
}

function sample(edge: Edge, index: number, samples: number): Transform2 & { atNs: number } {
  const i = (edge.next + samples - edge.count + index) % samples;
  return {
    atNs: edge.atNs[i] ?? 0,
    xM: edge.xM[i] ?? 0,
    yM: edge.yM[i] ?? 0,
    yawRad: edge.yawRad[i] ?? 0,
  };
}

function interpolate(tree: FrameTree, child: string, edge: Edge, atNs: number): Result<Transform2> {
  if (edge.fixed !== null) return ok(edge.fixed);
  if (edge.count === 0) return refuse(`Frame "${child}" has not moved yet`, "wait for a transform");
  const oldest = sample(edge, 0, tree.samples);
  const newest = sample(edge, edge.count - 1, tree.samples);
  if (atNs < oldest.atNs || atNs > newest.atNs) {
    const gapMs = (atNs < oldest.atNs ? oldest.atNs - atNs : atNs - newest.atNs) * 1e-6;
    return refuse(
      `Cannot say where frame "${child}" was at ${atNs} ns: ${gapMs.toFixed(1)} ms ${
        atNs < oldest.atNs ? "before the oldest" : "after the newest"
      } transform`,
      `known from ${oldest.atNs} to ${newest.atNs} ns`,
    );
  }
  let low = 0;
  let high = edge.count - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (sample(edge, middle, tree.samples).atNs <= atNs) low = middle;
    else high = middle;
  }
  const a = sample(edge, low, tree.samples);
  const b = sample(edge, high, tree.samples);
  const share = b.atNs > a.atNs ? (atNs - a.atNs) / (b.atNs - a.atNs) : 0;
  return ok({
    xM: a.xM + (b.xM - a.xM) * share,
    yM: a.yM + (b.yM - a.yM) * share,
    yawRad: wrapAngle(a.yawRad + wrapAngle(b.yawRad - a.yawRad) * share),
  });
}

interface Climb {
  readonly root: string;
  readonly transform: Transform2;
}

function climb(tree: FrameTree, frame: string, atNs: number): Result<Climb> {
  let transform = identity;
  let at = frame;
  for (let i = 0; i < deepest; i++) {
    const edge = tree.edges.get(at);
    if (edge === undefined) return ok({ root: at, transform });
    const step = interpolate(tree, at, edge, atNs);
    if (!step.ok) return step;
    transform = compose(step.value, transform);
    at = edge.parent;
  }
  return refuse(`Frames above "${frame}" are more than ${deepest}`, "frames are a tree");
}

function isKnown(tree: FrameTree, frame: string): boolean {
  if (tree.edges.has(frame)) return true;
  for (const edge of tree.edges.values()) if (edge.parent === frame) return true;
  return false;
}

/** Where `source` is, seen from `target`, at a time: a point of source becomes one of target. */
export function lookup(
  tree: FrameTree,
  target: string,
  source: string,
  atNs: number,
): Result<Transform2> {
  for (const frame of [target, source]) {
    if (!isKnown(tree, frame)) return refuse(`Unknown frame "${frame}"`, "see the frames in /tf");
  }
  const up = climb(tree, source, atNs);
  if (!up.ok) return up;
  const down = climb(tree, target, atNs);
  if (!down.ok) return down;
  if (up.value.root !== down.value.root) {
    return refuse(
      `Frames "${target}" and "${source}" are not connected`,
      `one hangs below "${down.value.root}", the other below "${up.value.root}"`,
    );
  }
  return ok(compose(invert(down.value.transform), up.value.transform));
}
