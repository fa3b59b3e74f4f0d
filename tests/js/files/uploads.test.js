import assert from "node:assert/strict";
import { test } from "node:test";
import { ablerModels, kindOf, sizeOf, wayOf } from "#chat/files/file-kinds";
import { Uploads } from "#chat/files/uploads";

const LIMITS = { bytes: 2 << 20, count: 5 };
const named = (name, size = 10) => ({ name, size });

/** A server whose answers the test gives. */
function server() {
  const asked = [];
  const send = (file, options) => new Promise((done, fail) => asked.push({ file, ...options, done, fail }));
  return { asked, send };
}

const settled = () => new Promise((done) => setImmediate(done));
const states = (uploads) => uploads.items.map(({ state }) => state);

test("three are on their way at once, the others wait", async () => {
  const { asked, send } = server();
  const uploads = new Uploads(send, LIMITS);
  uploads.add(["a", "b", "c", "d"].map((name) => named(name)));
  assert.deepEqual(states(uploads), ["sending", "sending", "sending", "waiting"]);
  asked[0].progress(1);
  assert.deepEqual(states(uploads)[0], "reading");
  asked[0].done({ part: { file: { file_id: "1" } }, notes: [], readable: true });
  await settled();
  assert.deepEqual(states(uploads), ["done", "sending", "sending", "sending"]);
  assert.equal(uploads.busy, true);
});

test("a message has room for so many files, and says how many were left out", () => {
  const uploads = new Uploads(server().send, LIMITS);
  assert.equal(uploads.add(Array.from({ length: 300 }, (_, index) => named(`${index}`))), 295);
  assert.equal(uploads.items.length, 5);
  assert.equal(uploads.add([named("one more")]), 1);
});

test("what is too large is said before anything is sent", () => {
  const { asked, send } = server();
  const uploads = new Uploads(send, LIMITS);
  uploads.add([named("large", (2 << 20) + 1)]);
  assert.deepEqual(asked, []);
  const [{ state, reason, final }] = uploads.items;
  assert.deepEqual({ state, reason, final }, { state: "failed", reason: "Larger than 2 MB", final: true });
  assert.equal(uploads.busy, false);
});

test("one that is taken away is cut off, and the next one begins", () => {
  const { asked, send } = server();
  const uploads = new Uploads(send, LIMITS);
  uploads.add(["a", "b", "c", "d"].map((name) => named(name)));
  uploads.remove(uploads.items[1].id);
  assert.equal(asked[1].signal.aborted, true);
  assert.deepEqual(asked.map(({ file }) => file.name), ["a", "b", "c", "d"]);
});

test("one that broke off can be sent again, and is not part of the message", async () => {
  const { asked, send } = server();
  const uploads = new Uploads(send, LIMITS);
  uploads.add([named("a")]);
  asked[0].fail(new Error("The upload broke off"));
  await settled();
  assert.deepEqual([states(uploads), uploads.items[0].final, uploads.parts], [["failed"], false, []]);
  uploads.retry(uploads.items[0].id);
  asked[1].done({ part: { file: { file_id: "1" } }, notes: [], readable: false });
  await settled();
  assert.deepEqual(uploads.take(), [{ file: { file_id: "1" } }]);
  assert.deepEqual(uploads.items, []);
});

test("the way of a file to a model is said, and what is lost on it", () => {
  const all = { vision: true, audio: true, files: true };
  const none = { vision: false, audio: false, files: false };
  const of = (type, model, readable = true) => wayOf({ media_type: type }, model, readable);
  assert.deepEqual(of("image/png", all), { words: "as an image" });
  assert.equal(of("image/png", none).lost, "images");
  assert.equal(of("audio/wav", none).lost, "recordings");
  assert.deepEqual(of("application/pdf", all), { words: "as a file" });
  assert.deepEqual(of("application/pdf", none), { words: "sent whole" });
  assert.equal(of("application/pdf", none, false).lost, "scans");
  const long = { media_type: "text/plain", long: true };
  const short = { media_type: "text/plain" };
  const calling = { ...none, tools: true };
  assert.deepEqual([wayOf(long, calling, true), wayOf(short, calling, true), wayOf(long, none, true), wayOf(short, { ...calling, built_in: true }, true)].map(({ words }) => words), ["searched", "sent whole", "sent whole", "searched"]);
  assert.deepEqual(ablerModels([{ id: 1, ...none }, { id: 2, ...all }], new Set(["images", "scans"])), [{ id: 2, ...all }]);
});

test("kinds and sizes", () => {
  assert.deepEqual(["image/gif", "audio/mpeg", "image/svg+xml"].map(kindOf), ["image", "audio", "document"]);
  assert.deepEqual([850, 12_400, 3_400_000, 26_214_400].map(sizeOf), ["850 B", "12 KB", "3.2 MB", "25 MB"]);
});
