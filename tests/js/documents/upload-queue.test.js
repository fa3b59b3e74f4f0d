import assert from "node:assert/strict";
import { test } from "node:test";
import { UploadQueue } from "#chat/documents/upload-queue";

const entry = (path, size = 1) => ({ path, file: { size } });
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("files go three at a time, and one that fails stops no other", async () => {
  const open = [];
  const queue = new UploadQueue(({ path }) => new Promise((resolve, reject) => open.push({ path, resolve, reject })), () => {});
  queue.add(["a", "b", "c", "d", "e"].map((path) => entry(path)));
  assert.deepEqual(open.map(({ path }) => path), ["a", "b", "c"]);
  assert.equal(queue.left, 5);
  open[0].reject(new Error("The server did not take it."));
  open[1].resolve();
  await settled();
  assert.deepEqual(open.map(({ path }) => path), ["a", "b", "c", "d", "e"]);
  for (const one of open.slice(2)) one.resolve();
  await settled();
  assert.equal(queue.left, 0);
  assert.equal(queue.sent, 4);
  assert.deepEqual(queue.refused, [{ name: "a", why: "The server did not take it." }]);
});

test("what is too large is not sent", () => {
  const queue = new UploadQueue(() => assert.fail(), () => {}, { most: 2 * 1048576 });
  queue.add([entry("big.pdf", 3 * 1048576)]);
  assert.deepEqual(queue.refused, [{ name: "big.pdf", why: "larger than 2 MB" }]);
});
