import { slot } from "#chat/browser/slots";

const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -10, ArrowDown: 10, Home: -Infinity, End: Infinity };

/** A text whose tokens are coloured by how sure the model was; one is chosen by pointing, touch or keys, and its alternatives are said. */
class TokenOdds extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("[role=listbox]");
    this.list.addEventListener("pointerover", this.pointed);
    this.list.addEventListener("click", this.pointed);
    this.list.addEventListener("keydown", this.pressed);
    this.list.addEventListener("focus", this.focused);
  }

  disconnectedCallback() {
    this.list.removeEventListener("pointerover", this.pointed);
    this.list.removeEventListener("click", this.pointed);
    this.list.removeEventListener("keydown", this.pressed);
    this.list.removeEventListener("focus", this.focused);
  }

  pointed = ({ target }) => this.#choose(target.closest("[role=option]"));

  focused = () => this.#choose(this.chosen ?? this.list.firstElementChild);

  pressed = (event) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const tokens = [...this.list.children];
    const next = Math.min(tokens.length - 1, Math.max(0, tokens.indexOf(this.chosen) + step));
    this.#choose(tokens[next]);
    tokens[next].scrollIntoView({ block: "nearest" });
  };

  #choose(token) {
    if (!token || token === this.chosen) return;
    this.chosen?.setAttribute("aria-selected", "false");
    this.chosen = token;
    token.setAttribute("aria-selected", "true");
    this.list.setAttribute("aria-activedescendant", token.id);
    const { others } = token.dataset;
    slot(this, "token").textContent = `${token.getAttribute("aria-label")}${others ? `, else ${others}` : ", no other was told"}`;
  }
}

customElements.define("token-odds", TokenOdds);
