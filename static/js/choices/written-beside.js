import "#chat/markdown/markdown-text";
import { answerParts } from "#chat/answers/answer-parts";
import { cloneTemplate, fillSlots, slot } from "#chat/browser/slots";

/** The answers that are written beside the one in which it stands, each in a card. Event: `chat-choose`. */
class WrittenBeside extends HTMLElement {
  connectedCallback() {
    this.clicked = ({ target }) => this.#choose(target.closest("[data-entry]")?.dataset.entry);
    this.addEventListener("click", this.clicked);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.clicked);
  }

  /** @param {TurnState[]} states @param {string[]} entries all versions in their order */
  show(states, entries = []) {
    this.hidden = !states.length;
    while (this.children.length > states.length) this.lastElementChild.remove();
    states.forEach((state, index) => {
      if (!this.children[index]) this.append(cloneTemplate("written-beside"));
      draw(this.children[index], state, entries.indexOf(state.turn.id) + 1);
    });
  }

  #choose(entry) {
    if (entry) this.dispatchEvent(new CustomEvent("chat-choose", { bubbles: true, detail: { entry, step: 0 } }));
  }
}

function draw(card, { messages, running, turn }, number) {
  const parts = answerParts(messages);
  const text = parts.map((part) => part.text || part.refusal).filter(Boolean).join("\n\n");
  const name = `Version ${number || ""}`.trim();
  card.ariaLabel = name;
  card.ariaBusy = String(running);
  fillSlots(card, { name, state: running ? (text ? "" : "Thinking…") : "" });
  slot(card, "text").show(text, !running);
  const button = card.querySelector("button");
  button.hidden = running;
  button.dataset.entry = turn.id;
}

customElements.define("written-beside", WrittenBeside);
