/**
 * The thread that knows the site in a running robot: localisation and planning behind shared
 * memory.
 *
 * @module
 */
export { createNavigation, type Navigation, type NavigationJob, stepNavigation } from "./lane.ts";
