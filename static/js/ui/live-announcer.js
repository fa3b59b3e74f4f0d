const EVERY_MS = 1_000;

/** What a screen reader is told: sentences of the answer that is being written, gathered so that none cuts off another. */
class LiveAnnouncer extends HTMLElement {
  connectedCallback() {
    this.waiting = [];
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.timer = null;
  }

  say(text) {
    this.waiting.push(text);
    this.timer ??= setTimeout(() => this.#speak(), EVERY_MS);
  }

  /** Says this instead of what is still waiting: that belongs to what is shown no more. */
  sayOnly(text) {
    this.waiting = [];
    this.say(text);
  }

  #speak() {
    this.timer = null;
    this.textContent = this.waiting.splice(0).join(" ");
  }
}

customElements.define("live-announcer", LiveAnnouncer);
