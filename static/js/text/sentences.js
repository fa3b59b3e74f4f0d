const END = /[.!?…。！？](?=["'”’)\]]*\s)|\n+/g;

// Nobody listens to more at a time. What repeats below has an end, so that no text takes long.
const MOST = 5_000;
const CODE = /(```[^\n]{0,100}\n[^]*?(?:```|$)|`[^`\n]{1,300}`)/;
const TICKS = /^```[^\n]*\n|`+/g;
const STEPS = [
  [/^[ \t]{0,20}\|[ \t|:-]{1,300}$/gm, ""],
  [/^[ \t]{0,20}\|.{1,2000}$/gm, (row) => row.replaceAll("|", " ")],
  [/^[ \t]{0,20}(?:#{1,6}|[-*+>]|\d{1,9}\.)[ \t]/gm, ""],
  [/!?\[([^[\]]{0,300})\]\([^()\s]{0,500}(?:\s+"[^"]{0,200}")?\)/g, "$1"],
  [/\[\d{1,3}\]/g, ""],
  [/(?<![\w*\\])(\*{1,3})(?=\S)([^*]{1,300})(?<=\S)\1(?![\w*])/g, "$2"],
  [/(?<![\w\\])(_{1,3})(?=[^\s_])([^\n]{0,300}?[^\s_\\])\1(?!\w)/g, "$2"],
  [/\*\*+|~~+/g, ""],
  [/\\([!-/:-@[-`{-~])/g, "$1"],
];

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

/** A text without the signs of Markdown: for reading aloud, and for a line that quotes it. Code and names keep theirs. */
export function spoken(markdown) {
  const pieces = markdown.slice(0, MOST).split(CODE);
  return pieces.map((piece, index) => (index % 2 ? piece.replace(TICKS, " ") : unmarked(piece))).join("").replace(/\s+/g, " ").trim();
}

function unmarked(text) {
  return STEPS.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
}
