/**
 * The published rules of fine-tuning files for chat models, as far as a line can be judged alone:
 * roles, required and known keys, calls of tools that are listed, arguments that are JSON of the
 * tool's schema, and an answer at the end to learn from.
 *
 * @module
 */

const roles = ["system", "user", "assistant", "tool", "developer"];
const messageKeys = ["role", "content", "name", "tool_calls", "tool_call_id", "weight", "refusal"];
const lineKeys = ["messages", "tools", "parallel_tool_calls"];
const toolName = /^[A-Za-z0-9_-]{1,64}$/;
/** Most tools of one example. */
const mostTools = 128;

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parse(text: unknown): unknown {
  try {
    return typeof text === "string" ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

/** Names of the listed tools with their properties; what is wrong goes to `say`. */
function readTools(tools: unknown, say: (what: string) => void): Map<string, Fields> {
  const found = new Map<string, Fields>();
  if (tools === undefined) return found;
  if (!Array.isArray(tools) || tools.length > mostTools) say("tools is a list of at most 128");
  for (const tool of Array.isArray(tools) ? tools : []) {
    const { type, function: made } = isFields(tool) ? tool : { type: null, function: null };
    const { name, description, parameters } = isFields(made) ? made : {};
    if (type !== "function") say("a tool is a function");
    if (typeof name !== "string" || !toolName.test(name)) say(`tool name ${name}`);
    if (found.has(String(name))) say(`tool ${name} is listed twice`);
    if (description !== undefined && typeof description !== "string") say("description is a text");
    if (!isFields(parameters) || parameters["type"] !== "object") {
      say(`parameters of ${name} are an object's schema`);
    } else {found.set(
        String(name),
        isFields(parameters["properties"]) ? parameters["properties"] : {},
      );}
  }
  return found;
}

function judgeCalls(calls: unknown, tools: Map<string, Fields>, say: (what: string) => void): void {
  if (!Array.isArray(calls) || calls.length === 0) return say("tool_calls is a list with calls");
  const ids = new Set<unknown>();
  for (const call of calls) {
    const { id, type, function: made } = isFields(call)
      ? call
      : { id: null, type: null, function: null };
    const { name, arguments: text } = isFields(made) ? made : {};
    if (typeof id !== "string" || id === "" || ids.has(id)) say(`call id ${id}`);
    ids.add(id);
    if (type !== "function") say("a call is of a function");
    const properties = tools.get(String(name));
    const args = parse(text);
    if (properties === undefined) say(`${name} is no listed tool`);
    else if (!isFields(args)) say(`arguments of ${name} are no JSON object in a text`);
    else {
      for (const key of Object.keys(args)) {
        if (!Object.hasOwn(properties, key)) say(`${name} has no parameter ${key}`);
      }
    }
  }
}

function judgeMessage(
  message: unknown,
  tools: Map<string, Fields>,
  say: (what: string) => void,
): void {
  if (!isFields(message)) return say("a message is an object");
  const { role, content, tool_calls: calls } = message;
  for (const key of Object.keys(message)) if (!messageKeys.includes(key)) say(`key ${key}`);
  if (!roles.includes(String(role))) say(`role ${role}`);
  if (calls !== undefined) {
    if (role !== "assistant") say(`${role} calls tools`);
    judgeCalls(calls, tools, say);
  } else if (typeof content !== "string" || content === "") say(`${role} says nothing`);
}

/** What is wrong with one line of a file; empty where nothing is. */
export function judgeLine(line: string): readonly string[] {
  const wrong: string[] = [];
  const say = (what: string): void => void wrong.push(what);
  const example = parse(line);
  if (!isFields(example)) return ["a line is a JSON object"];
  for (const key of Object.keys(example)) if (!lineKeys.includes(key)) say(`key ${key}`);
  const { messages, tools, parallel_tool_calls: isParallel } = example;
  if (isParallel !== undefined && typeof isParallel !== "boolean") say("parallel_tool_calls");
  if (isParallel !== undefined && tools === undefined) say("parallel_tool_calls without tools");
  const listed = readTools(tools, say);
  if (!Array.isArray(messages) || messages.length === 0) return [...wrong, "no messages"];
  for (const message of messages) judgeMessage(message, listed, say);
  const last: unknown = messages.at(-1);
  if (!isFields(last) || last["role"] !== "assistant") say("no answer at the end");
  const systems = messages.findLastIndex((one) => isFields(one) && one["role"] === "system");
  if (systems > 0) say("a system message behind others");
  return wrong;
}
