import "#chat/answers/chat-answer";
import "#chat/questions/chat-question";
import { questionOf } from "#chat/answers/answer-parts";
import { below, giveResults, holderOf, isAsked, putInstead } from "#chat/thread/entries";
import { PendingQuestions } from "#chat/thread/pending-questions";
import { cloneTemplate } from "#chat/browser/slots";
import { ThreadPath } from "#chat/thread/thread-path";
import { ThreadSection } from "#chat/thread/thread-section";

const OPEN = new Set(["queued", "running"]);

/** The questions and answers of the active path, in reading order. */
class ChatThread extends HTMLElement {
  /** Whether a version was put in the place of others since the path was fetched: there may be more than were told. */
  forked = false;

  connectedCallback() {
    this.section = new ThreadSection(this);
    this.path = new ThreadPath(this);
    this.pending = new PendingQuestions(this);
    this.section.connect();
  }

  disconnectedCallback() {
    this.section.disconnect();
  }

  /** Shows another conversation (null: a new one) from here on. */
  open(conversation, entries) {
    this.conversation = conversation;
    this.forked = false;
    this.path.edition += 1;
    this.replaceChildren(...entries);
    this.section.watch();
  }

  /** What stands for the messages below those that are shown, or null where the path ends with them. */
  get later() {
    return this.section.later;
  }

  /** The end of the path that is shown, as far as it is in rows. */
  get leaf() {
    if (this.later) return this.later.dataset.leaf;
    return [...this.children].findLast(({ leaf }) => leaf)?.leaf ?? null;
  }

  /** Whether the answer at its end is being written, as far as is known. */
  get writes() {
    return OPEN.has(this.lastElementChild?.status);
  }

  shows(message) {
    return holderOf(this, message) !== null;
  }

  get editing() {
    return this.querySelector("question-edit, [data-correcting]") !== null;
  }

  answers(turn) {
    return this.querySelector(`chat-answer[data-turn="${turn}"]`) !== null;
  }

  asks(message) {
    return isAsked(this, message);
  }

  /** @returns {boolean} false where the turn hangs on a message that is not shown: the thread must be fetched again */
  showTurn(state) {
    const { turn, messages } = state;
    const shown = this.querySelector(`chat-answer[data-turn="${turn.id}"]`);
    if (shown) return shown.show(state), true;
    const question = questionOf(messages);
    if (question ? !this.#asked(question) : !giveResults(this, messages) && !this.shows(turn.parent)) return false;
    const others = below(this, turn.parent);
    // The ids of turns are in the order of time: where there is a newer one, that is shown.
    const newer = others.some(({ dataset }) => (dataset.turn ?? "") > turn.id);
    if (!newer) this.#putInstead("answer", turn.parent, others).show(state);
    return true;
  }

  /** Shows the question of a turn. False: what it follows is not shown. */
  #asked({ id, parent, body }) {
    if (this.shows(id) || (parent && !this.shows(parent))) return this.shows(id);
    this.#putInstead("question", parent, below(this, parent)).show(id, parent, body.content);
    return true;
  }

  #putInstead(name, parent, others) {
    this.forked ||= others.length > 0;
    return putInstead(this, cloneTemplate(name), parent, others);
  }
}

customElements.define("chat-thread", ChatThread);
