import assert from "node:assert/strict";
import test from "node:test";
import { Acks, utf8Length } from "#chat/connection/acks";
import { Backoff } from "#chat/connection/backoff";
import { ChatSocket } from "#chat/connection/socket";
import { FakeClock, FakeWebSocket } from "../fakes.js";

function connected() {
  FakeWebSocket.all = [];
  const clock = new FakeClock();
  const socket = new ChatSocket("ws://chat/ws/", { WebSocket: FakeWebSocket, clock, backoff: new Backoff({ random: () => 1 }), acks: new Acks(160) });
  const states = [];
  const frames = [];
  socket.addEventListener("state", ({ detail }) => states.push(detail.state));
  socket.addEventListener("frame", ({ detail }) => frames.push(detail));
  socket.connect();
  return { clock, socket, states, frames };
}

test("it is open once the server has said hello", () => {
  const { socket, states } = connected();
  assert.equal(socket.send({ type: "ping" }), false);
  FakeWebSocket.last.receive({ type: "hello" });
  assert.deepEqual(states, ["connecting", "open"]);
  assert.ok(socket.send({ type: "ping" }));
});

test("on a connection that is being closed nothing is sent", () => {
  const { socket } = connected();
  FakeWebSocket.last.receive({ type: "hello" });
  FakeWebSocket.last.readyState = FakeWebSocket.CLOSING;
  socket.wake();
  assert.equal(socket.send({ type: "ping" }), false);
  assert.deepEqual(FakeWebSocket.last.sent, []);
});

test("it comes back after a cut, with waits that double and begin anew after a hello", () => {
  const { socket, clock } = connected();
  const waits = [];
  socket.addEventListener("state", ({ detail }) => detail.state === "waiting" && waits.push(detail.delay));
  for (let i = 0; i < 3; i++) {
    FakeWebSocket.last.close(1006);
    clock.advance(waits.at(-1));
  }
  FakeWebSocket.last.receive({ type: "hello" });
  FakeWebSocket.last.close(1006);
  assert.deepEqual(waits, [500, 1000, 2000, 500]);
});

test("a server that restarts is left for another one at once, and waited for where there is none", () => {
  const { socket, clock } = connected();
  const waits = [];
  socket.addEventListener("state", ({ detail }) => detail.state === "waiting" && waits.push(detail.delay));
  FakeWebSocket.last.receive({ type: "hello" });
  FakeWebSocket.last.close(1012);
  clock.advance(200);
  FakeWebSocket.last.close(1006);
  assert.deepEqual(waits, [200, 500]);
});

test("it does not come back where nobody is logged in", () => {
  const { clock, states } = connected();
  FakeWebSocket.last.close(4401);
  clock.advance(120_000);
  assert.deepEqual([states.at(-1), FakeWebSocket.all.length], ["logged-out", 1]);
});

test("after abuse it waits a minute", () => {
  const { clock } = connected();
  FakeWebSocket.last.close(4429);
  clock.advance(59_000);
  assert.equal(FakeWebSocket.all.length, 1);
  clock.advance(1_000);
  assert.equal(FakeWebSocket.all.length, 2);
});

test("one socket too many rests until the person comes back to its page", () => {
  for (const comeBack of [(socket) => socket.wake(), (socket) => socket.send({ type: "stop", turn: "t1" })]) {
    const { clock, socket, states } = connected();
    FakeWebSocket.last.close(4409);
    clock.advance(120_000);
    assert.deepEqual([states.at(-1), FakeWebSocket.all.length], ["resting", 1]);
    comeBack(socket);
    assert.deepEqual([states.at(-1), FakeWebSocket.all.length], ["connecting", 2]);
  }
});

test("the network's return ends the wait", () => {
  const { socket } = connected();
  FakeWebSocket.last.close(1006);
  socket.wake();
  assert.equal(FakeWebSocket.all.length, 2);
});

test("a line that is silent is asked, and left if it stays silent", () => {
  const { clock, states } = connected();
  const line = FakeWebSocket.last;
  line.receive({ type: "hello" });
  clock.advance(25_000);
  assert.deepEqual(line.sent, [{ type: "ping" }]);
  line.receive({ type: "pong" });
  clock.advance(25_000);
  clock.advance(10_000);
  assert.deepEqual([states.at(-1), line.closed], ["waiting", true]);
});

test("frames of a line that was left are not heard", () => {
  const { socket, frames } = connected();
  const old = FakeWebSocket.last;
  socket.close();
  socket.connect();
  old.receive({ type: "hello" });
  assert.deepEqual([frames.length, socket.state], [0, "connecting"]);
});

test("it acknowledges each turn by the bytes of its frames", () => {
  connected();
  const line = FakeWebSocket.last;
  line.receive({ type: "hello" });
  line.receive({ type: "events", turn: "t1", after: 0, seq: 1, events: [{ t: "content", text: "ä".repeat(20) }] });
  assert.deepEqual(line.sent, []);
  line.receive({ type: "events", turn: "t1", after: 1, seq: 2, events: [{ t: "content", text: "short" }] });
  assert.deepEqual(line.sent, [{ type: "ack", turn: "t1", seq: 2 }]);
});

test("a snapshot is acknowledged like events", () => {
  connected();
  const line = FakeWebSocket.last;
  line.receive({ type: "hello" });
  line.receive({ type: "snapshot", turn: { id: "t2" }, seq: 7, messages: [{ text: "x".repeat(200) }] });
  assert.deepEqual(line.sent, [{ type: "ack", turn: "t2", seq: 7 }]);
});

test("bytes are counted as UTF-8 has them", () => {
  for (const text of ["", "abc", "äöü", "€", "😀 and é", "漢字"]) assert.equal(utf8Length(text), Buffer.byteLength(text));
});

test("what fits is counted in bytes, once the server has said how many it takes", () => {
  const { socket } = connected();
  const frame = { text: "ä".repeat(100) };
  assert.ok(socket.fits(frame));
  FakeWebSocket.last.receive({ type: "hello", limits: { frame_bytes: 211 } });
  assert.ok(socket.fits(frame));
  assert.ok(!socket.fits({ text: `${frame.text}x` }));
});

test("waits are spread and never above thirty seconds", () => {
  const low = new Backoff({ random: () => 0 });
  const waits = Array.from({ length: 9 }, () => low.next());
  assert.deepEqual([waits[0], waits.at(-1)], [250, 15_000]);
});
