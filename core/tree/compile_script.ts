/**
 * Scripts: assignments to blackboard entries, `tries := 0; left = left - 1`. `:=` makes an entry,
 * `=` `+=` `-=` `*=` `/=` change one; the right side is an expression of the condition subset.
 *
 * @module
 */
import { compileExpression, type Program } from "core/condition/mod.ts";
import { unwrap } from "core/fault.ts";
import type { SourcePlace } from "core/fault.ts";
import {
  declare,
  knownSlot,
  namesOf,
  type Scope,
  slotOf,
  type Slots,
  typeOf,
} from "./compile_scope.ts";
import { refuse, type WrittenValue } from "./load_source.ts";

/** One assignment as written. */
interface WrittenAssignment {
  readonly name: string;
  readonly operator: string;
  readonly expression: string;
  readonly place: SourcePlace;
}

/** An assignment of a compiled script. */
export interface Assignment {
  readonly slot: number;
  readonly program: Program;
}

/** Most assignments of one script. */
const mostAssignments = 16;
const form = /^(\s*)(@?[A-Za-z_]\w*)\s*(:=|\+=|-=|\*=|\/=|=(?!=))\s*(\S[\s\S]*)$/;
const compares = /[<>!]|==|&&|\|\|/;

/** Splits a script into its assignments. */
function split(script: WrittenValue): WrittenAssignment[] {
  const found: WrittenAssignment[] = [];
  const quoted = /["']/.test(script.place.excerpt?.[script.place.column - 1] ?? "") ? 1 : 0;
  let offset = 0;
  for (const part of script.text.split(";")) {
    const column = script.place.column + quoted + offset;
    offset += part.length + 1;
    if (part.trim() === "") continue;
    const match = form.exec(part);
    if (match === null) {
      refuse(
        "CONFIG_CONDITION_SYNTAX",
        `Cannot read "${part.trim()}" as an assignment`,
        { ...script.place, column },
        "for example: tries := 0; left = left - 1",
      );
    }
    const [, space = "", name = "", operator = "", right = ""] = match;
    const expression = right.trim();
    const before = part.length - right.length;
    const place = {
      ...script.place,
      column: column + (operator.endsWith("=") ? before : space.length),
    };
    found.push({ name, operator, expression, place });
  }
  if (found.length > mostAssignments) {
    const message = `Script has ${found.length} assignments: at most ${mostAssignments}`;
    refuse("CONFIG_TREE_SHAPE", message, script.place, "split it");
  }
  return found;
}

/** Makes the entries that a script makes, so that conditions anywhere may name them. */
export function declareScript(slots: Slots, scope: Scope, script: WrittenValue): void {
  for (const { name, operator, expression, place } of split(script)) {
    if (operator !== ":=") continue;
    const before = slots.names.length;
    const slot = slotOf(slots, scope, name, place);
    if (slots.names.length === before) continue;
    const truth = expression === "true" || expression === "false" ||
      (compares.test(expression) && !expression.includes("?"));
    if (truth) slots.types[slot - slots.hostSlots] = "bool";
  }
}

/** Compiles a script once all entries are known. */
export function compileScript(slots: Slots, scope: Scope, script: WrittenValue): Assignment[] {
  return split(script).map(({ name, operator, expression, place }) => {
    const slot = knownSlot(slots, scope, name, place);
    const binary = operator.length === 2 && operator !== ":=" ? operator.slice(0, 1) : null;
    const plain = name.startsWith("@") ? null : name;
    if (binary !== null && plain === null) {
      const help = `write ${name} := ... inside its own tree`;
      refuse("CONFIG_CONDITION_SYNTAX", `Cannot use ${operator} on "${name}"`, place, help);
    }
    const text = binary === null ? expression : `${plain} ${binary} (${expression})`;
    const origin = { ...place };
    const program = unwrap(
      compileExpression(text, namesOf(slots, scope), origin, typeOf(slots, slot)),
    );
    return { slot, program };
  });
}

/** Declares an entry with the literal that a file gives it; false where the text is none. */
export function declareLiteral(slots: Slots, slot: number, text: string): boolean {
  const trimmed = text.trim();
  if (trimmed === "true" || trimmed === "false") {
    declare(slots, slot, trimmed === "true");
    return true;
  }
  const value = Number(trimmed);
  if (trimmed === "" || !Number.isFinite(value)) return false;
  declare(slots, slot, value);
  return true;
}
