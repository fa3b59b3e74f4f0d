import assert from "node:assert/strict";
import { test } from "node:test";
import { samplesOf, waveHead } from "#chat/audio/wave";

test("channels become one of 16-bit samples, and what is too loud is cut", () => {
  const samples = samplesOf([new Float32Array([0, 1, -1, 2]), new Float32Array([0, 1, 0, 2])]);
  assert.deepEqual([...samples], [0, 32_767, -16_383, 32_767]);
});

test("the head names rate and size, and ends where the samples begin", () => {
  const view = new DataView(waveHead(320, 16_000).buffer);
  assert.deepEqual([view.getUint32(34, true), view.getUint32(38, true), view.getUint32(50, true), view.byteLength], [16_000, 32_000, 320, 54]);
});
