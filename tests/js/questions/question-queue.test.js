import assert from "node:assert/strict";
import test from "node:test";
import { LocalStore } from "#chat/browser/local-store";
import { QuestionQueue } from "#chat/questions/queue";
import { FakeStorage, OtherTab } from "../fakes.js";

const frame = (id, conversation = "c1") => ({ type: "send", client_id: id, conversation, parent: null });
const ids = (queue, conversation = "c1") => queue.of(conversation).map((item) => item.frame.client_id);

function queues() {
  const storage = new FakeStorage();
  return [1, 2].map(() => new QuestionQueue(new LocalStore(storage, 7)));
}

test("questions wait in their order, each chat's for itself, also after a reload", () => {
  const [queue, later] = queues();
  for (const asked of [frame("a"), frame("b"), frame("x", "c2")]) queue.add(asked);
  assert.deepEqual([ids(later), ids(later, "c2"), later.conversations], [["a", "b"], ["x"], ["c1", "c2"]]);
  assert.equal(later.remove("a").client_id, "a");
  assert.equal(queue.remove("a"), undefined);
  later.forget("c2");
  assert.deepEqual(later.conversations, ["c1"]);
});

test("another tab's changes are seen when it tells of them, and never undone", () => {
  const [one, two] = queues();
  one.add(frame("a"));
  assert.deepEqual(ids(two), ["a"]);
  one.add(frame("b"));
  assert.equal(two.hears({ key: "chat:7:drafts" }), false);
  assert.equal(two.hears({ key: "chat:7:queue:b" }), true);
  assert.deepEqual(ids(two), ["a", "b"]);
  one.remove("a");
  two.add(frame("c"));
  assert.deepEqual(ids(two).sort(), ["b", "c"]);
});

test("one question goes on from an answer that came to its end, and the next one only from the answer to that", () => {
  const [one, two] = queues();
  one.add(frame("a"));
  one.add(frame("b"));
  assert.equal(one.next("c1", "m1", false), undefined);
  const sent = one.next("c1", "m1", true);
  one.sent(sent, "m1");
  assert.equal(sent.client_id, "a");
  assert.equal(two.next("c1", "m1", true), undefined);
  assert.equal(two.next("c1", "m2", true).client_id, "b");
});

test("a hurried question is the first, whatever became of the answer before", () => {
  const [queue] = queues();
  queue.add(frame("a"));
  queue.add(frame("b"));
  queue.hurry("b");
  assert.deepEqual(ids(queue), ["b", "a"]);
  assert.equal(queue.next("c1", "m1", false).client_id, "b");
});

test("a chat has twenty waiting questions at most", () => {
  const [queue] = queues();
  for (let number = 0; number < 20; number++) queue.add(frame(`${number}`));
  assert.deepEqual([queue.isFull("c1"), queue.isFull("c2")], [true, false]);
});

test("two tabs that queue and take away at once lose no question, and bring none back", () => {
  const storage = new FakeStorage();
  const of = (values) => new QuestionQueue(new LocalStore(values, 7));
  of(storage).add(frame("sent"));
  const elsewhere = new OtherTab(storage);
  const [one, two] = [of(storage), of(elsewhere)];
  one.add(frame("a"));
  two.remove("sent");
  two.add(frame("b"));
  two.add(frame("x", "c2"));
  elsewhere.arrive();
  assert.deepEqual([ids(of(storage)).sort(), ids(of(storage), "c2")], [["a", "b"], ["x"]]);
});

test("questions that an older page queued wait in their order", () => {
  const storage = new FakeStorage();
  const items = ["h2", "h1", "a", "b"].map((id) => ({ frame: frame(id), hurried: id.startsWith("h") }));
  storage.setItem("chat:7:queue", JSON.stringify({ c1: { items, used: "m1" } }));
  const queue = new QuestionQueue(new LocalStore(storage, 7));
  assert.deepEqual([ids(queue), storage.getItem("chat:7:queue")], [["h2", "h1", "a", "b"], null]);
  queue.remove("h2");
  queue.remove("h1");
  assert.equal(queue.next("c1", "m1", true), undefined);
  for (const id of ["a", "b"]) queue.remove(id);
  assert.equal(storage.length, 0);
});
