/** What a warden and the one who started it say to each other. @module */

/** Rights of a thread, as Deno takes them; null = those of its parent (run from source). */
export type ThreadRights = Deno.PermissionOptionsObject | null;

/** How a child is restarted. */
export interface RestartLaw {
  /** Restarts within a minute before the warden gives up. */
  readonly mostPerMinute: number;
  /** Pause before the first restart, ms; doubles each time up to `longestMs`. */
  readonly firstMs: number;
  readonly longestMs: number;
}

/** What a warden guards. */
export interface WardenSpec {
  readonly name: string;
  /** Module of the child. */
  readonly url: string;
  readonly rights: ThreadRights;
  readonly restarts: RestartLaw;
}

/** To the warden. */
export type ToWarden =
  | { readonly kind: "begin"; readonly spec: WardenSpec }
  | { readonly kind: "post"; readonly message: unknown; readonly ports: MessagePort[] }
  /** The child hangs: end it and start it anew. */
  | { readonly kind: "restart"; readonly reason: string }
  | { readonly kind: "end" };

/** From the warden. */
export type FromWarden =
  /** The child is up and waits for its job. */
  | { readonly kind: "spawned"; readonly restarts: number }
  | { readonly kind: "said"; readonly message: unknown }
  | { readonly kind: "died"; readonly reason: string; readonly restarts: number }
  | { readonly kind: "gaveUp"; readonly reason: string };
