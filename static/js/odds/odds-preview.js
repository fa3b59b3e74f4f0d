import { fillSlots, slot } from "#chat/browser/slots";

const GAP = 6;
// Of the height of what scrolls, from above: where a token is brought that was not to be seen.
const PLACE = 0.4;

/** What is said of one token, beside it. */
export class OddsPreview {
  constructor(element) {
    this.element = element;
  }

  /** @param {Range|Element} place what it stands beside */
  show({ said, others }, place) {
    this.beside = place;
    fillSlots(this.element, { said });
    const rows = others.map((text) => Object.assign(document.createElement("li"), { textContent: text }));
    slot(this.element, "others").replaceChildren(...rows);
    slot(this.element, "others").hidden = !rows.length;
    this.element.hidden = false;
    this.place();
  }

  /** Where the page is now. */
  place() {
    if (this.element.hidden) return;
    const { left, top, bottom } = this.beside.getBoundingClientRect();
    const { width, height } = this.element.getBoundingClientRect();
    const above = top - height - GAP;
    this.element.style.left = `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`;
    this.element.style.top = `${above > GAP ? above : bottom + GAP}px`;
  }

  /** Brings what it stands beside into sight, above the bar. */
  reveal(scroller, bar) {
    if (this.element.hidden) return;
    const { top, bottom } = this.beside.getBoundingClientRect();
    const seen = scroller.getBoundingClientRect();
    if (top > seen.top + this.element.offsetHeight && bottom < bar.getBoundingClientRect().top) return;
    scroller.scrollBy({ top: top - seen.top - seen.height * PLACE, behavior: "instant" });
  }

  hide() {
    this.element.hidden = true;
  }
}
