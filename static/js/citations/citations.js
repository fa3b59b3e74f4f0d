const NUMBERS = /\d+/g;
const MARKER = /^\s*[[【][\d\s,[\]【】]+[\]】]\s*$/;
// What one number of `[1, 2]` has for itself.
const PART = /^[[【\s]*(\d{1,4})\D*$/;
// Of an answer that somebody made to be slow: the marker that an annotation names, and how many there are.
const LONGEST_MARKER = 100;
const MOST_ANNOTATIONS = 1_000;
// Of an address, in characters: enough words to find a place by.
const LONGEST_QUOTE = 300;

/**
 * The numbered sources that an answer's annotations name. A span that a provider cites without a marker gets one behind it.
 * @param {Map} found the sources that our searches found, whose numbers are taken
 * @returns {{text: string, sources: Map<number, {url, title}>}} the text with all markers
 */
export function cited(text, annotations, found = new Map()) {
  const sources = new Map();
  if (!annotations?.length) return { text, sources };
  const characters = Array.from(text);
  const spans = [];
  for (const { type, url_citation: source } of annotations.slice(0, MOST_ANNOTATIONS)) {
    if (type !== "url_citation") continue;
    const { start_index: start, end_index: end, url, title, lost } = source;
    const numbers = end - start > LONGEST_MARKER ? [] : numbersAt(characters, start, end, url, found);
    if (!numbers.length) spans.push({ end, url, title, lost });
    for (const number of numbers) if (!sources.has(number)) sources.set(number, { url, title, lost });
  }
  return { text: marked(characters, spans, sources, found), sources };
}

/** The numbers of the marker at a span. An end is that of the last character, as the API has it, or, as providers have it, the place behind. */
function numbersAt(characters, start, end, url, found) {
  const [whole, behind] = [end + 1, end].map((last) => characters.slice(start, last).join(""));
  const own = Number(PART.exec(whole)?.[1]);
  if (found.has(own) && found.get(own).url === url) return [own];
  return ([whole, behind].find((marker) => MARKER.test(marker))?.match(NUMBERS) ?? []).map(Number);
}

/** One address has one number, above those that are taken. */
function marked(characters, spans, sources, found) {
  const numbers = new Map([...sources].map(([number, { url }]) => [url, number]));
  let last = Math.max(0, ...sources.keys(), ...found.keys());
  const pieces = [];
  let from = 0;
  for (const { end, url, title, lost } of spans.filter(({ end: at }) => at > 0 && at <= characters.length).sort((a, b) => a.end - b.end)) {
    if (!numbers.has(url)) {
      numbers.set(url, (last += 1));
      sources.set(last, { url, title, lost });
    }
    pieces.push(characters.slice(from, end).join(""), `【${numbers.get(url)}】`);
    from = end;
  }
  return pieces.join("") + characters.slice(from).join("");
}

/** The sources that an answer's searches found: what its markers mean while it is being written. */
export function foundSources(parts) {
  const passages = parts.flatMap(({ calls }) => calls.flatMap(({ result }) => passagesOf(result)));
  return new Map(passages.map((passage) => [passage.number, sourceOf(passage)]));
}

// Nothing can be checked against a passage that its reader lost: it has no text.
function sourceOf({ url = "", text = "", lost, ...names }) {
  return lost ? { url, title: "", lost } : { url, title: titleOf(names), text };
}

/** The same of one answer as it grows: parsed anew only when another search has come back. */
export class FoundSources {
  of(parts) {
    const results = parts.flatMap(({ calls }) => calls).filter(({ result }) => typeof result === "string").length;
    if (results !== this.results) this.sources = foundSources(parts);
    this.results = results;
    return this.sources;
  }
}

export function passagesOf(content) {
  try {
    const passages = JSON.parse(content)?.passages;
    return Array.isArray(passages) ? passages.filter((passage) => Number.isInteger(passage.number)) : [];
  } catch {
    return [];
  }
}

/** What is said of a source that its reader may not read any more. */
export const LOST = "A document that is no longer yours, or not there any more";

export function titleOf({ title, heading }) {
  return heading && heading !== title ? `${title} – ${heading}` : title;
}

/** The address of a document of ours, where it marks these words. */
export function quoting(url, quote) {
  if (!quote || !url?.startsWith("/documents/")) return url;
  const [, path, query = "", fragment = ""] = /^([^?#]*)(\?[^#]*)?(#.*)?$/.exec(url) ?? [];
  const words = quote.length > LONGEST_QUOTE ? quote.slice(0, LONGEST_QUOTE).replace(/\s+\S*$/, "") : quote;
  return `${path}${query ? `${query}&` : "?"}quote=${encodeURIComponent(words.toWellFormed?.() ?? words)}${fragment}`;
}

/** Our own documents and the web; anything else (javascript:, data:) is no address of a source. */
export function safeUrl(url) {
  return /^(?:\/(?!\/)|https?:\/\/)/i.test(url ?? "") ? url : null;
}
