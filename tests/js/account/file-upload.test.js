import assert from "node:assert/strict";
import test from "node:test";
import { FileUpload } from "#chat/account/file-upload";

const FILE = Object.assign(new Blob(["0123456789"]), { name: "chats.json" });
const BEGUN = () => new Response('{"piece": 4}', { status: 201, headers: { Location: "/pieces/" } });
const TAKEN = () => new Response(null, { status: 204 });

/** A server that gives these answers, one after the other; an error is a line that breaks. */
function upload(...answers) {
  const asked = [];
  const request = async (address, { body, headers }) => {
    asked.push([address, String(body instanceof Blob ? await body.text() : body), headers["X-CSRFToken"]]);
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer();
  };
  return { asked, sent: new FileUpload(FILE, "/imports/", "token", { request, pause: async () => {} }) };
}

test("a file is sent in pieces, with its progress", async () => {
  const { asked, sent } = upload(BEGUN, TAKEN, TAKEN, TAKEN);
  const shares = [];
  await sent.send((share) => shares.push(share));
  assert.deepEqual(asked, [
    ["/imports/", "name=chats.json&size=10", "token"],
    ["/pieces/?offset=0", "0123", "token"],
    ["/pieces/?offset=4", "4567", "token"],
    ["/pieces/?offset=8", "89", "token"],
  ]);
  assert.deepEqual(shares, [0, 0.4, 0.8, 1]);
});

test("a piece that is lost, or meets a server that restarts, is sent again", async () => {
  const { asked, sent } = upload(BEGUN, new Error("line"), () => new Response("", { status: 503 }), TAKEN, TAKEN, TAKEN);
  await sent.send(() => {});
  assert.equal(asked.filter(([address]) => address === "/pieces/?offset=0").length, 3);
});

test("a refusal is said in the server's words, and not tried again", async () => {
  const refused = () => new Response("Too large.", { status: 400, headers: { "Content-Type": "text/plain; charset=utf-8" } });
  const { asked, sent } = upload(refused);
  await assert.rejects(sent.send(() => {}), /^Error: Too large\.$/);
  assert.equal(asked.length, 1);
});

test("a page of an error is not shown as a sentence", async () => {
  const { sent } = upload(BEGUN, () => new Response("<html>", { status: 404, headers: { "Content-Type": "text/html" } }));
  await assert.rejects(sent.send(() => {}), /Reload the page/);
});

test("a server that stays away is said", async () => {
  const { sent } = upload(...Array(5).fill(new Error("line")));
  await assert.rejects(sent.send(() => {}), /cannot be reached/);
});
