import { safeUrl } from "#chat/citations/citations";
import { cloneTemplate, fillSlots, slot } from "#chat/browser/slots";

/** A numbered source in the list below an answer. */
export function sourceRow([number, { url, title }]) {
  const row = cloneTemplate("source");
  fillSlots(row, { number: String(number), title });
  if (safeUrl(url)) slot(row, "link").href = safeUrl(url);
  return row;
}
