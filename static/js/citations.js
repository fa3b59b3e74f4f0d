const NUMBERS = /\d+/g;
// Of an answer that somebody made to be slow: the marker that an annotation names, and how many there are.
const LONGEST_MARKER = 100;
const MOST_ANNOTATIONS = 1_000;

/** @returns {Map<number, {url, title}>} the numbered sources that an answer's annotations name */
export function citedSources(text, annotations) {
  const sources = new Map();
  const characters = annotations?.length ? Array.from(text) : [];
  for (const { type, url_citation: found } of annotations?.slice(0, MOST_ANNOTATIONS) ?? []) {
    if (type !== "url_citation" || found.end_index - found.start_index > LONGEST_MARKER) continue;
    const marker = characters.slice(found.start_index, found.end_index).join("");
    for (const number of marker.match(NUMBERS) ?? []) {
      if (!sources.has(Number(number))) sources.set(Number(number), { url: found.url, title: found.title });
    }
  }
  return sources;
}

/** The sources that an answer's searches found: what its markers mean while it is being written. */
export function foundSources(parts) {
  const passages = parts.flatMap(({ calls }) => calls.flatMap(({ result }) => passagesOf(result)));
  return new Map(passages.map((passage) => [passage.number, { url: passage.url, title: titleOf(passage), text: passage.text ?? "" }]));
}

export function passagesOf(content) {
  try {
    const passages = JSON.parse(content)?.passages;
    return Array.isArray(passages) ? passages.filter((passage) => Number.isInteger(passage.number)) : [];
  } catch {
    return [];
  }
}

export function titleOf({ title, heading }) {
  return heading && heading !== title ? `${title} – ${heading}` : title;
}

/** Our own documents and the web; anything else (javascript:, data:) is no address of a source. */
export function safeUrl(url) {
  return /^(?:\/(?!\/)|https?:\/\/)/i.test(url ?? "") ? url : null;
}
