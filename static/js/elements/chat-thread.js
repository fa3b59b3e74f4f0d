import "#chat/elements/chat-answer";
import "#chat/elements/chat-question";
import { plainText, questionOf } from "#chat/answer-parts";
import { fetchFragment } from "#chat/dom/http";
import { cloneTemplate } from "#chat/dom/slots";

/** The questions and answers of the active path, in reading order. */
class ChatThread extends HTMLElement {
  connectedCallback() {
    this.observer = new IntersectionObserver((seen) => seen.some((entry) => entry.isIntersecting) && this.#loadEarlier(), { rootMargin: "800px 0px 0px" });
    this.#watch();
  }

  disconnectedCallback() {
    this.observer.disconnect();
  }

  get leaf() {
    return [...this.querySelectorAll("[data-message]")].at(-1)?.dataset.message || null;
  }

  shows(message) {
    return this.#holder(message) !== null;
  }

  asks(message) {
    return this.#holder(message)?.matches("chat-question") ?? false;
  }

  /** @returns {boolean} false where the turn hangs on a message that is not shown: the thread must be fetched again */
  showTurn(state) {
    const { turn, messages } = state;
    const shown = this.querySelector(`chat-answer[data-turn="${turn.id}"]`);
    if (shown) return shown.show(state), true;
    const question = questionOf(messages);
    const anchor = question ? this.#askedBy(question) : this.#holder(turn.parent);
    if (!anchor) return false;
    if (!this.#cutAfter(anchor, turn.id)) return true;
    const answer = cloneTemplate("answer");
    this.append(answer);
    answer.show(state);
    return true;
  }

  showPending(frame) {
    if (this.#pending(frame.client_id)) return;
    const question = cloneTemplate("question");
    question.showPending(frame);
    this.append(question);
  }

  confirm(clientId, message) {
    const pending = this.#pending(clientId);
    if (this.shows(message)) pending?.remove();
    else pending?.confirm(message);
  }

  reject(clientId, reason) {
    this.#pending(clientId)?.reject(reason);
  }

  takeBack(clientId) {
    this.#pending(clientId)?.remove();
  }

  get pending() {
    return [...this.querySelectorAll("chat-question[data-client]")];
  }

  /** Fetches the end of the active path anew; `hold` keeps the place that is being read. */
  async refresh(conversation, hold) {
    const fragment = await fetchFragment(`/c/${conversation}/messages/`);
    hold(() => this.replaceChildren(fragment, ...this.pending));
    this.#watch();
  }

  #askedBy(question) {
    const shown = this.#holder(question.id);
    if (shown) return shown;
    const parent = question.parent && this.#holder(question.parent);
    if (question.parent && !parent) return null;
    const element = cloneTemplate("question");
    element.show(question.id, plainText(question.body.content));
    if (parent) this.#cutAfter(parent);
    else this.replaceChildren();
    this.append(element);
    return element;
  }

  /** Takes away what stands below: another branch. False when that one is newer than this turn. */
  #cutAfter(element, turn = null) {
    const below = [...this.children].slice([...this.children].indexOf(element) + 1).filter((other) => !other.dataset.client);
    // The ids of turns are in the order of time.
    if (turn && below.some((other) => (other.dataset.turn ?? "") > turn)) return false;
    below.forEach((other) => other.remove());
    return true;
  }

  #holder(message) {
    return this.querySelector(`[data-message="${message}"]`)?.closest("chat-question, chat-answer") ?? null;
  }

  #pending(clientId) {
    return this.querySelector(`chat-question[data-client="${clientId}"]`);
  }

  #watch() {
    this.observer.disconnect();
    const sentinel = this.querySelector(".earlier");
    if (sentinel) this.observer.observe(sentinel);
  }

  async #loadEarlier() {
    const sentinel = this.querySelector(".earlier");
    this.observer.disconnect();
    const conversation = this.closest("chat-app").dataset.conversation;
    const fragment = await fetchFragment(`/c/${conversation}/messages/?before=${sentinel.dataset.before}`);
    this.dispatchEvent(new CustomEvent("chat-grow", { bubbles: true, detail: () => sentinel.replaceWith(fragment) }));
    this.#watch();
  }
}

customElements.define("chat-thread", ChatThread);
