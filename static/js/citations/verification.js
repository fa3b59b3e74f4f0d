import { partsOf, wordsOf } from "#chat/citations/quotation";

// A quotation of fewer words is a name or a turn of phrase, which may stand anywhere.
const SHORTEST_QUOTE = 4;
// How far before its marker a quotation may end, and how long one may be that is looked at. Characters.
const NEAR = 40;
export const LOOKED_AT = 600;
const QUOTE = /[“„"«]([^“”„"«»]+)[”“"»]/g;

/** The sources of an answer by number. `checked`: whether all are known, so that a marker of another number points nowhere. */
export class Sources extends Map {
  constructor(entries, checked = false) {
    super(entries);
    this.checked = checked;
  }

  /** Those that an ended answer names, with the texts that its searches found; without any search there is nothing to check. */
  static ended(cited, found) {
    const entries = [...cited].map(([number, source]) => [number, { ...source, text: found.get(number)?.text }]);
    return new Sources(entries, found.size > 0);
  }
}

/**
 * @param {string} before the text in front of a marker
 * @param {number[]} numbers of the marker
 * @param {Sources} sources
 * @returns {string} what is wrong with the marker, in a sentence; empty where nothing is known to be
 */
export function doubt(before, numbers, sources) {
  if (!sources.checked) return "";
  if (!numbers.every((number) => sources.has(number))) return "Not verified: no passage that was found has this number.";
  const texts = numbers.map((number) => sources.get(number).text);
  const quote = lastQuote(before);
  if (!quote || texts.includes(undefined) || texts.some((text) => holds(text, quote))) return "";
  return "Not verified: the quotation is not in this source.";
}

/** What is quoted in front of a marker; empty where nothing is. */
export function lastQuote(before) {
  const text = before.slice(-LOOKED_AT);
  const last = [...text.matchAll(QUOTE)].at(-1);
  if (!last || text.length - last.index - last[0].length > NEAR) return "";
  return wordsOf(last[1]).length < SHORTEST_QUOTE ? "" : last[1];
}

function holds(passage, quote) {
  const text = ` ${wordsOf(passage).join(" ")} `;
  return partsOf(quote).every((part) => text.includes(` ${part.join(" ")} `));
}
