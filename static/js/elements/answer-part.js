import "#chat/elements/markdown-text";
import "#chat/elements/tool-call";
import { citedSources } from "#chat/citations";
import { cloneTemplate, fillSlots, slot } from "#chat/dom/slots";
import { thought } from "#chat/formats";
import { SentenceReader } from "#chat/sentences";

/** What one message of the assistant shows: its thinking, its text, its tool calls. */
class AnswerPart extends HTMLElement {
  connectedCallback() {
    this.toggled = () => this.#drawThinking();
    this.thinking.addEventListener("toggle", this.toggled);
    if (this.dataset.message && !this.reader) this.#beginRow();
  }

  disconnectedCallback() {
    this.thinking.removeEventListener("toggle", this.toggled);
  }

  /**
   * @param {object} part one of `answerParts`
   * @param {boolean} live whether it is being written
   * @param {Map} found the sources that the turn's searches found
   */
  show(part, live, found) {
    this.reader ??= new SentenceReader();
    this.#draw(part, live, found);
    this.#speak();
  }

  #draw(part, live, found) {
    this.known = part;
    Object.assign(this, { live, found });
    this.dataset.message = part.id;
    const sources = part.annotations.length || !live ? this.sources : found;
    slot(this, "text").show(part.text, !live, sources);
    fillSlots(this, { refusal: part.refusal });
    this.#drawThinking();
    this.#drawCalls();
  }

  /** Also before it is connected: the answer around it asks first. */
  get part() {
    return (this.known ??= this.#readRow());
  }

  get sources() {
    return citedSources(this.part.text, this.part.annotations);
  }

  get empty() {
    return !this.part.text && !this.part.reasoning && !this.part.refusal && !this.part.calls.length;
  }

  get thinking() {
    return slot(this, "thinking");
  }

  /** What was there when the page came is drawn and not said; a sentence that goes on is said from its beginning. */
  #beginRow() {
    this.reader = new SentenceReader();
    this.reader.take(this.part.text);
    this.#draw(this.part, false, new Map());
  }

  /** The server's row has its texts in the slots and the rest as JSON. */
  #readRow() {
    const text = (name) => slot(this, name).source;
    const texts = { text: text("text"), reasoning: text("reasoning"), refusal: slot(this, "refusal").textContent };
    return { id: this.dataset.message, ...texts, ...JSON.parse(this.dataset.facts) };
  }

  #drawThinking() {
    const { reasoning, reasoningMs, text } = this.part;
    this.thinking.hidden = !reasoning;
    if (!reasoning) return;
    const busy = this.live && !text && (reasoningMs === null || reasoningMs === undefined);
    this.thinking.toggleAttribute("data-busy", busy);
    fillSlots(this, { thought: busy ? "Thinking…" : thought(reasoningMs) });
    if (this.thinking.open) slot(this, "reasoning").show(reasoning, !busy);
  }

  #drawCalls() {
    const list = slot(this, "calls");
    this.part.calls.forEach((call, index) => {
      if (!list.children[index]) list.append(cloneTemplate("tool-call"));
      list.children[index].show(call);
    });
    while (list.children.length > this.part.calls.length) list.lastElementChild.remove();
  }

  /** Says whole sentences of what has come, be it piece by piece or all at once. */
  #speak() {
    const sentence = this.reader.take(this.part.text, !this.live);
    if (sentence) this.dispatchEvent(new CustomEvent("chat-say", { bubbles: true, detail: sentence }));
  }
}

customElements.define("answer-part", AnswerPart);
