import assert from "node:assert/strict";
import { test } from "node:test";
import { Beside } from "#chat/choices/beside";

const state = (id, running, parent = "q") => ({ running, turn: { id, parent } });
const ids = (states) => states.map(({ turn }) => turn.id);

test("answers that are written together stay together, and an older version is not among them", () => {
  const beside = new Beside();
  const old = state("0", false);
  assert.deepEqual(ids(beside.of([old, state("3", true), state("1", true), state("2", true)], "q", "3")), ["1", "2"]);
  assert.deepEqual(ids(beside.of([old, state("1", false), state("3", false), state("2", false)], "q", "1")), ["2", "3"]);
  assert.deepEqual(beside.of([old, state("3", false)], "q", "0"), []);
});

test("one that is written alone has none beside it, nor those of another question", () => {
  const beside = new Beside();
  assert.deepEqual(beside.of([state("1", false), state("2", true), state("3", true, "other")], "q", "2"), []);
});
