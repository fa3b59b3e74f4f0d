import assert from "node:assert/strict";
import test from "node:test";
import { LocalStore } from "#chat/browser/local-store";
import { QuestionQueue } from "#chat/questions/queue";
import { FakeStorage } from "../fakes.js";

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
  assert.equal(later.remove("c1", "a").client_id, "a");
  assert.equal(queue.remove("c1", "a"), undefined);
  later.forget("c2");
  assert.deepEqual(later.conversations, ["c1"]);
});

test("another tab's changes are seen when it tells of them, and never undone", () => {
  const [one, two] = queues();
  one.add(frame("a"));
  assert.deepEqual(ids(two), ["a"]);
  one.add(frame("b"));
  assert.equal(two.hears({ key: "chat:7:drafts" }), false);
  assert.equal(two.hears({ key: "chat:7:queue" }), true);
  assert.deepEqual(ids(two), ["a", "b"]);
  one.remove("c1", "a");
  two.add(frame("c"));
  assert.deepEqual(ids(two), ["b", "c"]);
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
  queue.hurry("c1", "b");
  assert.deepEqual(ids(queue), ["b", "a"]);
  assert.equal(queue.next("c1", "m1", false).client_id, "b");
});

test("a chat has twenty waiting questions at most", () => {
  const [queue] = queues();
  for (let number = 0; number < 20; number++) queue.add(frame(`${number}`));
  assert.deepEqual([queue.isFull("c1"), queue.isFull("c2")], [true, false]);
});
