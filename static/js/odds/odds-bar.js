import { listen } from "#chat/browser/listeners";
import { OddsPreview } from "#chat/odds/odds-preview";
import { ColouredTokens } from "#chat/odds/coloured-tokens";
import { cloneTemplate, fillSlots, slot } from "#chat/browser/slots";

/** Colours an answer's text by how sure the model was, and says what else was likely at the token that is pointed at, touched or gone to. */
class OddsBar extends HTMLElement {
  connectedCallback() {
    this.text = slot(this.closest("chat-answer"), "parts");
    this.text.toggleAttribute("data-odds", true);
    this.preview = new OddsPreview(this.querySelector(".odds-preview"));
    this.slider = this.querySelector("[type=range]");
    this.written = this.querySelector("[type=checkbox]");
    this.unlisten = listen([
      [this.text, "pointermove", (event) => event.pointerType === "mouse" && this.#point(event)],
      [this.text, "pointerleave", () => this.#leave()],
      [this.text, "click", (event) => this.#point(event)],
      [this.slider, "input", () => this.#go()],
      [this.slider, "focus", () => this.#go()],
      [this.slider, "blur", () => this.#leave()],
      [this.written, "change", () => this.#colour()],
      [document, "keydown", ({ key }) => key === "Escape" && this.#leave()],
      [document, "scroll", () => this.preview.place(), { capture: true, passive: true }],
    ]);
    // Its blocks are drawn when they come near, and again when a source is known.
    this.observer = new MutationObserver(() => this.texts.forEach(({ coloured }) => coloured.draw()));
    this.observer.observe(this.text, { childList: true, subtree: true });
    this.#colour();
  }

  disconnectedCallback() {
    this.unlisten();
    this.observer.disconnect();
    this.text.removeAttribute("data-odds");
    this.#clear();
  }

  /** Its texts, whose tokens are counted through. */
  #colour() {
    this.#clear();
    let first = 0;
    for (const { message, field, tokens } of this.parts) {
      const part = this.text.querySelector(`[data-message="${CSS.escape(message)}"]`);
      if (!part) continue;
      const element = this.written.checked ? asWritten(part, tokens) : drawn(part, field);
      this.texts.push({ part, first, tokens, coloured: new ColouredTokens(element, tokens) });
      first += tokens.length;
    }
    this.slider.max = Math.max(0, first - 1);
    const left = this.parts.reduce((sum, part) => sum + part.left_out, 0);
    fillSlots(this, { note: left ? `${left.toLocaleString("en")} more tokens are not shown.` : "" });
  }

  #clear() {
    this.preview.hide();
    for (const { part, coloured } of this.texts ?? []) {
      coloured.clear();
      part.removeAttribute("data-as-written");
      part.querySelectorAll(":scope > .odds-written").forEach((text) => text.remove());
    }
    this.texts = [];
  }

  #point({ clientX, clientY }) {
    for (const { first, coloured } of this.texts) {
      const token = coloured.at(clientX, clientY);
      if (token !== undefined) return this.#choose(first + token);
    }
    return this.#leave();
  }

  #go() {
    this.#choose(Number(this.slider.value));
    this.preview.reveal(this.closest(".scroller"), this);
  }

  #choose(number) {
    const { first, tokens, coloured } = this.texts.findLast(({ first: begun }) => begun <= number) ?? {};
    const token = tokens?.[number - first];
    if (!token) return;
    for (const text of this.texts) if (text.coloured !== coloured) text.coloured.choose(null);
    this.slider.value = number;
    this.slider.setAttribute("aria-valuetext", [token.said, ...token.others].join(", else "));
    this.preview.show(token, coloured.choose(number - first) ?? this.slider);
  }

  #leave() {
    for (const { coloured } of this.texts) coloured.choose(null);
    this.preview.hide();
  }
}

/** Where a field of a part is shown. What is JSON is read as its text. */
function drawn(part, field) {
  if (field === "refusal") return slot(part, "refusal");
  const structure = slot(part, "structure");
  if (!structure || structure.hidden) return slot(part, "text");
  structure.querySelector("[value=json]").click();
  return slot(structure, "json");
}

function asWritten(part, tokens) {
  const text = cloneTemplate("odds-written");
  text.textContent = tokens.map((token) => token.text).join("");
  part.toggleAttribute("data-as-written", true);
  part.append(text);
  return text;
}

customElements.define("odds-bar", OddsBar);
