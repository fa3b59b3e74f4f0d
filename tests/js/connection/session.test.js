import assert from "node:assert/strict";
import test from "node:test";
import { LocalStore } from "#chat/browser/local-store";
import { Outbox, textOf } from "#chat/connection/outbox";
import { Session } from "#chat/connection/session";
import { TurnBook } from "#chat/connection/turn-book";
import { FakeSocket, FakeStorage } from "../fakes.js";

function ask(session, question) {
  const frame = session.compose(question);
  return frame && session.send(frame);
}

function page({ conversation = null, ready = true, storage = new FakeStorage() } = {}) {
  const socket = new FakeSocket(ready);
  let count = 0;
  const makeId = () => `${++count}`;
  const outbox = new Outbox(new LocalStore(storage, 7), makeId);
  const session = new Session({ socket, book: new TurnBook(), outbox, conversation, makeId: () => `k${++count}` });
  const told = [];
  for (const type of ["opened", "sent", "turn", "rejected", "problem"]) session.addEventListener(type, ({ detail }) => told.push([type, detail]));
  return { socket, outbox, session, storage, told };
}

test("a question is sent at once and kept until it is confirmed", () => {
  const { socket, outbox, session } = page({ conversation: "c1" });
  const { client_id } = ask(session, { text: "Why?", parent: "m1", model: 3 });
  assert.deepEqual(socket.sent, [{ type: "send", client_id, conversation: "c1", parent: "m1", parts: [{ type: "text", text: "Why?" }], model: 3 }]);
  assert.equal(textOf(outbox.of("c1")[0]), "Why?");
  socket.receive({ type: "sent", client_id, conversation: "c1", message: "m2", turn: "t1" });
  assert.deepEqual(outbox.of("c1"), []);
});

test("what was asked without a line is sent with the same client_id, also after a reload", () => {
  const { session, storage } = page({ ready: false });
  const { client_id } = ask(session, { text: "Hello?", parent: null, model: null });
  const { socket } = page({ storage });
  socket.receive({ type: "hello" });
  assert.deepEqual(socket.sent.map((frame) => frame.client_id), [client_id]);
});

test("a new chat becomes the conversation that the server made", () => {
  const { socket, session, told } = page();
  const { client_id } = ask(session, { text: "Hi", parent: null, model: null });
  socket.receive({ type: "sent", client_id, conversation: "c9", message: "m1", turn: "t1" });
  assert.deepEqual([session.conversation, told[0]], ["c9", ["opened", "c9"]]);
});

test("the first question of a new chat says whether its completions are stored, also when it is sent again", () => {
  const { session, storage } = page({ ready: false });
  ask(session, { text: "Hi", parent: null, model: null, store: true });
  const { socket } = page({ storage });
  socket.receive({ type: "hello" });
  assert.equal(socket.sent[0].store, true);
  const { socket: old, session: later } = page({ conversation: "c1" });
  ask(later, { text: "Hi", parent: "m1", model: null, store: true });
  assert.equal("store" in old.sent[0], false);
});

test("each new line subscribes and repeats what was not confirmed", () => {
  const { socket, session } = page({ conversation: "c1" });
  session.retry("m1", 4);
  session.continue("m2");
  socket.sent.length = 0;
  socket.receive({ type: "hello" });
  assert.deepEqual(socket.sent.map(({ type }) => type), ["subscribe", "retry", "continue"]);
});

test("a refused question stays in the outbox, a refused command is forgotten", () => {
  const { socket, outbox, session, told } = page({ conversation: "c1" });
  const { client_id } = ask(session, { text: "Hi", parent: null, model: null });
  socket.receive({ type: "error", client_id, code: "busy", message: "Too many." });
  assert.deepEqual(told, [["rejected", { clientId: client_id, code: "busy", message: "Too many.", kept: true }]]);
  assert.equal(outbox.of("c1").length, 1);
  session.retry("m1");
  socket.receive({ type: "error", client_id: socket.sent.at(-1).client_id, code: "conflict", message: "No." });
  socket.sent.length = 0;
  socket.receive({ type: "hello" });
  assert.deepEqual(socket.sent.map(({ type }) => type), ["subscribe", "send"]);
});

test("stop asks for each turn that runs in this conversation", () => {
  const { socket, session } = page({ conversation: "c1" });
  const snapshot = (id, conversation, status) => socket.receive({ type: "snapshot", seq: 0, turn: { id, conversation, status }, messages: [] });
  snapshot("t1", "c1", "running");
  snapshot("t2", "c2", "running");
  snapshot("t3", "c1", "done");
  session.stop();
  assert.deepEqual(socket.sent, [{ type: "stop", turn: "t1" }]);
});

test("a gap is answered by a resync", () => {
  const { socket } = page({ conversation: "c1" });
  socket.receive({ type: "events", turn: "t1", after: 5, seq: 6, events: [] });
  assert.deepEqual(socket.sent, [{ type: "resync", turn: "t1" }]);
});

test("what ended while the line was cut is asked for, and runs here no more", () => {
  const { socket, session, told } = page({ conversation: "c1" });
  const snapshot = (id, conversation, status) => socket.receive({ type: "snapshot", seq: 3, turn: { id, conversation, status, parent: "m9" }, messages: [] });
  for (const id of ["t1", "t2"]) snapshot(id, "c1", "running");
  snapshot("t3", "c2", "running");
  snapshot("t4", "c1", "done");
  socket.receive({ type: "subscribed", conversation: "c1", leaf: "m9", turns: ["t2"] });
  assert.deepEqual(socket.sent, [{ type: "resync", turn: "t1" }]);
  assert.deepEqual(session.running.map(({ turn }) => turn.id), ["t2"]);
  snapshot("t1", "c1", "done");
  const [, state] = told.at(-1);
  assert.deepEqual([state.turn.id, state.running], ["t1", false]);
});

test("a question larger than the server takes is refused before it is kept", () => {
  const { socket, outbox, session, told } = page({ conversation: "c1" });
  socket.limit = 2048;
  assert.equal(ask(session, { text: "x".repeat(3000), parent: null, model: null }), null);
  assert.deepEqual([socket.sent, outbox.of("c1"), told], [[], [], [["problem", "This message is too long to be sent: the limit is 2 KiB."]]]);
});

test("a question kept from before that is too large is not sent but shown as not sent, and can be taken back", () => {
  const { socket, outbox, session, told } = page({ conversation: "c1", ready: false });
  const { client_id } = ask(session, { text: "x".repeat(3000), parent: null, model: null });
  Object.assign(socket, { ready: true, limit: 2048 });
  socket.receive({ type: "hello" });
  assert.deepEqual(socket.sent.map(({ type }) => type), ["subscribe"]);
  const refused = ["rejected", { clientId: client_id, code: "too_large", message: "This message is too long to be sent: the limit is 2 KiB.", kept: true }];
  assert.deepEqual(told, [refused]);
  assert.equal(session.resend(client_id), true);
  assert.deepEqual(told, [refused, refused]);
  outbox.remove(client_id);
  assert.deepEqual(outbox.of("c1"), []);
});

test("a page that goes on with another conversation follows that one only", () => {
  const { socket, session, told } = page({ conversation: "c1" });
  session.open("c2");
  assert.deepEqual(socket.sent, [{ type: "unsubscribe", conversation: "c1" }, { type: "subscribe", conversation: "c2" }]);
  socket.receive({ type: "subscribed", conversation: "c1", leaf: "m1", turns: [] });
  assert.deepEqual(told, []);
  session.open(null);
  assert.deepEqual(socket.sent.slice(2), [{ type: "unsubscribe", conversation: "c2" }]);
});

test("what a conversation that was just left still says is no gap, and is forgotten with the next one", () => {
  const { socket, session } = page({ conversation: "c1" });
  socket.receive({ type: "snapshot", seq: 3, turn: { id: "t1", conversation: "c1", status: "running" }, messages: [] });
  session.open("c2");
  socket.sent.length = 0;
  socket.receive({ type: "events", turn: "t1", after: 3, seq: 4, events: [] });
  assert.deepEqual([socket.sent, session.running], [[], []]);
  session.open("c1");
  assert.deepEqual(session.running, []);
});

test("a question that is confirmed after its chat was left does not open that chat again", () => {
  const { socket, outbox, session, told } = page();
  const { client_id } = ask(session, { text: "Hi", parent: null, model: null });
  session.open("c2");
  socket.sent.length = 0;
  socket.receive({ type: "sent", client_id, conversation: "c9", message: "m1", turn: "t1" });
  assert.deepEqual([session.conversation, told, outbox.all], ["c2", [], []]);
  assert.deepEqual(socket.sent, [{ type: "unsubscribe", conversation: "c9" }]);
});

test("what another conversation confirms does not become the new chat", () => {
  const { socket, session, told } = page({ conversation: "c1" });
  session.retry("m1");
  const { client_id } = socket.sent[0];
  session.open(null);
  socket.receive({ type: "sent", client_id, conversation: "c1", message: "m1", turn: "t2" });
  assert.deepEqual([session.conversation, told], [null, []]);
});

test("a new line also brings what was asked in a chat that was left", () => {
  const { socket, session } = page({ conversation: "c1", ready: false });
  const { client_id } = ask(session, { text: "Hi", parent: "m1", model: null });
  session.open("c2");
  socket.ready = true;
  socket.receive({ type: "hello" });
  assert.deepEqual(socket.sent.map((frame) => frame.client_id ?? frame.conversation), ["c2", client_id]);
});

test("frames that nobody knows are ignored", () => {
  const { socket, told } = page();
  socket.receive({ type: "from-the-future" });
  assert.deepEqual(told, []);
});

test("what runs on another branch than the active one is neither shown as running nor stopped", () => {
  const { socket, session } = page({ conversation: "c1" });
  const snapshot = (id, parent) => socket.receive({ type: "snapshot", seq: 0, turn: { id, conversation: "c1", status: "running", parent }, messages: [] });
  socket.receive({ type: "subscribed", conversation: "c1", leaf: "m1", turns: ["t1", "t2"] });
  snapshot("t1", "m1");
  snapshot("t2", "m2");
  assert.deepEqual(session.running.map(({ turn }) => turn.id), ["t1"]);
  socket.receive({ type: "conversation", id: "c1", leaf: "m2" });
  socket.sent.length = 0;
  session.stop();
  assert.deepEqual(socket.sent, [{ type: "stop", turn: "t2" }]);
});
