const END = /[.!?…。！？](?=["'”’)\]]*\s)|\n+/g;

/** Cuts a growing text into whole sentences: what a screen reader is told, instead of each token. */
export class SentenceReader {
  constructor() {
    this.taken = 0;
  }

  /** @returns {string} the sentences that became whole since the last call; with `final` also the rest */
  take(text, final = false) {
    const rest = text.slice(this.taken);
    const end = final ? rest.length : lastEnd(rest);
    this.taken += end;
    return spoken(rest.slice(0, end));
  }
}

function lastEnd(text) {
  let end = 0;
  for (const match of text.matchAll(END)) end = match.index + match[0].length;
  return end;
}

/** A text without the signs of Markdown: for reading aloud, and for a line that quotes it. */
export function spoken(markdown) {
  return markdown
    .replace(/```[^\n]*\n?/g, " ")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/\[\d+\]/g, "")
    .replace(/^\s*(?:#{1,6}|[-*+>]|\d+\.)\s+/gm, "")
    .replace(/[*_`|]+/g, "")
    .replace(/\s+/g, " ")
    .trim();
}
