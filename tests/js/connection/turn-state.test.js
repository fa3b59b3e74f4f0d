import assert from "node:assert/strict";
import test from "node:test";
import { TurnBook } from "#chat/connection/turn-book";
import { TurnState } from "#chat/connection/turn-state";

const snapshot = (seq = 0, body = { role: "assistant", content: "" }) => ({
  type: "snapshot",
  seq,
  turn: { id: "t1", conversation: "c1", parent: "m1", status: "running", notice: null, first_token_ms: null },
  messages: [{ id: "m2", parent: "m1", role: "assistant", body, continues: null, reasoning_ms: null }],
});
const frame = (after, ...events) => ({ type: "events", turn: "t1", after, seq: after + events.length, events });

test("texts append to the current message", () => {
  const state = new TurnState(snapshot());
  assert.ok(state.apply(frame(0, { t: "reasoning", text: "Hm" }, { t: "content", text: "Op" }, { t: "content", text: "en" }, { t: "refusal", text: "No" })));
  assert.deepEqual([state.body.content, state.body.reasoning_content, state.body.refusal, state.seq], ["Open", "Hm", "No", 4]);
});

test("a null content becomes a text when the first piece comes", () => {
  const state = new TurnState(snapshot(0, { role: "assistant", content: null }));
  state.apply(frame(0, { t: "content", text: "Yes" }));
  assert.equal(state.body.content, "Yes");
});

test("events that leave a gap or repeat change nothing", () => {
  const state = new TurnState(snapshot(5));
  assert.equal(state.apply(frame(7, { t: "content", text: "late" })), false);
  assert.equal(state.apply(frame(3, { t: "content", text: "again" })), false);
  assert.deepEqual([state.body.content, state.seq], ["", 5]);
});

test("a tool call grows at its index, whatever came before it", () => {
  const state = new TurnState(snapshot());
  state.apply(frame(0, { t: "tool_call", index: 1, id: "b", type: "function", name: "two", arguments: "{" }, { t: "tool_call", index: 1, id: "", type: "", name: "", arguments: "}" }));
  assert.deepEqual(state.body.tool_calls.map(({ id, function: spoken }) => [id, spoken.name, spoken.arguments]), [["", "", ""], ["b", "two", "{}"]]);
});

test("a message becomes the current one, a thought its time, a field its value", () => {
  const state = new TurnState(snapshot());
  state.apply(frame(0, { t: "message", message: { id: "m3", role: "assistant", body: { role: "assistant", content: "" } } }, { t: "thought", ms: 850 }, { t: "set", field: "annotations", value: [1] }));
  assert.deepEqual([state.current.id, state.current.reasoning_ms, state.body.annotations], ["m3", 850, [1]]);
});

test("the end replaces the turn's fields and ends it", () => {
  const state = new TurnState(snapshot());
  state.apply(frame(0, { t: "timing", first_token_ms: 12 }, { t: "end", turn: { status: "stopped", duration_ms: 90 } }));
  assert.deepEqual([state.running, state.turn.duration_ms, state.turn.id], [false, 90, "t1"]);
});

test("an event that nobody knows counts and changes nothing", () => {
  const state = new TurnState(snapshot());
  assert.ok(state.apply(frame(0, { t: "from-the-future" }, { t: "content", text: "x" })));
  assert.deepEqual([state.seq, state.body.content], [2, "x"]);
});

test("a snapshot does not share its values with the frame", () => {
  const sent = snapshot();
  new TurnState(sent).apply(frame(0, { t: "content", text: "x" }));
  assert.equal(sent.messages[0].body.content, "");
});

test("the book asks once for a snapshot after a gap, and again only after it came", () => {
  const book = new TurnBook();
  book.snapshot(snapshot());
  assert.deepEqual(book.events(frame(3, { t: "content", text: "x" })), { resync: "t1" });
  assert.deepEqual(book.events(frame(4, { t: "content", text: "x" })), {});
  book.snapshot(snapshot(9));
  assert.equal(book.events(frame(9, { t: "content", text: "y" })).state.body.content, "y");
  assert.deepEqual(book.events(frame(12)), { resync: "t1" });
});

test("an older snapshot replaces what is shown too", () => {
  const book = new TurnBook();
  book.snapshot(snapshot(9, { role: "assistant", content: "long text" }));
  assert.equal(book.snapshot(snapshot(4, { role: "assistant", content: "long" })).body.content, "long");
});

test("cut at every seq and resumed by a snapshot, the text is the same", () => {
  const pieces = [..."Every character once, in order."];
  for (let cut = 0; cut <= pieces.length; cut++) {
    const book = new TurnBook();
    book.snapshot(snapshot());
    pieces.slice(0, cut).forEach((text, seq) => book.events(frame(seq, { t: "content", text })));
    book.disconnected();
    const kept = Math.max(0, cut - 3);
    book.snapshot(snapshot(kept, { role: "assistant", content: pieces.slice(0, kept).join("") }));
    pieces.slice(kept).forEach((text, i) => book.events(frame(kept + i, { t: "content", text })));
    assert.equal(book.get("t1").body.content, pieces.join(""));
  }
});
