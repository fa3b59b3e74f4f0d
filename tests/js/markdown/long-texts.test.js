import assert from "node:assert/strict";
import test from "node:test";
import { rightToLeftRuns } from "#chat/text/bidi";
import { endingOf } from "#chat/answers/endings";
import { mend } from "#chat/markdown/parser/mend";
import { pieces } from "#chat/text/pieces";
import { isDeeperThan } from "#chat/markdown/nesting";
import { RecentColours } from "#chat/markdown/recent-colours";
import { Room } from "#chat/markdown/room";

test("a long text is cut at lines, else at words, else between characters, and nothing is lost", () => {
  for (const unit of ["a line of it\n", "word ", "x", "😀"]) {
    const text = unit.repeat(5_000);
    const cut = pieces(text);
    assert.equal(cut.join(""), text);
    assert.ok(cut.every((piece) => piece.length <= 2_000));
    assert.ok(cut.slice(0, -1).every((piece) => piece.endsWith(unit)), unit);
  }
  assert.deepEqual(pieces("short"), ["short"]);
});

test("runs of the other direction are counted, as many as matter", () => {
  assert.equal(rightToLeftRuns("The word שלום is peace, and كتاب is a book."), 2);
  assert.equal(rightToLeftRuns("שלום, עולם! ".repeat(20_000)), 1);
  assert.equal(rightToLeftRuns("left to right: α я 中 😀 1"), 0);
  assert.equal(rightToLeftRuns("a\u202eb\u202cc"), 1);
  assert.equal(rightToLeftRuns("aא".repeat(100_000)), 10_000);
});

test("code that grows keeps the colours of what it was", () => {
  const recent = new RecentColours();
  recent.add({ lang: "js", text: "let", html: "1" });
  recent.add({ lang: "js", text: "let a = 1", html: "2" });
  recent.add({ lang: "py", text: "let a = 1;", html: "3" });
  assert.equal(recent.longest("js", "let a = 1;").html, "2");
  assert.equal(recent.longest("js", "let b").html, "1");
  assert.equal(recent.longest("js", "var"), undefined);
  for (let i = 0; i < 100; i++) recent.add({ lang: "md", text: `${i}`, html: "" });
  assert.equal(recent.longest("js", "let a = 1;"), undefined);
});

test("an unfinished text of any kind is mended in no time", () => {
  const runs = Array.from({ length: 600 }, (_, i) => "`".repeat((i % 300) + 1)).join(" ");
  const before = process.cpuUsage();
  for (const sign of ["[a](", "![a](", "`a", "``a`", "$$a", "\\(", "<a ", "**a", "|a\n", "\n"]) mend(sign.repeat(12_000));
  mend(runs);
  const { user, system } = process.cpuUsage(before);
  assert.ok(user + system < 1_000_000);
});

test("an answer that ended by itself without a text says so", () => {
  const done = { status: "done", finish_reason: "stop" };
  assert.equal(endingOf(done, "text"), null);
  assert.match(endingOf(done, "nothing").text, /empty answer/);
  assert.match(endingOf(done, "reasoning").text, /reasoned but wrote no answer/);
  assert.match(endingOf(done, "refusal").text, /declined/);
  assert.match(endingOf({ ...done, finish_reason: "length" }, "reasoning").text, /before any text/);
  assert.match(endingOf({ ...done, finish_reason: "content_filter" }, "nothing").text, /withheld this answer/);
  assert.equal(endingOf({ status: "failed", error: { message: "No." } }, "nothing").text, "No.");
  assert.equal(endingOf({}, "nothing"), null);
});

test("a room that others have filled has no place for more, but keeps what is in it", () => {
  const room = new Room(10);
  room.used = 12;
  assert.ok(room.full);
  assert.ok(room.isFullBeside(2));
  assert.ok(!room.isFullBeside(3));
});

test("how deep elements stand in each other is known without going all the way down", () => {
  let deepest = { children: [] };
  for (let level = 0; level < 100_000; level++) deepest = { children: [{ children: [] }, deepest] };
  assert.ok(isDeeperThan(100, deepest));
  const two = { children: [{ children: [] }, { children: [{ children: [] }] }] };
  assert.deepEqual([0, 1, 2].map((most) => isDeeperThan(most, two)), [true, true, false]);
});
