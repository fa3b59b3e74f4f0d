import assert from "node:assert/strict";
import test from "node:test";
import { EXAMPLES, problems, strictly } from "#chat/settings/answer-schema";
import { ChatParameters } from "#chat/settings/chat-parameters";
import { brief, labelOf, read, write } from "#chat/settings/values";

test("a field's text is read as its kind, and written back as it was", () => {
  const texts = { flag: "true", whole: "7", number: "0.3", word: "low", lines: "END\n\\n\\n", text: "const a = 1;", json: '{\n  "a": 1\n}' };
  for (const [kind, text] of Object.entries(texts)) assert.equal(write(kind, read(kind, text)), text, kind);
  assert.deepEqual(read("lines", "END\n\\n\\n"), ["END", "\n\n"]);
  assert.equal(write("lines", "one stop"), "one stop");
  for (const kind of Object.keys(texts)) assert.equal(read(kind, " "), undefined);
  assert.equal(write("number", undefined), "");
});

test("which tool is called is told by a word, by its name, or in JSON", () => {
  const named = { type: "function", function: { name: "look_up" } };
  const allowed = { type: "allowed_tools", allowed_tools: { mode: "auto", tools: [] } };
  assert.deepEqual(["none", " required ", "look_up", JSON.stringify(allowed)].map((text) => read("call", text)), ["none", "required", named, allowed]);
  for (const value of ["auto", named, allowed]) assert.deepEqual(read("call", write("call", value)), value);
  assert.throws(() => read("call", '{"type"'), { message: /^This is no JSON/ });
});

test("what is no number or no JSON is told in a sentence with its place", () => {
  assert.throws(() => read("whole", "1.5"), { name: "SyntaxError", message: "Write a whole number." });
  assert.throws(() => read("number", "x"), { message: "Write a number." });
  assert.throws(() => read("number", "9", { min: "0", max: "2" }), { message: "Write a number from 0 to 2." });
  assert.throws(() => read("whole", "0", { min: "1", max: "" }), { message: "Write a whole number of at least 1." });
  assert.equal(read("number", "-2", { min: "-2", max: "2" }), -2);
  assert.throws(() => read("json", '{\n "a": 1,\n b}'), { message: /^This is no JSON: look at line 3, column \d+\.$/ });
  assert.throws(() => read("json", '{"a"'), { message: /^This is no JSON/ });
});

test("a chip says what is set in a few words", () => {
  const format = { type: "json_schema", json_schema: { name: "tasks", schema: {} } };
  assert.deepEqual([brief(0.3), brief(false), brief(["a", "b"]), brief(format), brief({ team: "zoo" })], ["0.3", "off", "a, b", "JSON: tasks", "team: zoo"]);
  assert.equal(brief("x".repeat(90)).length, 40);
  assert.equal(labelOf("max_completion_tokens"), "Max completion tokens");
});

test("a schema that a provider would refuse is told while it is written", () => {
  for (const example of Object.values(EXAMPLES)) assert.deepEqual(problems({ ...example, strict: true }), []);
  const schema = { type: "object", properties: { a: { type: "text" }, b: { type: "object", properties: { c: { type: "string" } } } }, required: ["x"] };
  const found = problems({ name: "two words", schema, strict: true });
  assert.deepEqual(found, [
    "The name needs 1 to 64 letters, digits, underscores and dashes.",
    "The answer: “x” is required and not described.",
    'The answer: strict needs all of it under "required": a, b.',
    'The answer: strict needs "additionalProperties": false.',
    "“a”: “text” is no type of JSON.",
    '“b”: strict needs all of it under "required": c.',
    '“b”: strict needs "additionalProperties": false.',
  ]);
  assert.deepEqual(problems({ name: "x", schema: [], strict: true }), ["The schema must be a JSON object."]);
  const strict = strictly({ ...schema, properties: { ...schema.properties, a: { type: "string" } } });
  assert.deepEqual(problems({ name: "x", schema: strict, strict: true }), []);
});

test("a schema without end is looked at in bounded time", () => {
  let schema = { type: "string" };
  for (let depth = 0; depth < 2_000; depth++) schema = { type: "object", properties: { a: schema } };
  assert.deepEqual(problems({ name: "x", schema, strict: false }), []);
});

/** A server that answers when it is told to. */
function server() {
  const asked = [];
  const save = (conversation, values) => new Promise((answer) => asked.push({ conversation, values, answer }));
  return { asked, save };
}

const turn = () => new Promise((done) => setImmediate(done));

test("what is on its way to the server goes with the next question, and what is there does not", async () => {
  const { asked, save } = server();
  const parameters = new ChatParameters(save);
  parameters.open("chat", {});
  assert.equal(parameters.unsaved, undefined);
  const changed = parameters.change({ seed: 1 });
  assert.deepEqual(parameters.unsaved, { seed: 1 });
  parameters.follow({});
  assert.deepEqual(parameters.values, { seed: 1 });
  await turn();
  asked[0].answer(null);
  assert.equal(await changed, null);
  assert.equal(parameters.unsaved, undefined);
  parameters.follow({ seed: 2 });
  assert.deepEqual(parameters.values, { seed: 2 });
});

test("a new chat's first question brings what is set", async () => {
  const { asked, save } = server();
  const parameters = new ChatParameters(save);
  parameters.open(null, {});
  assert.equal(parameters.unsaved, undefined);
  parameters.change({ seed: 1 });
  await turn();
  assert.equal(asked[0].conversation, null);
  asked[0].answer(null);
  await turn();
  assert.deepEqual(parameters.unsaved, { seed: 1 });
  parameters.rename("chat");
  assert.equal(parameters.unsaved, undefined);
});

test("what is refused is as before, and what was set since stays", async () => {
  const { asked, save } = server();
  const parameters = new ChatParameters(save);
  parameters.open("chat", { seed: 1 });
  const refused = parameters.change({ temperature: 9 });
  await turn();
  asked[0].answer({ message: "too much", param: "temperature" });
  assert.equal((await refused).param, "temperature");
  assert.deepEqual(parameters.values, { seed: 1 });

  const one = parameters.change({ seed: 2 });
  const other = parameters.change({ seed: undefined, stop: ["END"] });
  await turn();
  asked[1].answer(null);
  await one;
  await turn();
  asked[2].answer(null);
  await other;
  assert.deepEqual(asked.slice(1).map(({ values }) => values), [{ seed: 2 }, { stop: ["END"] }]);
  assert.deepEqual(parameters.values, { stop: ["END"] });
});
