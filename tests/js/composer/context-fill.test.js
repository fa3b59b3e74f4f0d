import assert from "node:assert/strict";
import { test } from "node:test";
import { contextFill, tokenCounter } from "#chat/composer/context-fill";

const RATES = [[0x61, 0x7a, 0.25], [0x20, 0x20, 0.25], [0xe3, 0xef, 1], [0xf0, 0xf7, 2]];
const CONTEXT = { window: 1000, reserved: 200, tokens: 400, left_out: 0, too_long: false, cost: "0.004", per_call: "0" };

test("a text is counted by the scripts that it is written in", () => {
  const count = tokenCounter(RATES);
  assert.deepEqual(["", "a", "abcd efg", "你好", "🙂"].map(count), [0, 1, 2, 2, 2]);
});

test("what is typed since is added to what the server counted, and to its cost", () => {
  const fill = contextFill(CONTEXT, 100);
  assert.equal(fill.percent, 50);
  assert.equal(fill.used, "About 500 of 1,000 tokens (50 %)");
  assert.equal(fill.reserved, "200 of them are kept free for the answer.");
  assert.equal(fill.cost, "This question costs about $0.005, and its answer.");
  assert.deepEqual([fill.tone, fill.stale, fill.leftOut, fill.tooLong], ["", false, "", ""]);
});

test("a window that is nearly full says so, and one that is over is asked for anew", () => {
  assert.deepEqual([contextFill(CONTEXT, 390).tone, contextFill(CONTEXT, 390).stale], ["full", false]);
  assert.equal(contextFill(CONTEXT, 500).stale, true);
});

test("what is left out is counted, and a question that is too long alone says so before it is sent", () => {
  assert.match(contextFill({ ...CONTEXT, left_out: 1 }, 0).leftOut, /^The oldest message is left out/);
  assert.match(contextFill({ ...CONTEXT, left_out: 12 }, 0).leftOut, /^The 12 oldest messages are left out/);
  const over = contextFill({ ...CONTEXT, too_long: true }, 0);
  assert.deepEqual([over.tone, over.tooLong !== ""], ["over", true]);
  assert.equal(contextFill(CONTEXT, 900).tone, "over");
});

test("what a call costs whatever its length does not grow with what is typed", () => {
  const fill = contextFill({ ...CONTEXT, cost: "0.204", per_call: "0.2" }, 400);
  assert.equal(fill.cost, "This question costs about $0.21, and its answer.");
});

test("without a price no cost is shown", () => {
  assert.equal(contextFill({ ...CONTEXT, cost: null }, 0).cost, "");
});
