import assert from "node:assert/strict";
import test from "node:test";
import { change } from "#chat/browser/http";

test("a change outlives the page that asked for it, if it is small enough for browsers", async (t) => {
  const asked = [];
  t.mock.method(globalThis, "fetch", async (_, { keepalive }) => {
    asked.push(keepalive);
    return { ok: true };
  });
  globalThis.document = { querySelector: () => ({ value: "token" }) };
  t.after(() => delete globalThis.document);
  for (const title of ["Renamed", "é".repeat(2000), "x".repeat(60_000)]) await change("/c/1/title/", "POST", { title });
  assert.deepEqual(asked, [true, false, false]);
});
