const HEAD = 54;

/**
 * The head of a WAV file with so many bytes of 16-bit samples of one channel. What says nothing fills it to a multiple of
 * three, so that base64 can follow.
 */
export function waveHead(size, rate) {
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
  number(34, rate);
  number(38, 2 * rate);
  view.setUint16(42, 2, true);
  view.setUint16(44, 16, true);
  word(46, "data");
  number(50, size);
  return new Uint8Array(view.buffer);
}

/** @param {Float32Array[]} channels as long as each other, from -1 to 1: their mean @returns {Int16Array} */
export function samplesOf(channels) {
  const samples = new Int16Array(channels[0].length);
  for (let at = 0; at < samples.length; at += 1) {
    const mean = channels.reduce((sum, channel) => sum + channel[at], 0) / channels.length;
    samples[at] = Math.round(Math.max(-1, Math.min(1, mean)) * 32_767);
  }
  return samples;
}
