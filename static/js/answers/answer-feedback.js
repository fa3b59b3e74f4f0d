import { change } from "#chat/browser/http";
import { cloneTemplate, slot } from "#chat/browser/slots";

/** Thumbs below an answer, and a form for the reason. A thumb counts at once; pressed again it is taken back. */
class AnswerFeedback extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.clicked);
    const { feedback } = this.answer.dataset;
    this.given ??= feedback ? JSON.parse(feedback) : { verdict: "", reason: "", comment: "" };
    this.#draw();
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.clicked);
  }

  get answer() {
    return this.closest("chat-answer");
  }

  /** Of its last message. */
  get address() {
    const { conversation } = this.closest("chat-app").dataset;
    return `/c/${conversation}/messages/${this.answer.parts.at(-1)?.dataset.message}/feedback/`;
  }

  clicked = ({ target }) => {
    const verdict = target.closest("[data-verdict]")?.dataset.verdict;
    if (!verdict) return;
    const given = verdict === this.given.verdict ? { verdict: "", reason: "", comment: "" } : { verdict, reason: "", comment: "" };
    this.#give(given);
    this.#close();
    if (given.verdict) this.#ask();
  };

  #ask() {
    this.form = cloneTemplate("feedback-form");
    for (const verdict of ["good", "bad"]) slot(this.form, verdict).hidden = verdict !== this.given.verdict;
    this.form.addEventListener("submit", (event) => this.#send(event));
    this.form.addEventListener("keydown", (event) => event.key === "Escape" && this.#leave());
    this.form.querySelector("[data-act=close]").addEventListener("click", () => this.#leave());
    this.answer.append(this.form);
    this.form.querySelector("fieldset:not([hidden]) input").focus({ preventScroll: true });
    this.form.scrollIntoView({ block: "nearest" });
  }

  async #send(event) {
    event.preventDefault();
    const { reason, comment } = Object.fromEntries(new FormData(this.form));
    const done = await this.#give({ ...this.given, reason: reason ?? "", comment: comment.trim() });
    if (done) this.#tell("chat-note", "Thank you. Your feedback is kept.");
    if (done) this.#leave();
  }

  /** @returns {Promise<boolean>} false: it could not be kept, and all is as before */
  async #give(given) {
    const before = this.given;
    this.given = given;
    this.#draw();
    try {
      await change(this.address, given.verdict ? "POST" : "DELETE", given);
      return true;
    } catch {
      this.given = before;
      this.#draw();
      this.#tell("chat-problem", "Your feedback could not be kept. Try again.");
      return false;
    }
  }

  #leave() {
    this.#close();
    this.querySelector(`[data-verdict="${this.given.verdict || "good"}"]`).focus();
  }

  #close() {
    this.form?.remove();
    this.form = null;
  }

  #draw() {
    for (const button of this.querySelectorAll("[data-verdict]")) button.ariaPressed = String(button.dataset.verdict === this.given.verdict);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }
}

customElements.define("answer-feedback", AnswerFeedback);
