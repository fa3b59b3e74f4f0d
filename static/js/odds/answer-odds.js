import "#chat/odds/odds-bar";
import { fetchJson } from "#chat/browser/http";
import { cloneTemplate, slot } from "#chat/browser/slots";

/** The switch below an answer that shows how sure the model was of each token, over the answer's text. Nothing is loaded before. */
class AnswerOdds extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.button.addEventListener("click", this.clicked);
  }

  disconnectedCallback() {
    this.button.removeEventListener("click", this.clicked);
  }

  clicked = async () => {
    const answer = this.closest("chat-answer");
    const shown = answer.querySelector(":scope > odds-bar");
    this.button.ariaPressed = String(!shown);
    if (shown) return shown.remove();
    const problem = await this.#show(answer).catch(() => "The probabilities could not be loaded. Try again.");
    if (!problem) return undefined;
    this.button.ariaPressed = "false";
    return this.dispatchEvent(new CustomEvent("chat-problem", { bubbles: true, detail: problem }));
  };

  /** Resolves to what was in its way. */
  async #show(answer) {
    if (!globalThis.Highlight) return "This browser is too old to colour the words of a text.";
    const { parts } = await fetchJson(`/c/${this.closest("chat-app").dataset.conversation}/turns/${answer.dataset.turn}/odds/`);
    if (!parts.length) return "The model told no probabilities.";
    // Pressed twice: the first that came is there.
    if (answer.querySelector(":scope > odds-bar")) return "";
    const bar = cloneTemplate("odds-bar");
    bar.parts = parts;
    slot(answer, "parts").after(bar);
    return "";
  }
}

customElements.define("answer-odds", AnswerOdds);
