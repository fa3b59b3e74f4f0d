import { LOST, safeUrl } from "#chat/citations/citations";
import { cloneTemplate, fillSlots, slot } from "#chat/browser/slots";

/** A numbered source in the list below an answer. */
export function sourceRow([number, { url, title, lost }]) {
  const row = cloneTemplate("source");
  fillSlots(row, { number: String(number), title: lost ? LOST : title });
  if (safeUrl(url)) slot(row, "link").href = safeUrl(url);
  return row;
}
