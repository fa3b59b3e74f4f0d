import assert from "node:assert/strict";
import test from "node:test";
import { soundAddress } from "#chat/audio/spoken-audio";

test("a sound with a head is played as it is, and what is no base64 is not", () => {
  assert.equal(soundAddress("UklGRiQAAABXQVZF"), "data:audio/wav;base64,UklGRiQAAABXQVZF");
  assert.equal(soundAddress("SUQzBAAA"), "data:audio/mpeg;base64,SUQzBAAA");
  assert.deepEqual([soundAddress(""), soundAddress(undefined), soundAddress('"><script>')], ["", "", ""]);
});

test("samples without a head become a WAV file of their length", () => {
  const samples = Buffer.from([1, 2, 3, 4]);
  const wave = Buffer.from(soundAddress(samples.toString("base64")).split(",")[1], "base64");
  assert.deepEqual([wave.toString("latin1", 0, 4), wave.readUInt32LE(4), wave.toString("latin1", 46, 50), wave.readUInt32LE(50)], ["RIFF", wave.length - 8, "data", 4]);
  assert.deepEqual([...wave.subarray(54)], [1, 2, 3, 4]);
  assert.deepEqual([wave.readUInt32LE(34), wave.readUInt16LE(44)], [24_000, 16]);
});
