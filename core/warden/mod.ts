/**
 * Wardens: each privileged role of a process is started, and started again, by a worker that holds
 * that role's rights and nothing else.
 *
 * @module
 */
export { noRights, type Role, startRole, type WardenEvents } from "./handle.ts";
export { type RestartLaw, type ThreadRights, type WardenSpec } from "./messages.ts";
