/**
 * The entries that have every word of the query, those first in which more words begin a word of theirs, else in their own order.
 * @param {{label: string, also?: string}[]} entries `also` is found and not shown
 */
export function findEntries(entries, query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const scored = entries.map((entry) => ({ entry, score: score(`${entry.label} ${entry.also ?? ""}`.toLowerCase(), words) }));
  return scored.filter((each) => each.score !== null).sort((one, other) => other.score - one.score).map(({ entry }) => entry);
}

function score(text, words) {
  if (!words.every((word) => text.includes(word))) return null;
  return words.filter((word) => text.startsWith(word) || text.includes(` ${word}`)).length;
}
