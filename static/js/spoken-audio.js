// By the first signs of its base64: an answer does not say which format it is in.
const KINDS = { UklGR: "audio/wav", SUQz: "audio/mpeg", "//": "audio/mpeg", T2dnUw: "audio/ogg", ZkxhQ: "audio/flac" };
const BASE64 = /^[A-Za-z0-9+/]+=*$/;
// What streamed speech is, which has no head: 16-bit samples of one channel.
const RATE = 24_000;
const HEAD = 54;

/** The address of a sound for a player; empty where its base64 is none. */
export function soundAddress(data) {
  if (!data || !BASE64.test(data)) return "";
  const known = Object.entries(KINDS).find(([head]) => data.startsWith(head));
  return known ? `data:${known[1]};base64,${data}` : `data:audio/wav;base64,${btoa(waveHead(sizeOf(data)))}${data}`;
}

const sizeOf = (data) => (data.length / 4) * 3 - (data.match(/=*$/)[0].length);

/** The head of a WAV file with so many bytes of samples. What says nothing fills it to a multiple of three, so that base64 can follow. */
function waveHead(size) {
  const view = new DataView(new ArrayBuffer(HEAD));
  const word = (at, text) => [...text].forEach((sign, index) => view.setUint8(at + index, sign.charCodeAt(0)));
  const number = (at, value) => view.setUint32(at, value, true);
  word(0, "RIFF");
  number(4, HEAD - 8 + size);
  word(8, "WAVEJUNK");
  number(16, 2);
  word(22, "fmt ");
  number(26, 16);
  view.setUint16(30, 1, true);
  view.setUint16(32, 1, true);
  number(34, RATE);
  number(38, 2 * RATE);
  view.setUint16(42, 2, true);
  view.setUint16(44, 16, true);
  word(46, "data");
  number(50, size);
  return String.fromCharCode(...new Uint8Array(view.buffer));
}
