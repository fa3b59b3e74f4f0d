// So many letters that agree, so far away: what is near and sure is tried first.
const LOOKS = [
  { length: 4, reach: 16 },
  { length: 8, reach: 2_000 },
  { length: 4, reach: 200 },
  { length: 2, reach: 32 },
  { length: 1, reach: 4 },
];
const LETTER = /[\p{L}\p{N}\p{M}]/gu;

/**
 * Where tokens stand in what is drawn of them: the marks of Markdown are gone from there, and other words may have come in.
 * @param {string[]} tokens whose texts make the source
 * @param {string} drawn
 * @returns {{token: number, start: number, end: number}[]} in the order of the drawn text; a token that is not drawn has none, one that
 *   is drawn in pieces has several
 */
export function runsOf(tokens, drawn) {
  const found = aligned(tokens.join(""), drawn);
  const runs = [];
  let at = 0;
  tokens.forEach((text, token) => {
    const end = at + text.length;
    let run = null;
    for (; at < end; at++) {
      if (found[at] < 0) continue;
      if (!run || drawn.slice(run.end, found[at]).trim()) runs.push((run = { token, start: found[at], end: found[at] }));
      run.end = found[at] + 1;
    }
  });
  return runs;
}

/** For each place of the source that of the same character in the drawn text, or -1. Letters lead; signs are looked for between them. */
function aligned(source, drawn) {
  const found = new Int32Array(source.length).fill(-1);
  let [from, to] = [0, 0];
  for (const [s, d] of [...sameLetters(source, drawn), [source.length, drawn.length]]) {
    for (; from < s; from++) {
      const place = /\S/.test(source[from]) ? drawn.slice(to, d).indexOf(source[from]) : -1;
      if (place < 0) continue;
      found[from] = to + place;
      to += place + 1;
    }
    found[s] = d;
    [from, to] = [s + 1, d + 1];
  }
  return found;
}

/** Pairs of places at which both texts have the same letter, one behind the other. */
function* sameLetters(source, drawn) {
  const [from, to] = [lettersOf(source), lettersOf(drawn)];
  let [s, d] = [0, 0];
  while (s < from.text.length && d < to.text.length) {
    if (from.text[s] === to.text[d]) yield [from.places[s++], to.places[d++]];
    else [s, d] = resumed(from.text, s, to.text, d);
  }
}

/** The next places at which both go on alike: one of them has something that the other has not. */
function resumed(source, s, drawn, d) {
  for (const { length, reach } of LOOKS) {
    const left = source.slice(s, s + reach + length).indexOf(drawn.slice(d, d + length));
    const added = drawn.slice(d, d + reach + length).indexOf(source.slice(s, s + length));
    if (left >= 0 && (added < 0 || left <= added)) return [s + left, d];
    if (added >= 0) return [s, d + added];
  }
  return [s + 1, d + 1];
}

function lettersOf(text) {
  const found = [...text.matchAll(LETTER)];
  return { text: found.map(([letter]) => letter[0]).join(""), places: found.map(({ index }) => index) };
}
