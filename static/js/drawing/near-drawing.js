import { slices } from "#chat/drawing/slices";

const NEAR = "800px 0px";
const ROUNDS = 4;
const idle = (act) => (window.requestIdleCallback ? requestIdleCallback(act) : setTimeout(act, 200));

/** Draws the texts of a scroller: at once what is seen, then what comes near, and all others when nothing else is to do. */
class NearDrawing {
  constructor() {
    this.waiting = new Map();
    window.addEventListener("beforeprint", () => slices.unbounded(() => this.waiting.forEach((_, element) => this.#draw(element))));
  }

  /** @returns {boolean} false where nothing scrolls that the element stands in: it is to be drawn at once */
  later(element, draw) {
    const root = element.closest("[data-slot=scroller]");
    if (!root) return false;
    this.observer ??= new IntersectionObserver((seen) => this.#came(seen), { root, rootMargin: NEAR });
    if (!this.waiting.size) idle(this.#drawNext);
    this.waiting.set(element, draw);
    this.observer.observe(element);
    return true;
  }

  forget(element) {
    this.waiting.delete(element);
    this.observer?.unobserve(element);
  }

  /** @param {() => void} settle brings the scroller to where it belongs: what was drawn has another height than before */
  drawSeen(settle) {
    settle();
    for (let round = 0; round < ROUNDS; round++) {
      const seen = [...this.waiting.keys()].filter((element) => element.checkVisibility() && this.#isSeen(element));
      if (!seen.length) return;
      // The last of them is where the reader is.
      for (const element of seen.reverse()) this.#draw(element);
      settle();
    }
  }

  #isSeen(element) {
    const { top, bottom } = this.observer.root.getBoundingClientRect();
    const box = element.getBoundingClientRect();
    return box.bottom > top && box.top < bottom;
  }

  #came(seen) {
    this.#grow(seen.filter(({ isIntersecting }) => isIntersecting).map(({ target }) => target));
  }

  #drawNext = () => {
    this.#grow([...this.waiting.keys()].slice(-1));
    if (this.waiting.size) idle(this.#drawNext);
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
