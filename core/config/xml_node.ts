/**
 * What our readers of XML take of a DOM: structural, so that nothing of the package leaks out.
 *
 * @module
 */

/** A node. */
export interface XmlNode {
  readonly nodeType: number;
  readonly nodeName: string;
  readonly lineNumber?: number | undefined;
  readonly columnNumber?: number | undefined;
  readonly nodeValue?: string | null;
  readonly firstChild?: XmlNode | null;
  readonly nextSibling?: XmlNode | null;
  readonly attributes?: { readonly length: number; item(index: number): XmlNode | null } | null;
}

/** Kinds of nodes, as the DOM numbers them (`nodeType`). */
export const xmlTypes = { element: 1, text: 3, cdata: 4, doctype: 10 } as const;
