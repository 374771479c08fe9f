/** A person of the world: a disc that walks along a polyline. @module */

/** A person who walks along a polyline. */
export interface Person {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  /** Way from the first point to each point, m. */
  readonly wayM: Float64Array;
  readonly speedMps: number;
  readonly radiusM: number;
  readonly startS: number;
  readonly loop: boolean;
  readonly pushes: boolean;
  readonly avoids: boolean;
  xM: number;
  yM: number;
  doneM: number;
  /** 1 = walks the polyline, -1 = walks it back. */
  direction: number;
  /** On which side they pass the robot: 1 = left, -1 = right, 0 = it is not in their way. */
  side: number;
}

/** A person as a world is made with them. */
export interface PersonSpec {
  readonly path: readonly (readonly [number, number])[];
  readonly speedMps: number;
  readonly radiusM: number;
  readonly startS: number;
  readonly loop: boolean;
  readonly pushes: boolean;
  /** Steps aside for the robot; stops before it where that is left out. */
  readonly avoids?: boolean;
}

/** A person at the begin of their way. */
export function createPerson(spec: PersonSpec): Person {
  const xs = Float64Array.from(spec.path, (point) => point[0]);
  const ys = Float64Array.from(spec.path, (point) => point[1]);
  const wayM = new Float64Array(xs.length);
  for (let i = 1; i < xs.length; i++) {
    const dx = (xs[i] ?? 0) - (xs[i - 1] ?? 0);
    const dy = (ys[i] ?? 0) - (ys[i - 1] ?? 0);
    wayM[i] = (wayM[i - 1] ?? 0) + Math.sqrt(dx * dx + dy * dy);
  }
  return {
    xs,
    ys,
    wayM,
    speedMps: spec.speedMps,
    radiusM: spec.radiusM,
    startS: spec.startS,
    loop: spec.loop,
    pushes: spec.pushes,
    avoids: spec.avoids ?? false,
    xM: xs[0] ?? 0,
    yM: ys[0] ?? 0,
    doneM: 0,
    direction: 1,
    side: 0,
  };
}
