import { whenIdle } from "#chat/browser/idle";
import { slices } from "#chat/drawing/slices";

const NEAR = "800px 0px";
const ROUNDS = 4;
const frame = () => new Promise((done) => requestAnimationFrame(done));

/**
 * Draws the texts of a scroller: at once what is seen, then what comes near, and all others when nothing else is to do. While a
 * chat is hidden, which is until what is seen of it is drawn, all others wait.
 */
export class NearDrawing {
  constructor() {
    Object.assign(this, { waiting: new Map(), hidden: true, phase: 0 });
    window.addEventListener("beforeprint", () => slices.unbounded(() => this.waiting.forEach((_, element) => this.#draw(element))));
  }

  /** @returns {boolean} false where nothing scrolls that the element stands in: it is to be drawn at once */
  later(element, draw) {
    const root = element.closest("[data-slot=scroller]");
    if (!root) return false;
    this.observer ??= new IntersectionObserver((seen) => this.#came(seen), { root, rootMargin: NEAR });
    this.waiting.set(element, draw);
    if (!this.hidden) this.#watch([element]);
    return true;
  }

  forget(element) {
    this.waiting.delete(element);
    this.observer?.unobserve(element);
  }

  /** Before anything is laid out: what is at the end is laid out as it stays. */
  drawLast() {
    const last = [...this.waiting.keys()].at(-1);
    if (last) this.#draw(last);
  }

  /** From here on nothing is drawn but what is seen. */
  hide() {
    this.observer?.disconnect();
    this.#become(true);
  }

  show() {
    this.#become(false);
    this.#watch([...this.waiting.keys()]);
  }

  /** @param {() => void} settle brings the scroller to where it belongs: what was drawn has another height than before */
  drawSeen(settle) {
    settle();
    for (let round = 0; round < ROUNDS && this.#drawRound(); round++) settle();
  }

  /**
   * Also what one slice of time is too short for, until nothing that is seen waits: what is shown after that moves no more. Ends
   * early where it is shown or hidden meanwhile.
   */
  async drawWhole(settle) {
    const { phase } = this;
    settle();
    while (this.#drawRound()) {
      // It may be shown before the rest is there.
      settle();
      await slices.idle();
      if (phase !== this.phase) return;
      settle();
    }
    // For the browser, what is shown in the frame in which it came to its place has moved.
    await frame();
    await frame();
  }

  #become(hidden) {
    this.hidden = hidden;
    this.phase += 1;
  }

  /** @returns {boolean} whether something was seen that was not drawn */
  #drawRound() {
    const seen = [...this.waiting.keys()].filter((element) => element.checkVisibility() && this.#isSeen(element));
    // The last of them is where the reader is.
    for (const element of seen.reverse()) this.#draw(element);
    return seen.length > 0;
  }

  #isSeen(element) {
    const { top, bottom } = this.observer.root.getBoundingClientRect();
    const box = element.getBoundingClientRect();
    return box.bottom > top && box.top < bottom;
  }

  #watch(elements) {
    elements.forEach((element) => this.observer.observe(element));
    if (elements.length && !this.armed) this.#arm();
  }

  #arm() {
    this.armed = true;
    whenIdle(this.#drawNext);
  }

  #came(seen) {
    if (this.hidden) return;
    this.#grow(seen.filter(({ isIntersecting }) => isIntersecting).map(({ target }) => target));
  }

  #drawNext = () => {
    this.armed = false;
    if (this.hidden) return;
    this.#grow([...this.waiting.keys()].slice(-1));
    if (this.waiting.size) this.#arm();
  };

  /** What is read stays where it is. */
  #grow(elements) {
    const change = () => elements.forEach((element) => this.#draw(element));
    elements[0]?.dispatchEvent(new CustomEvent("chat-grow", { bubbles: true, detail: change }));
  }

  #draw(element) {
    const draw = this.waiting.get(element);
    this.forget(element);
    draw?.();
  }
}

export const nearDrawing = new NearDrawing();
