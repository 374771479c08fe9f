/** Maps in ROS map_server format, and distances in them. @module */
export { type GrayImage, maxPixels, parsePgm, writePgm } from "./pgm.ts";
export { parsePng } from "./png.ts";
export { type MapFiles, saveMap } from "./save.ts";
export { buildGrid, loadMap, type OccupancyGrid, parseMapHead, unknownCell } from "./grid.ts";
export { distanceField, isOccupied } from "./distance.ts";
