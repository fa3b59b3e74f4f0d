// From a letter that is written from right to left, or a sign that turns others around, to the next other letter or digit.
const LETTER = String.raw`[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]`;
const RUN = new RegExp(`${LETTER}(?:${LETTER}|[^\\p{L}\\p{N}])*`, "gu");
const MOST = 10_000;

/**
 * How many runs of a text go from right to left. A browser lays out each run, and what lies between two of them, on its own.
 * It does not count beyond what any page could bear.
 */
export function rightToLeftRuns(text) {
  const found = text.matchAll(RUN);
  let count = 0;
  while (count < MOST && !found.next().done) count++;
  return count;
}
