import assert from "node:assert/strict";
import { test } from "node:test";
import { droppedFiles } from "#chat/documents/dropped-files";
import { UploadQueue } from "#chat/documents/upload-queue";

const fileEntry = (fullPath) => ({ isFile: true, fullPath, file: (take) => take({ size: 1 }) });
const unreadable = (fullPath) => ({ isFile: true, fullPath, file: (_, fail) => fail(new Error("NotReadable")) });
const folder = (fullPath, ...parts) => ({
  fullPath,
  createReader: () => ({ readEntries: (take) => take(parts.splice(0, 2)) }),
});
const dropped = (...entries) => ({ items: entries.map((entry) => ({ webkitGetAsEntry: () => entry })) });

test("a folder is read to its end, with the paths of its files", async () => {
  const parts = ["a", "b", "c"].map((name) => fileEntry(`/trip/${name}.md`));
  const found = await droppedFiles(dropped(folder("/trip", ...parts, folder("/trip/in", fileEntry("/trip/in/d.md")))));
  assert.deepEqual(found.map(({ path }) => path), ["trip/a.md", "trip/b.md", "trip/c.md", "trip/in/d.md"]);
});

test("a file that cannot be read is named, and the others are sent", async () => {
  const sent = [];
  const queue = new UploadQueue(async ({ path }) => sent.push(path), () => {});
  queue.add(await droppedFiles(dropped(folder("/trip", fileEntry("/trip/a.md"), unreadable("/trip/b.md")))));
  assert.deepEqual(sent, ["trip/a.md"]);
  assert.deepEqual(queue.refused, [{ name: "trip/b.md", why: "it cannot be read" }]);
});
