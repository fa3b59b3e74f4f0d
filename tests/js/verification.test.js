import assert from "node:assert/strict";
import { test } from "node:test";
import { doubt, Sources } from "#chat/verification";

const TEXT = "Until you delete them: **no chat** is removed for its age, as `PURGE_DAYS` says.";
const found = new Map([[1, { url: "/a", title: "A", text: TEXT }], [2, { url: "/b", title: "B", text: "Nothing of it." }]]);
const cited = new Map([[1, { url: "/a", title: "A" }], [2, { url: "/b", title: "B" }]]);
const sources = Sources.ended(cited, found);

test("a quotation that stands in its passage is not doubted, whatever marks and spaces it has", () => {
  for (const quote of ["No chat is removed for its age", "until you delete them … removed for its AGE", "removed for its age, as PURGE_DAYS says"]) {
    assert.equal(doubt(`The manual says “${quote}” `, [1], sources), "", quote);
    assert.equal(doubt(`The manual says "${quote}".`, [2, 1], sources), "", quote);
  }
});

test("a quotation that does not is doubted", () => {
  for (const quote of ["Every chat is removed after a year", "no chat is removed for its ages", "removed for its age … until you ask"]) {
    assert.match(doubt(`It says “${quote}” `, [1], sources), /does not stand in this source/, quote);
  }
  assert.match(doubt("It says “no chat is removed for its age” ", [2], sources), /does not stand/);
});

test("a name in quotes, a quotation far away and plain words are no quotations of the source", () => {
  for (const text of ["Press “New chat” ", `“Every chat is removed after a year”${" and more words".repeat(5)} `, "Chats stay. "]) {
    assert.equal(doubt(text, [1], sources), "", text);
  }
});

test("a marker that points nowhere is doubted where something was searched, and nowhere else", () => {
  assert.match(doubt("So it is ", [9], sources), /no passage that was found has this number/);
  assert.match(doubt("So it is ", [1, 9], sources), /no passage/);
  assert.equal(doubt("As in ", [9], Sources.ended(cited, new Map())), "");
  assert.equal(doubt("As in ", [9], new Sources(found)), "");
});

test("what a source says is not known of one that was not searched for here", () => {
  assert.equal(doubt("It says “four words that nobody wrote” ", [3], Sources.ended(new Map([[3, { url: "/c" }]]), found)), "");
});

test("a long hostile text is looked at in bounded time", () => {
  const begun = performance.now();
  doubt("“a ".repeat(200_000), [1], sources);
  assert.ok(performance.now() - begun < 500);
});
