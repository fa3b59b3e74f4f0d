// What a user's script does with the JavaScript client. Prints what each of its parts came to.
import OpenAI from "openai";
import { makeParseableResponseFormat } from "openai/lib/parser";

const client = new OpenAI({ maxRetries: 0 });
const completions = client.chat.completions;
const messages = [{ role: "user", content: "How do cats sleep?" }];
const metadata = { test: crypto.randomUUID() };
const usage = { stream_options: { include_usage: true } };
const parameters = { type: "object", properties: { query: { type: "string" } }, required: ["query"] };

async function create() {
  const { data, response, request_id } = await completions.create({ model: "words-5", messages }).withResponse();
  const [choice] = data.choices;
  return { text: choice.message.content, total: data.usage.total_tokens, id: data.id, request_id, cost: response.headers.get("x-cost") };
}

async function iterate() {
  const texts = [];
  let last;
  for await (const chunk of await completions.create({ model: "words-5", messages, stream: true, ...usage })) {
    texts.push(chunk.choices[0]?.delta.content ?? "");
    last = chunk;
  }
  return { text: texts.join(""), choices: last.choices, total: last.usage.total_tokens };
}

async function helper() {
  const deltas = [];
  const stream = completions.stream({ model: "words-5", messages, ...usage });
  stream.on("content", (delta) => deltas.push(delta));
  const final = await stream.finalChatCompletion();
  const total = await stream.totalUsage();
  return { deltas: deltas.join(""), text: await stream.finalContent(), finish: final.choices[0].finish_reason, total: total.total_tokens };
}

async function parse() {
  const format = makeParseableResponseFormat(
    { type: "json_schema", json_schema: { name: "cat", strict: true, schema: { ...parameters, additionalProperties: false } } },
    JSON.parse,
  );
  const whole = await completions.parse({ model: "json", messages, response_format: format });
  const streamed = await completions.stream({ model: "json", messages, response_format: format }).finalChatCompletion();
  return [whole, streamed].map((answer) => answer.choices[0].message.parsed);
}

async function tools() {
  const asked = [];
  const weather = ({ query }) => {
    asked.push(query);
    return "Sunny.";
  };
  const tool = { type: "function", function: { name: "get_weather", parameters, parse: JSON.parse, function: weather } };
  const said = [];
  for (const stream of [false, true]) {
    said.push(await completions.runTools({ model: "tool-fragments", messages, tools: [tool], stream }).finalContent());
  }
  return { asked, said };
}

async function stored() {
  const made = [];
  for (let count = 0; count < 3; count += 1) {
    made.push((await completions.create({ model: "echo", messages, store: true, metadata })).id);
  }
  const listed = await idsOf(completions.list({ limit: 2, metadata }));
  const { id } = await completions.update(made[0], { metadata: { ...metadata, seen: "yes" } });
  const seen = await idsOf(completions.list({ metadata: { ...metadata, seen: "yes" } }));
  const retrieved = await completions.retrieve(id);
  const roles = [];
  for await (const message of completions.messages.list(id, { limit: 1 })) roles.push(message.role);
  const deleted = await completions.delete(id);
  const left = await idsOf(completions.list({ limit: 1, metadata, order: "desc" }));
  return { made, listed, seen, text: retrieved.choices[0].message.content, roles, deleted, left };
}

async function models() {
  const names = await idsOf(client.models.list());
  return { names, one: (await client.models.retrieve("echo")).id };
}

async function embeddings() {
  const made = await client.embeddings.create({ model: "embed", input: ["cats sleep", "dogs bark"] });
  return made.data.map(({ embedding }) => Math.hypot(...embedding));
}

async function errors() {
  const stranger = new OpenAI({ apiKey: "sk-chatapp-wrong", maxRetries: 0 });
  return {
    key: await raised(() => stranger.models.list()),
    model: await raised(() => completions.create({ model: "no-such-model", messages })),
    place: await raised(() => completions.create({ model: "echo", messages: [{ role: "nobody", content: "?" }] })),
    limit: await raised(() => completions.create({ model: "error-429", messages })),
    down: await raised(() => completions.create({ model: "error-503", messages, stream: true })),
    stored: await raised(() => completions.retrieve("chatcmpl-00000000000000000000000000000000")),
    middle: await raised(async () => {
      for await (const _ of await completions.create({ model: "error-event", messages, stream: true }));
    }),
    helper: await raised(() => completions.stream({ model: "error-event", messages }).done()),
  };
}

async function leave() {
  const stream = await completions.create({ model: "gated", messages, stream: true });
  for await (const _ of stream) break;
  return stream.controller.signal.aborted;
}

async function idsOf(list) {
  const ids = [];
  for await (const one of list) ids.push(one.id);
  return ids;
}

async function raised(ask) {
  try {
    await ask();
    return null;
  } catch (error) {
    const { status, code, param, type, message } = error;
    return { kind: error.constructor.name, status, code, param, type, message, id: error.requestID ?? null };
  }
}

const told = {};
for (const part of [create, iterate, helper, parse, tools, stored, models, embeddings, errors, leave]) {
  told[part.name] = await part().catch((error) => ({ failed: error.stack }));
}
process.stdout.write(JSON.stringify(told));
