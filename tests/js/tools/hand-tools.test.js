import assert from "node:assert/strict";
import test from "node:test";
import { LocalStore } from "#chat/browser/local-store";
import { answerParts } from "#chat/answers/answer-parts";
import { endingOf } from "#chat/answers/endings";
import { TOOL_EXAMPLES, toolOf, toolProblems } from "#chat/settings/typed-tools";
import { brief } from "#chat/settings/values";
import { ResultDrafts } from "#chat/tools/result-drafts";
import { FakeStorage } from "../fakes.js";
import { callState, toolLine } from "#chat/tools/tool-lines";
import { resultsOf, waitingCalls } from "#chat/tools/waiting-calls";

const call = (id) => ({ id, type: "function", function: { name: "get_weather", arguments: "{}" } });
const result = (id) => ({ id: `r-${id}`, role: "tool", body: { tool_call_id: id, content: "Rain" } });
const calling = (...ids) => ({ id: "a", role: "assistant", body: { content: null, tool_calls: ids.map(call) } });
const ASKED = { id: "q", role: "user", body: { content: "?" } };
const DONE = { status: "done", finish_reason: "tool_calls" };

test("the calls at the end of a whole answer wait, those with a result and those of a cut answer do not", () => {
  const messages = [ASKED, calling("one", "two"), result("one")];
  const wait = (turn, running = false) => waitingCalls({ turn, messages, running });
  assert.deepEqual([wait(DONE), wait({}), wait(DONE, true), wait({ status: "stopped" }), wait({ status: "done", finish_reason: "length" })], [["two"], ["two"], [], [], []]);
  assert.deepEqual(waitingCalls({ turn: DONE, messages: [...messages, result("two")], running: false }), []);
  assert.deepEqual(waitingCalls({ turn: DONE, messages: [...messages, result("two"), { id: "b", role: "assistant", body: { content: "Wet" } }], running: false }), []);
  const [{ calls }] = answerParts(messages, ["two"]);
  assert.deepEqual(calls.map((each) => callState(each, false)), ["done", "waiting"]);
  assert.equal(toolLine(calls[1], "waiting"), "Asked for get_weather");
  assert.equal(endingOf(DONE, "calls"), null);
});

test("a turn that goes on from calls begins with their results", () => {
  assert.deepEqual([resultsOf([result("one"), calling()]).length, resultsOf([result("one")]).length, resultsOf([ASKED, result("one")]).length, resultsOf([]).length], [1, 1, 0, 0]);
});

test("what was typed as a result is kept by message and call until it is sent", () => {
  const storage = new FakeStorage();
  const store = new LocalStore(storage, 1);
  const drafts = new ResultDrafts(store);
  drafts.set("a", "one", "Ra");
  drafts.set("a", "one", "Rain");
  drafts.set("a", "two", "Sun");
  assert.deepEqual(new ResultDrafts(store).get("a"), { one: "Rain", two: "Sun" });
  drafts.remove("a");
  assert.deepEqual([drafts.get("a"), storage.length], [{}, 0]);
  for (let number = 0; number < 60; number++) drafts.set(`m${number}`, "one", "x");
  assert.deepEqual([drafts.get("m0"), drafts.get("m59")], [{}, { one: "x" }]);
});

test("a tool is read as a request has it, and keeps what has no field", () => {
  const schema = { type: "object", properties: {} };
  assert.deepEqual(toolOf({ name: "f", description: "", schema: undefined, strict: false }), { type: "function", function: { name: "f" } });
  const made = toolOf({ name: "f", description: "Does.", schema, strict: true }, { name: "old", strict: false, cache: 1 });
  assert.deepEqual(made, { type: "function", function: { cache: 1, name: "f", description: "Does.", parameters: schema, strict: true } });
  assert.equal(brief([made, { type: "custom", custom: { name: "run" } }]), "f, run");
});

test("what a provider would refuse of a tool is told while it is written", () => {
  for (const { name, schema } of Object.values(TOOL_EXAMPLES)) assert.deepEqual(toolProblems({ name, schema, strict: true }, [name]), []);
  assert.deepEqual(toolProblems({ name: "f", strict: true }, ["f"]), []);
  const schema = { type: "object", properties: { a: { type: "text" } } };
  assert.deepEqual(toolProblems({ name: "two words", schema, strict: true }, ["two words", "two words"]), [
    "The name needs 1 to 64 letters, digits, underscores and dashes.",
    'The parameters: strict needs all of it under "required": a.',
    'The parameters: strict needs "additionalProperties": false.',
    "“a”: “text” is no type of JSON.",
    "Another tool has the name “two words”.",
  ]);
});
