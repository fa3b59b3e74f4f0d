import assert from "node:assert/strict";
import { test } from "node:test";
import { inverse, sentence, shelfOf, tagName } from "#chat/sidebar/keeping";

const chat = (id, fields = {}) => ({ id, title: id.toUpperCase(), pinned: false, archived: false, folder: null, tags: [], ...fields });

test("the archive comes before the pin, and the pin before the folder", () => {
  const folder = { id: "f", name: "Work" };
  assert.equal(shelfOf({ pinned: true, archived: true, folder }), "archive");
  assert.equal(shelfOf({ pinned: true, archived: false, folder }), "pinned");
  assert.equal(shelfOf({ pinned: false, archived: false, folder }), "f");
  assert.equal(shelfOf({ pinned: false, archived: false, folder: null }), "list");
});

test("what is archived goes back to where it was, also to the pins", () => {
  const requests = inverse([chat("a"), chat("b", { pinned: true })], { archived: true });
  assert.deepEqual(requests, [
    { ids: ["a"], pinned: false },
    { ids: ["a", "b"], archived: false },
    { ids: ["b"], pinned: true },
  ]);
});

test("what was moved goes back to the folder that it was in", () => {
  const requests = inverse([chat("a", { folder: "x" }), chat("b"), chat("c", { folder: "x" })], { folder: "y" });
  assert.deepEqual(requests, [{ ids: ["b"], folder: "" }, { ids: ["a", "c"], folder: "x" }]);
});

test("what was deleted is restored", () => {
  assert.deepEqual(inverse([chat("a"), chat("b")], { deleted: true }), [{ ids: ["a", "b"], deleted: false }]);
});

test("a tag is taken off again where it was not before", () => {
  const chats = [chat("a", { tags: ["urgent"] }), chat("b"), chat("c")];
  assert.deepEqual(inverse(chats, { tag: "urgent", tagged: true }), [{ ids: ["b", "c"], tag: "urgent", tagged: false }]);
  assert.deepEqual(inverse(chats.slice(0, 1), { tag: "urgent", tagged: true }), []);
  assert.equal(sentence(chats.slice(0, 1), { tag: "urgent", tagged: false }), "“A” is not tagged #urgent any more.");
  assert.equal(tagName("  #Q3  Plan "), "q3 plan");
});

test("one chat is named, several are counted", () => {
  assert.equal(sentence([chat("a")], { archived: true }), "“A” is archived.");
  assert.equal(sentence([chat("a"), chat("b")], { folder: "y" }, "Work"), "2 chats are in “Work”.");
});
