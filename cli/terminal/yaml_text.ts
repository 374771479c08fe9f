/** Plain data as YAML text with a remark behind each value, for `config show --origin`. @module */

/** One line of output: its text, and the path of the value that it shows. */
interface Line {
  readonly text: string;
  readonly path: readonly (string | number)[] | null;
}

/** Column at which remarks begin, where the value leaves room. */
const remarkColumn = 44;

function isPlain(text: string): boolean {
  return /^[A-Za-z_./][A-Za-z0-9_./ -]*$/.test(text) && !/^(true|false|null|yes|no)$/i.test(text) &&
    !text.endsWith(" ");
}

function scalarText(value: unknown): string {
  if (typeof value === "string") return isPlain(value) ? value : JSON.stringify(value);
  return JSON.stringify(value) ?? "null";
}

function isBranch(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** Lists of scalars, and of points, stay on one line. */
function isFlat(value: object): boolean {
  if (!Array.isArray(value)) return Object.keys(value).length === 0;
  return value.every((item) =>
    !isBranch(item) || (Array.isArray(item) && item.every((one) => !isBranch(one)))
  );
}

function flowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(", ")}]`;
  return isBranch(value) ? "{}" : scalarText(value);
}

function linesOf(value: object, path: readonly (string | number)[], indent: string): Line[] {
  const lines: Line[] = [];
  const isList = Array.isArray(value);
  for (const [key, child] of Object.entries(value)) {
    if (child === undefined) continue;
    const here = [...path, isList ? Number(key) : key];
    const head = isList ? `${indent}-` : `${indent}${isPlain(key) ? key : JSON.stringify(key)}:`;
    if (isBranch(child) && !isFlat(child)) {
      lines.push({ text: head, path: null }, ...linesOf(child, here, `${indent}  `));
    } else lines.push({ text: `${head} ${flowText(child)}`, path: here });
  }
  return lines;
}

/** YAML text of plain data; `remark` gives what stands behind a value, or null for nothing. */
export function yamlText(
  value: object,
  remark: ((path: readonly (string | number)[]) => string) | null,
): string {
  return linesOf(value, [], "").map(({ text, path }) => {
    if (remark === null || path === null) return text;
    return `${text.padEnd(remarkColumn)} # ${remark(path)}`;
  }).join("\n");
}

/** Every path of plain data that holds a value, in order. */
export function* leafPaths(
  value: unknown,
  path: readonly (string | number)[] = [],
): Generator<readonly (string | number)[]> {
  if (!isBranch(value)) {
    yield path;
    return;
  }
  for (const [key, child] of Object.entries(value)) {
    yield* leafPaths(child, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}
