/** A scenario's name as a part of a file name. @module */

/**
 * The name without what would lead into another folder: scenarios come from anyone, and a name
 * such as `../../x` must not choose where a recording goes.
 */
export function fileName(name: string): string {
  return name.replaceAll(/[/\\\p{Cc}]/gu, "_").replace(/^\.+/, "_");
}
