import { entryOf, placeOf } from "#chat/dom/places";

const NEAR = 60;

/** Keeps a scroller at its end while the reader is there, and where it is once they scrolled up. */
export class ScrollKeeper {
  /** @param {(away: boolean) => void} onChange hears whether the reader is away from the end */
  constructor(scroller, content, onChange) {
    Object.assign(this, { scroller, content, onChange, following: true, top: 0 });
    this.observer = new ResizeObserver(() => this.following && this.#pin());
    this.scrolled = () => this.#scrolled();
  }

  connect() {
    this.observer.observe(this.content);
    this.observer.observe(this.scroller);
    this.scroller.addEventListener("scroll", this.scrolled, { passive: true });
    this.toEnd();
  }

  disconnect() {
    this.observer.disconnect();
    this.scroller.removeEventListener("scroll", this.scrolled);
  }

  toEnd(behavior = "instant") {
    this.#follow(true);
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior });
  }

  /** Where the reader is, to come back to; null at the end. */
  get place() {
    const first = this.following ? null : this.#firstVisible();
    return first ? placeOf(this.content, first, this.#edge) : null;
  }

  restore({ entry, top }) {
    const element = entryOf(this.content, entry);
    if (!element) return;
    // Else the end would be pinned again.
    this.#follow(false);
    this.scroller.scrollTop += element.getBoundingClientRect().top - this.#edge - top;
  }

  /** Moves the content until an element begins where another one did, unless the reader is at the end still. */
  align(element, top) {
    this.scroller.scrollTop += element.getBoundingClientRect().top - top;
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.#follow(scrollHeight - scrollTop - clientHeight < NEAR);
  }

  /** Runs a change above or below what is read so that the line being read does not move. */
  hold(change) {
    if (this.following) {
      change();
      return this.#pin();
    }
    const anchor = this.#firstVisible();
    const before = anchor?.getBoundingClientRect().top;
    change();
    if (anchor?.isConnected) this.scroller.scrollTop += anchor.getBoundingClientRect().top - before;
  }

  #pin() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const away = scrollHeight - scrollTop - clientHeight;
    // Only a movement upwards is a wish to leave: growing content moves nothing.
    if (scrollTop < this.top - 2 && away > 4) this.#follow(false);
    else if (away < NEAR) this.#follow(true);
    this.top = scrollTop;
  }

  #follow(following) {
    if (following !== this.following) this.onChange(!following);
    this.following = following;
  }

  get #edge() {
    return this.scroller.getBoundingClientRect().top;
  }

  #firstVisible() {
    return [...this.content.children].find((child) => child.getBoundingClientRect().bottom > this.#edge && !child.matches(".earlier"));
  }
}
