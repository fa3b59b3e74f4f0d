import assert from "node:assert/strict";
import { test } from "node:test";
import { IntakeRows } from "#chat/documents/intake-rows";

/** A list as far as rows are put into it. */
class FakeList {
  children = [];
  moves = 0;

  insertBefore(element, next) {
    this.#take(element);
    this.children.splice(next ? this.children.indexOf(next) : this.children.length, 0, element);
    this.moves += 1;
  }

  make = (row) => {
    const element = { row, remove: () => this.#take(element) };
    return element;
  };

  #take(element) {
    const at = this.children.indexOf(element);
    if (at >= 0) this.children.splice(at, 1);
  }
}

const named = (count, from = 0) => Array.from({ length: count }, (_, index) => ({ name: `${from + index}.md` }));
const shown = (list) => list.children.map(({ row }) => row.name);

test("many rows come a few at a time, in their order", () => {
  const list = new FakeList();
  const rows = new IntakeRows(list, list.make);
  const all = named(50);
  assert.equal(rows.show(all), false);
  assert.equal(list.children.length, 20);
  assert.equal(rows.show(all), false);
  assert.equal(rows.show(all), true);
  assert.deepEqual(shown(list), all.map(({ name }) => name));
});

test("a row that stays is neither made anew nor moved", () => {
  const list = new FakeList();
  const rows = new IntakeRows(list, list.make);
  rows.show(named(10));
  const [, , kept] = list.children;
  const { moves } = list;
  rows.show(named(10, 2));
  assert.equal(list.children[0], kept);
  assert.equal(list.moves, moves + 2);
  assert.deepEqual(shown(list), named(10, 2).map(({ name }) => name));
});

test("files of one name and one fate are as many rows", () => {
  const list = new FakeList();
  assert.equal(new IntakeRows(list, list.make).show([...named(1), ...named(1), ...named(1)]), true);
  assert.equal(list.children.length, 3);
});
