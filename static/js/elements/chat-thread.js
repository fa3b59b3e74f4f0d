import "#chat/elements/chat-answer";
import "#chat/elements/chat-question";
import { plainText, questionOf } from "#chat/answer-parts";
import { EarlierMessages } from "#chat/dom/earlier-messages";
import { fetchFragment } from "#chat/dom/http";
import { entryOf } from "#chat/dom/places";
import { cloneTemplate } from "#chat/dom/slots";

/** The questions and answers of the active path, in reading order. */
class ChatThread extends HTMLElement {
  connectedCallback() {
    this.earlier = new EarlierMessages(this);
    this.earlier.watch();
  }

  disconnectedCallback() {
    this.earlier.stop();
  }

  /** Shows another conversation (null: a new one) from here on. */
  open(conversation, entries) {
    this.conversation = conversation;
    this.replaceChildren(...entries);
    this.earlier.watch();
  }

  get leaf() {
    return [...this.querySelectorAll("[data-message]")].at(-1)?.dataset.message || null;
  }

  shows(message) {
    return this.#holder(message) !== null;
  }

  asks(message) {
    return this.#holder(message)?.localName === "chat-question";
  }

  /** @returns {boolean} false where the turn hangs on a message that is not shown: the thread must be fetched again */
  showTurn(state) {
    const { turn, messages } = state;
    const shown = this.querySelector(`chat-answer[data-turn="${turn.id}"]`);
    if (shown) return shown.show(state), true;
    const question = questionOf(messages);
    const anchor = question ? this.#askedBy(question) : this.#holder(turn.parent);
    if (anchor && this.#cutAfter(anchor, turn.id)) this.appendChild(cloneTemplate("answer")).show(state);
    return anchor !== null;
  }

  showPending(frame) {
    const question = this.#pending(frame.client_id) ?? this.appendChild(cloneTemplate("question"));
    question.showPending(frame);
  }

  confirm(clientId, message) {
    if (this.shows(message)) this.takeBack(clientId);
    else this.#pending(clientId)?.confirm(message);
  }

  /** @returns {boolean} false where the question is not shown: it was asked in another conversation */
  reject(clientId, reason) {
    const question = this.#pending(clientId);
    question?.reject(reason);
    return question !== undefined;
  }

  takeBack(clientId) {
    this.#pending(clientId)?.remove();
  }

  get pending() {
    return [...this.children].filter((child) => child.matches("chat-question[data-client]"));
  }

  /** Fetches the end of the active path anew; `hold` keeps the place that is being read. */
  async refresh(hold) {
    const { conversation } = this;
    const fragment = await fetchFragment(`/c/${conversation}/messages/`);
    if (conversation !== this.conversation) return;
    hold(() => this.replaceChildren(fragment, ...this.pending));
    this.earlier.watch();
  }

  /** Brings what is above until the entry of this place is there. */
  async reach({ entry, shown }) {
    while (!entryOf(this, entry) && this.childElementCount < shown) if (!(await this.earlier.load())) break;
  }

  #askedBy(question) {
    if (this.shows(question.id)) return this.#holder(question.id);
    const parent = this.#holder(question.parent);
    if (question.parent && !parent) return null;
    const element = cloneTemplate("question");
    element.show(question.id, plainText(question.body.content));
    parent ? this.#cutAfter(parent) : this.replaceChildren();
    return this.appendChild(element);
  }

  /** Takes away what stands below: another branch. False when that one is newer than this turn. */
  #cutAfter(element, turn = null) {
    const below = [...this.children].slice([...this.children].indexOf(element) + 1).filter(({ dataset }) => !dataset.client);
    // The ids of turns are in the order of time.
    if (turn && below.some((other) => (other.dataset.turn ?? "") > turn)) return false;
    below.forEach((other) => other.remove());
    return true;
  }

  #holder(message) {
    return this.querySelector(`[data-message="${message}"]`)?.closest("chat-question, chat-answer") ?? null;
  }

  #pending(clientId) {
    return this.pending.find(({ dataset }) => dataset.client === clientId);
  }
}

customElements.define("chat-thread", ChatThread);
