import assert from "node:assert/strict";
import { test } from "node:test";
import { runsOf } from "#chat/odds/alignment";

const shown = (tokens, drawn) => runsOf(tokens, drawn).map(({ token, start, end }) => [tokens[token], drawn.slice(start, end)]);

test("a plain text has each token where it stands, without the spaces around it", () => {
  assert.deepEqual(shown(["It", " is", " sunny", ".\n"], "It is sunny."), [
    ["It", "It"],
    [" is", "is"],
    [" sunny", "sunny"],
    [".\n", "."],
  ]);
});

test("marks of Markdown are in no drawn text, and what follows them is", () => {
  const tokens = ["## ", "The", " **", "bold", "**", " word", " [", "here", "](", "https://example.com/a", ")", "\n\n1. ", "One", "\n2. ", "Two"];
  assert.deepEqual(shown(tokens, "The bold word here\nOne\nTwo"), [
    ["The", "The"],
    ["bold", "bold"],
    [" word", "word"],
    ["here", "here"],
    ["One", "One"],
    ["Two", "Two"],
  ]);
});

test("words that only the page has belong to no token", () => {
  assert.deepEqual(shown(["See", " this", ".", " Then", " go", " on", "."], "See this.1 Then go on."), [
    ["See", "See"],
    [" this", "this"],
    [".", "."],
    [" Then", "Then"],
    [" go", "go"],
    [" on", "on"],
    [".", "."],
  ]);
});

test("a token that marks cut in two has two places", () => {
  assert.deepEqual(shown(["a*b*", " c"], "ab c"), [
    ["a*b*", "ab"],
    [" c", "c"],
  ]);
  assert.deepEqual(shown(["left-", "right"], "left new-right"), [
    ["left-", "left"],
    ["left-", "-"],
    ["right", "right"],
  ]);
});

test("half a character as servers write it does not lead what follows astray", () => {
  assert.deepEqual(shown(["\\xf0\\x9f", "\\x98\\x80", " fine", " day"], "😀 fine day").slice(-2), [
    [" fine", "fine"],
    [" day", "day"],
  ]);
});

test("a long text is aligned in one pass", () => {
  const words = Array.from({ length: 20_000 }, (_, number) => ` **w${number}**`);
  const begun = performance.now();
  const runs = runsOf(words, words.join("").replaceAll("*", ""));
  assert.equal(runs.length, words.length);
  assert.ok(performance.now() - begun < 5_000);
});

test("nothing drawn is no place", () => {
  assert.deepEqual(runsOf(["a", "b"], ""), []);
  assert.deepEqual(runsOf([], "a"), []);
});
