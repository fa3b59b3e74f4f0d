import "#chat/answers/answer-part";
import "#chat/tools/call-results";
import "#chat/tools/given-results";
import "#chat/answers/retry-button";
import "#chat/versions/sibling-switch";
import { answerParts } from "#chat/answers/answer-parts";
import { FoundSources } from "#chat/citations/citations";
import { drawEnding, drawFoot, drawSeam, drawWaiting } from "#chat/answers/answer-foot";
import { drawSources } from "#chat/answers/answer-sources";
import { Pacer } from "#chat/drawing/pacer";
import { pageState } from "#chat/answers/page-state";
import { cloneTemplate, slot } from "#chat/browser/slots";
import { waitingCalls, withGiven } from "#chat/tools/waiting-calls";

/** All that one turn wrote, and how it ended. Drawn at most once per frame. */
class ChatAnswer extends HTMLElement {
  research = new FoundSources();

  connectedCallback() {
    this.pacer = new Pacer(() => this.#drawState());
    this.clicked = ({ target }) => this.#act(target.closest("[data-action]")?.dataset.action);
    this.addEventListener("click", this.clicked);
    this.state ??= pageState(this);
    if (this.state) this.#drawState();
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.clicked);
    this.pacer.cancel();
    this.continued?.removeAttribute("data-continued");
  }

  /** @param {TurnState} state */
  show(state) {
    this.state = state;
    this.dataset.turn = state.turn.id;
    if (!state.running) this.pacer.flush();
    else this.pacer.request();
  }

  get entry() {
    return this.dataset.turn || this.parts[0]?.dataset.message;
  }

  /** The message that it answers, or goes on from. */
  get above() {
    return this.state.turn.parent;
  }

  /** What its turn wrote, and what the person gave as results of its calls. */
  get messages() {
    return withGiven((this.state ??= pageState(this)).messages, this.given);
  }

  /** Its last message, once it is a row. Also before it is connected. */
  get leaf() {
    const { messages, state } = this;
    return state.running ? null : messages.at(-1)?.id;
  }

  take(results) {
    this.given = results;
    this.pacer.request();
  }

  /** Also before it is connected. */
  get status() {
    return (this.state ??= pageState(this)).turn.status;
  }

  get siblings() {
    return slot(this, "siblings");
  }

  get text() {
    return this.parts.map(({ shown }) => shown.text).filter(Boolean).join("\n\n");
  }

  /** What its Copy button copies: where it has no text, what it has instead. */
  get copied() {
    const all = (field) => this.parts.map(({ shown }) => shown[field]).filter(Boolean).join("\n\n");
    return all("text") || all("transcript") || all("refusal") || all("reasoning");
  }

  get parts() {
    return [...slot(this, "parts").children];
  }

  #drawState() {
    const { messages, state } = this;
    const waiting = waitingCalls({ ...state, messages, running: state.running });
    const parts = answerParts(messages, waiting);
    const found = this.research.of(parts);
    const list = slot(this, "parts");
    parts.forEach((part, index) => {
      const shown = list.children[index] ?? list.appendChild(cloneTemplate("answer-part"));
      shown.show(part, state.running && index === parts.length - 1, found);
    });
    while (list.children.length > parts.length) list.lastElementChild.remove();
    slot(this, "given-results").show(messages, this.given);
    slot(this, "results").show(waiting.length ? this.leaf : null);
    this.#drawTurn(state, found);
  }

  #drawTurn({ turn }, found) {
    this.dataset.status = turn.status ?? "done";
    drawWaiting(this, this.state);
    drawEnding(this, this.state);
    drawFoot(this, this.state);
    drawSources(this, this.state, found);
    drawSeam(this);
  }

  #act(action) {
    const detail = { entry: this.entry, parent: this.above, message: this.parts.at(-1)?.shown.id };
    if (action) this.dispatchEvent(new CustomEvent(`chat-${action}`, { bubbles: true, detail }));
  }
}

customElements.define("chat-answer", ChatAnswer);
