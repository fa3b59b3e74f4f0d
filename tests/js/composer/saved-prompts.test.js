import assert from "node:assert/strict";
import test from "node:test";
import { commandIn, filled, findPrompts, variablesIn } from "#chat/composer/saved-prompts";

test("a slash at the beginning and a word behind it are a command, and nothing else is", () => {
  assert.equal(commandIn("/"), "");
  assert.equal(commandIn("/Sum-up"), "sum-up");
  for (const text of ["", "a/b", "/usr/bin", "/sum up", " /sum", "/sum\n"]) assert.equal(commandIn(text), null);
});

test("what begins with the letters stands before what has them elsewhere", () => {
  const prompts = [
    { command: "resume", description: "" },
    { command: "sum", description: "" },
    { command: "short", description: "A summary" },
    { command: "other", description: "" },
  ];
  assert.deepEqual(findPrompts(prompts, "sum").map(({ command }) => command), ["sum", "resume", "short"]);
  assert.equal(findPrompts(prompts, "").length, 4);
});

test("each variable is asked for once and put in as it was written", () => {
  const text = "Translate {{ text }} into {{language}}: {{text}} {{}} {one}";
  assert.deepEqual(variablesIn(text), ["text", "language"]);
  assert.equal(filled(text, { text: "{{language}} $& <b>", language: "French" }), "Translate {{language}} $& <b> into French: {{language}} $& <b> {{}} {one}");
});

test("a text of braces alone takes no time", () => {
  assert.deepEqual(variablesIn("{{".repeat(50_000)), []);
});
