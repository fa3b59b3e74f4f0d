const WORD = /[\p{L}\p{N}]+/gu;
const RUN = /[\p{L}\p{M}\p{N}\p{So}]+/gu;
const LEFT_OUT = /…|\.\.\.|\[[^\]]*\]/;

/** Only words count: marks of Markdown, punctuation, cases and spaces differ without anybody's saying something else. */
export const wordsOf = (text) => text.normalize("NFKC").toLowerCase().match(WORD) ?? [];

/** The words of each part of a quotation: what is left out of it is marked by three dots. */
export const partsOf = (quote) => quote.split(LEFT_OUT).map(wordsOf).filter(({ length }) => length);

/**
 * @param {string} text
 * @param {string} quote
 * @returns {{start: number, end: number}[]} where the parts of the quotation stand in the text, one behind the other; none
 *   where one of them does not
 */
export function placesOf(text, quote) {
  const words = [...placedWords(text)];
  const places = [];
  let from = 0;
  for (const part of partsOf(quote)) {
    const at = indexOf(words, part, from);
    if (at < 0) return [];
    from = at + part.length;
    places.push({ start: words[at].start, end: words[from - 1].end });
  }
  return places;
}

/** A ligature or a fraction may be several words: all of them stand where it does. */
function* placedWords(text) {
  for (const { 0: found, index } of text.matchAll(RUN)) {
    for (const word of wordsOf(found)) yield { word, start: index, end: index + found.length };
  }
}

function indexOf(words, part, from) {
  for (let at = from; at + part.length <= words.length; at++) {
    if (part.every((word, place) => words[at + place].word === word)) return at;
  }
  return -1;
}
