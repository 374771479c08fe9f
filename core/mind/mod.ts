/**
 * The mind and the link to it: the process that reads untrusted text, and the thread of the robot
 * process that carries its messages.
 *
 * @module
 */
export { type MindPorts, runMind } from "./mind_process.ts";
export { type LaneFacts } from "./link_lane.ts";
export { type LinkJob, type LinkStatus, type MindReport } from "./link_thread.ts";
