import { cloneTemplate, slot } from "#chat/browser/slots";
import { safeUrl } from "#chat/citations/citations";

/**
 * A link to an image that is not on this page: its server must not learn who looks at the chat, and the CSP lets none of another
 * server in. Whoever wants to see it opens it in a tab of its own.
 * @returns {HTMLAnchorElement|null} null where the address is none that may be opened
 */
export function imageLink(source, alt = "") {
  const address = safeUrl(source) && new URL(source, location.href);
  if (!address) return null;
  const link = cloneTemplate("image-link");
  const own = address.origin === location.origin;
  link.href = address.href;
  slot(link, "label").textContent = `Open image from ${own ? "this server" : address.host}`;
  slot(link, "alt").textContent = alt;
  return link;
}
