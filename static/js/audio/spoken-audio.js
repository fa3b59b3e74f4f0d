import { waveHead } from "#chat/audio/wave";

// By the first signs of its base64: an answer does not say which format it is in.
const KINDS = { UklGR: "audio/wav", SUQz: "audio/mpeg", "//": "audio/mpeg", T2dnUw: "audio/ogg", ZkxhQ: "audio/flac" };
const BASE64 = /^[A-Za-z0-9+/]+=*$/;
// What streamed speech is, which has no head: 16-bit samples of one channel.
const RATE = 24_000;

/** The address of a sound for a player; empty where its base64 is none. */
export function soundAddress(data) {
  if (!data || !BASE64.test(data)) return "";
  const known = Object.entries(KINDS).find(([head]) => data.startsWith(head));
  return known ? `data:${known[1]};base64,${data}` : `data:audio/wav;base64,${btoa(String.fromCharCode(...waveHead(sizeOf(data), RATE)))}${data}`;
}

const sizeOf = (data) => (data.length / 4) * 3 - (data.match(/=*$/)[0].length);
