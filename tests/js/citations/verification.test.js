import assert from "node:assert/strict";
import { test } from "node:test";
import { cited as citedIn, foundSources, quoting } from "#chat/citations/citations";
import { placesOf } from "#chat/citations/quotation";
import { doubt, lastQuote, Sources } from "#chat/citations/verification";

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
    assert.match(doubt(`It says “${quote}” `, [1], sources), /is not in this source/, quote);
  }
  assert.match(doubt("It says “no chat is removed for its age” ", [2], sources), /is not in this source/);
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

const there = (text, quote) => placesOf(text, quote).map(({ start, end }) => text.slice(start, end));

test("the words of a quotation are found in a text, part by part, whatever stands between them", () => {
  const text = "Chats stay. Until you delete them:\nno chat is\tremoved™ for its ﬁne age, no chat is lost.";
  assert.deepEqual(there(text, "No **chat** is removed™ for"), ["no chat is\tremoved™ for"]);
  assert.deepEqual(there(text, "delete them … fine age"), ["delete them", "ﬁne age"]);
  assert.deepEqual(there(text, "no chat is lost"), ["no chat is lost"]);
  for (const wrong of ["no chat is lost today", "fine age … delete them", "", "…"]) assert.deepEqual(there(text, wrong), [], wrong);
});

test("a source of ours is opened at what is quoted of it, another one as it is", () => {
  assert.equal(lastQuote("It says “no chat is removed” "), "no chat is removed");
  assert.equal(quoting("/documents/a/b/?version=2&at=3-9#c", "no “chat” & #1"), "/documents/a/b/?version=2&at=3-9&quote=no%20%E2%80%9Cchat%E2%80%9D%20%26%20%231#c");
  assert.equal(quoting("/documents/a/b/", "x"), "/documents/a/b/?quote=x");
  assert.equal(quoting("/documents/a/b/#c", ""), "/documents/a/b/#c");
  assert.equal(quoting("https://example.org/", "x"), "https://example.org/");
  assert.equal(quoting(null, "x"), null);
  assert.ok(quoting("/documents/a/b/", "😀 ".repeat(500)).length < 4_000);
});

test("a source that its reader lost is neither named nor doubted", () => {
  const result = JSON.stringify({ passages: [{ number: 1, lost: true }, { number: 2, url: "/b", title: "B", heading: "", text: "Nothing of it." }] });
  const lost = foundSources([{ calls: [{ result }] }]);
  const annotations = [{ type: "url_citation", url_citation: { url: "", title: "", lost: true, start_index: 31, end_index: 33 } }];
  const { text, sources: named } = citedIn("It says “no chat is ever gone” [1].", annotations, lost);
  assert.equal(text, "It says “no chat is ever gone” [1].");
  assert.deepEqual([...named], [[1, { url: "", title: "", lost: true }]]);
  assert.equal(doubt("It says “no chat is ever gone” ", [1], Sources.ended(named, lost)), "");
});
