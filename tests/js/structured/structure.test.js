import assert from "node:assert/strict";
import test from "node:test";
import { ExactNumber, lineOf, looksStructured, sizeOf, tableOf, valueOf } from "#chat/structured/structure";

test("JSON is told from Markdown by its first signs, and shown only if it is whole", () => {
  assert.deepEqual(['{"a"', " [{", "[[1", '["a"]', "{}", "[1] says so", "[a](b)", "{note}", "text"].map(looksStructured), [true, true, true, true, true, false, false, false, false]);
  assert.deepEqual([valueOf('{"a": [1, null]}'), valueOf('{"a": '), valueOf("[link](x)")], [{ a: [1, null] }, undefined, undefined]);
});

test("a list of objects is a table, also within an object, of all columns there are", () => {
  const rows = [{ a: 1 }, { a: 2, b: [3] }];
  assert.deepEqual(tableOf({ tasks: rows, names: ["x"] }), { name: "tasks", columns: ["a", "b"], left: 0, rows });
  assert.deepEqual(tableOf(rows).name, "");
  assert.deepEqual([tableOf({ a: 1 }), tableOf([1, 2]), tableOf([])], [null, null, null]);
  const wide = [Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`c${at}`, at]))];
  assert.deepEqual([tableOf(wide).columns.length, tableOf(wide).left], [40, 460]);
});

test("values are written on one line, and say how much they hold", () => {
  assert.deepEqual([lineOf("a"), lineOf(null), lineOf(undefined), lineOf([1, "b"]), lineOf(new ExactNumber("12345678901234567890"))], ["a", "null", "", '[1,"b"]', "12345678901234567890"]);
  assert.deepEqual([sizeOf([1]), sizeOf({ a: 1, b: 2 })], ["1 item", "2 fields"]);
});
