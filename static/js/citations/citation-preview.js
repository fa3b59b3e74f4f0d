import { listenTo } from "#chat/browser/listeners";
import { LOST } from "#chat/citations/citations";
import { fillSlots } from "#chat/browser/slots";
import { spoken } from "#chat/text/sentences";

const LONGEST = 280;
const GAP = 6;
const LEAVE_MS = 150;
const KEPT = "What the answer quotes of it stays in the answer.";

/** What a citation names, beside it while it is pointed at or has the focus: title, place, and the words that were found. */
class CitationPreview extends HTMLElement {
  connectedCallback() {
    this.unlisten = listenTo(document, [
      ["pointerover", ({ target }) => this.#pointed(target)],
      ["focusin", ({ target }) => this.#pointed(target)],
      ["focusout", () => this.#leave()],
      ["keydown", ({ key }) => key === "Escape" && this.#hide()],
      ["scroll", () => this.#hide(), { capture: true, passive: true }],
    ]);
  }

  disconnectedCallback() {
    this.unlisten();
    clearTimeout(this.timer);
  }

  /** Whoever points at the preview keeps it: its text can be read and copied. */
  #pointed(target) {
    const citation = target.closest?.(".citation");
    if (citation?.source) this.#show(citation);
    else if (this.contains(target)) clearTimeout(this.timer);
    else if (this.citation !== document.activeElement) this.#leave();
  }

  #show(citation) {
    clearTimeout(this.timer);
    if (this.citation === citation) return;
    this.citation = citation;
    const { url, title, text, wrong, lost } = citation.source;
    fillSlots(this, { title: lost ? LOST : (title ?? ""), place: lost ? KEPT : placeOf(url), text: cut(spoken((text ?? "").slice(0, 2 * LONGEST))), wrong });
    this.hidden = false;
    this.#place(citation.getBoundingClientRect());
  }

  #place({ left, top, bottom }) {
    const { width, height } = this.getBoundingClientRect();
    const above = top - height - GAP;
    this.style.left = `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`;
    this.style.top = `${above > GAP ? above : bottom + GAP}px`;
  }

  #leave() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#hide(), LEAVE_MS);
  }

  #hide() {
    this.hidden = true;
    this.citation = null;
  }
}

function placeOf(url) {
  if (!url) return "";
  const { host, origin } = new URL(url, location.href);
  return origin === location.origin ? "A document of this server" : host;
}

const cut = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST).trimEnd()}…` : text);

customElements.define("citation-preview", CitationPreview);
