const MARKER = /\d+/g;

/** @returns {Map<number, {url, title}>} the numbered sources that an answer's annotations name */
export function citedSources(text, annotations) {
  const sources = new Map();
  const characters = annotations?.length ? Array.from(text) : [];
  for (const { type, url_citation: found } of annotations ?? []) {
    if (type !== "url_citation") continue;
    const marker = characters.slice(found.start_index, found.end_index).join("");
    for (const number of marker.match(MARKER) ?? []) {
      if (!sources.has(Number(number))) sources.set(Number(number), { url: found.url, title: found.title });
    }
  }
  return sources;
}

/** The sources that the searches of a turn found, by their numbers: what the markers mean while the answer is being written. */
export function foundSources(messages) {
  const sources = new Map();
  for (const message of messages) {
    if (message.role !== "tool") continue;
    for (const passage of passagesOf(message.body.content)) {
      sources.set(passage.number, { url: passage.url, title: titleOf(passage) });
    }
  }
  return sources;
}

export function passagesOf(content) {
  try {
    const { passages } = JSON.parse(content);
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
