/**
 * Bags of ROS 2 as runs: reads their sensor messages and lets today's kernel and perception see
 * them.
 *
 * @module
 */
export { importBag, type ImportOptions, type ImportReport } from "./import_bag.ts";
export { readRos, type RosMessage, rosTypes } from "./ros_messages.ts";
