import "#chat/tools/tool-call";
import { cited } from "#chat/citations/citations";
import { drawAudio } from "#chat/answers/answer-audio";
import { drawImages } from "#chat/answers/answer-images";
import { drawText } from "#chat/answers/answer-text";
import { cloneTemplate, fillSlots, slot } from "#chat/browser/slots";
import { thought } from "#chat/text/formats";
import { SentenceReader } from "#chat/text/sentences";
import { Sources } from "#chat/citations/verification";

/** What one message of the assistant shows: its thinking, its text, its tool calls. */
class AnswerPart extends HTMLElement {
  connectedCallback() {
    this.toggled = () => this.#drawThinking();
    this.thinking.addEventListener("toggle", this.toggled);
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
    this.reader ??= this.#begun(live);
    Object.assign(this, { shown: part, live, found, cited: cited(part.text, part.annotations, found) });
    this.dataset.message = part.id;
    const sources = live ? (found.size ? found : this.sources) : Sources.ended(this.sources, found);
    drawText(this, { id: part.id, text: this.cited.text }, live, sources);
    drawAudio(this, part.audio);
    drawImages(this, part.images);
    fillSlots(this, { refusal: part.refusal });
    this.#drawThinking();
    this.#drawCalls();
    this.#speak();
  }

  /** The Markdown of its text. */
  get source() {
    return slot(this, "text").source;
  }

  get sources() {
    return this.cited.sources;
  }

  get empty() {
    return !this.shown.text && !this.shown.audio && !this.shown.images.length && !this.shown.reasoning && !this.shown.refusal && !this.shown.calls.length;
  }

  get thinking() {
    return slot(this, "thinking");
  }

  /** What came with the page is not said; a sentence that goes on is said from its beginning. */
  #begun(live) {
    const reader = new SentenceReader();
    reader.take(this.source, !live);
    return reader;
  }

  #drawThinking() {
    const { reasoning, reasoningMs, text } = this.shown;
    this.thinking.hidden = !reasoning;
    if (!reasoning) return;
    const busy = this.live && !text && (reasoningMs === null || reasoningMs === undefined);
    this.thinking.toggleAttribute("data-busy", busy);
    fillSlots(this, { thought: busy ? "Thinking…" : thought(reasoningMs) });
    if (this.thinking.open) slot(this, "reasoning").show(reasoning, !busy);
  }

  #drawCalls() {
    const list = slot(this, "calls");
    this.shown.calls.forEach((call, index) => {
      if (!list.children[index]) list.append(cloneTemplate("tool-call"));
      list.children[index].show(call, this.live);
    });
    while (list.children.length > this.shown.calls.length) list.lastElementChild.remove();
  }

  /** Says whole sentences of what has come, be it piece by piece or all at once. */
  #speak() {
    const sentence = this.reader.take(this.shown.text, !this.live);
    if (sentence) this.dispatchEvent(new CustomEvent("chat-say", { bubbles: true, detail: sentence }));
  }
}

customElements.define("answer-part", AnswerPart);
