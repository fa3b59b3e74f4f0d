import { cloneContent, slot } from "#chat/browser/slots";

const KEYS = { ArrowLeft: -1, ArrowRight: 1 };

/** Moves between the versions of a question or an answer, which draws it: by its buttons, or by the arrow keys while one has the focus. */
class SiblingSwitch extends HTMLElement {
  connectedCallback() {
    this.clicked = ({ target }) => this.#click(target.closest("button")?.dataset);
    this.pressed = ({ key }) => key in KEYS && this.#step(KEYS[key]);
    this.addEventListener("click", this.clicked);
    this.addEventListener("keydown", this.pressed);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.clicked);
    this.removeEventListener("keydown", this.pressed);
  }

  /** All versions in the order of time. One that has only been made is not among those that the server named. */
  get entries() {
    const named = this.dataset.entries.split(" ").filter(Boolean);
    const { own } = this;
    return named.includes(own) ? named : [...named, own ?? ""];
  }

  set entries(entries) {
    this.dataset.entries = entries.join(" ");
    this.draw();
  }

  get own() {
    return this.dataset.own || this.closest("chat-question, chat-answer").entry;
  }

  get buttons() {
    return [...this.querySelectorAll("button[data-step]")];
  }

  get place() {
    return slot(this, "place").textContent;
  }

  draw() {
    const { entries, own } = this;
    const at = entries.indexOf(own);
    this.hidden = entries.length < 2;
    if (this.hidden) return;
    if (!this.childElementCount) this.append(cloneContent("siblings"));
    slot(this, "place").textContent = `${at + 1}/${entries.length}`;
    for (const button of this.buttons) button.disabled = !entries[at + Number(button.dataset.step)];
  }

  #click(data) {
    if (data && "compare" in data) this.#compare();
    else this.#step(Number(data?.step));
  }

  /** With the version before it, the first one with the second. */
  #compare() {
    const at = Math.max(1, this.entries.indexOf(this.own));
    const [left, right] = this.entries.slice(at - 1);
    this.dispatchEvent(new CustomEvent("chat-compare", { bubbles: true, detail: { left, right } }));
  }

  #step(step) {
    const { entries, own } = this;
    const entry = step && entries[entries.indexOf(own) + step];
    if (entry) this.dispatchEvent(new CustomEvent("chat-choose", { bubbles: true, detail: { entry, step } }));
  }
}

customElements.define("sibling-switch", SiblingSwitch);
