/** Counts the bytes of each turn's frames and says when the server must hear how far they were taken in. */
export class Acks {
  constructor(every = 65_536) {
    this.every = every;
    this.open = new Map();
  }

  /** @returns {object|null} the frame to send, once `every` bytes have come since the last one */
  taken(turn, seq, bytes) {
    const sum = (this.open.get(turn) ?? 0) + bytes;
    if (sum < this.every) {
      this.open.set(turn, sum);
      return null;
    }
    this.open.delete(turn);
    return { type: "ack", turn, seq };
  }

  reset() {
    this.open.clear();
  }
}

/** The length of a text in UTF-8, without making the bytes. */
export function utf8Length(text) {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) bytes += code > 0x7ff && (code < 0xd800 || code > 0xdfff) ? 2 : 1;
  }
  return bytes;
}
