/** Controllers: from the limited twist to what the drives are told. @module */
export { control } from "./drive_wheels.ts";
export { openEffort, resetWheel, wheelEffort } from "./wheel_pid.ts";
