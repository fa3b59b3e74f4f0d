import assert from "node:assert/strict";
import test from "node:test";
import { answerParts } from "#chat/answers/answer-parts";
import { IndentedJson } from "#chat/text/indented-json";
import { callState, errorOf, toolLine } from "#chat/tools/tool-lines";

test("JSON is indented the same however it is cut, and its numbers and strings stay as they are", () => {
  const text = '{"a": [1, {}], "big":12345678901234567890, "s":"x, {y}: \\"z\\"", "e":[]}';
  const whole = IndentedJson.of(text);
  assert.equal(whole, '{\n  "a": [\n    1,\n    {}\n  ],\n  "big": 12345678901234567890,\n  "s": "x, {y}: \\"z\\"",\n  "e": []\n}');
  for (let at = 0; at <= text.length; at += 1) {
    const json = new IndentedJson();
    assert.equal(json.push(text.slice(0, at)) + json.push(text.slice(at)), whole);
  }
  assert.equal(IndentedJson.of("[note] it is sunny"), "[note] it is sunny");
});

test("JSON that is nested without end takes no room that grows with its square", () => {
  assert.ok(new IndentedJson().push("[".repeat(100_000)).length < 6_000_000);
});

test("a call runs, is done, failed, or was left without a result", () => {
  const done = { result: "{}", outcome: { failed: false, duration_ms: 5 } };
  assert.deepEqual(
    [callState({}, true), callState({}, false), callState(done, false), callState({ ...done, outcome: { failed: true } }, true), callState({ result: "" }, false)],
    ["running", "unanswered", "done", "failed", "done"],
  );
  assert.deepEqual([errorOf('{"error":"No such tool."}'), errorOf('{"error":{"message":"No."}}'), errorOf("no json"), errorOf("null")], ["No such tool.", "No.", "", ""]);
});

test("the line of a call says in words what it does, did or failed to do", () => {
  const call = { name: "search_knowledge", arguments: '{"query":"keys"}' };
  const line = { doing: "Searching the documents", did: "Searched the documents", detail: "query" };
  assert.deepEqual(
    ["running", "done", "failed", "unanswered"].map((state) => toolLine(call, state, line)),
    ["Searching the documents for “keys”", "Searched the documents for “keys”", "Searching the documents for “keys” failed", "Asked for search_knowledge"],
  );
  assert.equal(toolLine({ ...call, arguments: '{"qu' }, "running", line), "Searching the documents");
  assert.deepEqual(["running", "done", "failed"].map((state) => toolLine({ name: "clock" }, state)), ["Using clock", "Used clock", "Failed: clock"]);
});

test("custom calls and the older function call are shown as well", () => {
  const body = { content: null, tool_calls: [{ id: "c", type: "custom", custom: { name: "run", input: "ls -l" } }], function_call: { name: "old", arguments: "{}" } };
  const [{ calls }] = answerParts([{ id: "a", role: "assistant", body }]);
  assert.deepEqual(calls.map(({ type, name, arguments: text }) => [type, name, text]), [["custom", "run", "ls -l"], ["function", "old", "{}"]]);
});
