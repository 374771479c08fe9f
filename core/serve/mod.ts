/**
 * Serving viewers: the Foxglove WebSocket protocol, live or from a recording, and recordings over
 * HTTP. Loopback only; whoever looks shows the token.
 *
 * ```ts
 * import { chooseSubprotocol } from "core/serve/mod.ts";
 *
 * chooseSubprotocol("foxglove.websocket.v1, foxglove.sdk.v1"); // "foxglove.websocket.v1"
 * ```
 *
 * @module
 */
export { type AccessRules, tokenBytes, tokenOf, viewerOrigins } from "./access.ts";
export { viewChannel } from "./channels.ts";
export { type Capture, type CaptureCounts, createCapture, matchesTopic } from "./capture.ts";
export { createFeed, decodeFeed, type Feed, feedLevels, type FeedMessage } from "./feed.ts";
export { createHub, type Hub, type HubCounts, type HubOptions } from "./hub.ts";
export { listenAddress, type ServedFile, serveViewers, type ViewServer } from "./http.ts";
export { type Live, type LiveJob, type LiveSaid, openLive } from "./live.ts";
export { createPlayer, type Player, type PlayerOptions } from "./player.ts";
export {
  chooseSubprotocol,
  type PlaybackRequest,
  type PlaybackState,
  type ServerInfo,
  speedRange,
  subprotocols,
  type ViewChannel,
} from "./protocol.ts";
export { tapBeside } from "./tap.ts";
