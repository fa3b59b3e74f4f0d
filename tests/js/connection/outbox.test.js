import assert from "node:assert/strict";
import test from "node:test";
import { LocalStore } from "#chat/browser/local-store";
import { Outbox, textOf } from "#chat/connection/outbox";
import { FakeStorage, OtherTab } from "../fakes.js";

const outboxOf = (storage) => new Outbox(new LocalStore(storage, 7));

function ask(outbox, text) {
  const frame = outbox.frame({ conversation: "c1", parent: null, text, model: null });
  outbox.add(frame);
  return frame.client_id;
}

test("two tabs that ask at once lose no question", () => {
  const storage = new FakeStorage();
  const elsewhere = new OtherTab(storage);
  ask(outboxOf(storage), "Here");
  ask(outboxOf(elsewhere), "There");
  elsewhere.arrive();
  assert.deepEqual(outboxOf(storage).all.map(textOf).sort(), ["Here", "There"]);
});

test("a question that was confirmed in one tab does not come back from another", () => {
  const storage = new FakeStorage();
  const here = outboxOf(storage);
  const confirmed = ask(here, "Here");
  const elsewhere = new OtherTab(storage);
  const there = outboxOf(elsewhere);
  const other = ask(there, "There");
  here.remove(confirmed);
  there.remove(other);
  elsewhere.arrive();
  assert.deepEqual(here.all, []);
});

test("questions of one moment stay in their order, below those that an older page kept", () => {
  const storage = new FakeStorage();
  const kept = ["A", "B"].map((text) => ({ client_id: text, parts: [{ type: "text", text }] }));
  storage.setItem("chat:7:outbox", JSON.stringify(kept));
  const outbox = outboxOf(storage);
  for (const text of ["C", "D", "E"]) ask(outbox, text);
  assert.deepEqual(outboxOf(storage).all.map(textOf), ["A", "B", "C", "D", "E"]);
  assert.equal(storage.getItem("chat:7:outbox"), null);
});

test("where the storage takes nothing, the page keeps its questions itself", () => {
  const closed = { get length() { throw new Error("closed"); }, getItem() { throw new Error("closed"); }, setItem() { throw new Error("full"); }, removeItem() { throw new Error("closed"); } };
  const outbox = outboxOf(closed);
  const first = ask(outbox, "A");
  ask(outbox, "B");
  outbox.remove(first);
  assert.deepEqual(outbox.all.map(textOf), ["B"]);
});
