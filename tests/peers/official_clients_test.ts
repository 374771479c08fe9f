/**
 * The test model server against the official clients: what it says must be what they understand,
 * else our drivers would be tested against a dialect. Skipped, and loudly, without a registry.
 */
import assert from "node:assert/strict";
import { say } from ".ci/say.ts";
import { startModelServer } from "tests/fixtures/model_server.ts";
import { askOfficialClients } from "./official_clients.ts";

Deno.test("the official clients understand the test model server", async () => {
  const server = startModelServer();
  server.answer = () => "yes";
  server.usage = { input: 11, output: 3 };
  try {
    const read = await askOfficialClients(server.url, "test-model");
    if (typeof read === "string") return say(`SKIPPED the official clients: ${read}`);
    const wanted = { text: "yes", end: "stop", input: 11, output: 3, models: ["test-model"] };
    assert.deepEqual(read, { openai: wanted, ollama: wanted });
  } finally {
    await server.close();
  }
});
