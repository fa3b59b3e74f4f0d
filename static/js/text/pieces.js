const LENGTH = 2_000;

/** Cuts a text into pieces that a browser lays out one by one: at the end of a line, else of a word, else wherever it must. */
export function pieces(text) {
  const found = [];
  let begin = 0;
  while (text.length - begin > LENGTH) {
    const end = begin + cut(text.slice(begin, begin + LENGTH));
    found.push(text.slice(begin, end));
    begin = end;
  }
  return [...found, text.slice(begin)];
}

function cut(part) {
  const line = part.lastIndexOf("\n");
  if (line >= LENGTH / 2) return line + 1;
  const word = part.lastIndexOf(" ");
  if (word >= LENGTH / 2) return word + 1;
  // Not between the halves of a pair.
  return /[\ud800-\udbff]$/.test(part) ? part.length - 1 : part.length;
}
