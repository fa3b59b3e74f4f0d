import { LOST, passagesOf, safeUrl, titleOf } from "#chat/citations/citations";
import { cloneContent, cloneTemplate, fillSlots, slot } from "#chat/browser/slots";
import { latency } from "#chat/text/formats";
import { IndentedJson } from "#chat/text/indented-json";
import { spoken } from "#chat/text/sentences";
import { callState, errorOf, toolLine } from "#chat/tools/tool-lines";

const SNIPPET = 220;
const PREVIEW = 120;
// What is longer is cut: a card is no file viewer.
const LONGEST = 100_000;

/** One call of a tool as a card: a line that opens to its arguments, while they are written, and to what came back. */
class ToolCall extends HTMLElement {
  static lines = JSON.parse(document.getElementById("tools").textContent);

  connectedCallback() {
    this.toggled = () => this.#drawBody();
    this.details.addEventListener("toggle", this.toggled);
  }

  disconnectedCallback() {
    this.details.removeEventListener("toggle", this.toggled);
  }

  /** @param {boolean} live whether the turn may still bring its result */
  show(call, live) {
    const line = ToolCall.lines[call.name];
    Object.assign(this, { call, state: callState(call, live) });
    this.dataset.state = this.state;
    const { outcome, arguments: text } = call;
    fillSlots(this, {
      line: toolLine(call, this.state, line),
      preview: line ? "" : text.slice(0, PREVIEW).replace(/\s+/g, " "),
      took: outcome ? latency(outcome.duration_ms) : "",
    });
    const icon = this.state === "failed" ? "alert" : (line?.icon ?? "tool");
    this.querySelector("use").setAttribute("href", `#icon-${icon}`);
    this.#drawBox();
    this.#drawBody();
  }

  get details() {
    return this.querySelector("details");
  }

  /** Gives it a box with what was said of it, or takes that away. */
  correct(content) {
    slot(this, "given")?.remove();
    if (content === null) return;
    this.details.open = true;
    this.querySelector(".tool-body").append(cloneContent("call-box"));
    slot(this, "content").value = content;
  }

  /** Open: its arguments and the box for its result are what somebody has to see. */
  #drawBox() {
    const box = slot(this, "given");
    if (this.state !== "waiting") return this.closest("[data-correcting]") ? undefined : box?.remove();
    if (box) return undefined;
    this.details.open = true;
    return this.querySelector(".tool-body").append(cloneContent("call-box"));
  }

  #drawBody() {
    if (!this.details.open || !this.call) return;
    this.#drawArguments();
    const { result } = this.call;
    fillSlots(this, { label: { running: "", waiting: "", unanswered: "No result: the answer ended before." }[this.state] ?? "Result" });
    if (typeof result !== "string" || result === this.result) return;
    this.result = result;
    const error = this.state === "failed" ? errorOf(result) : "";
    const passages = passagesOf(result);
    slot(this, "passages").hidden = !passages.length;
    slot(this, "passages").replaceChildren(...passages.map(passageRow));
    fillSlots(this, { error, result: error || passages.length ? "" : cut(IndentedJson.of(result)) });
  }

  /** What is new of them is appended, as long as they grow. */
  #drawArguments() {
    const { arguments: text, type } = this.call;
    if (this.state !== "running" || type === "custom") return fillSlots(this, { arguments: cut(IndentedJson.of(text)) });
    if (!this.json || !text.startsWith(this.read)) {
      this.json = new IndentedJson();
      this.read = "";
      fillSlots(this, { arguments: "" });
    }
    const pre = slot(this, "arguments");
    const piece = text.slice(this.read.length, LONGEST);
    this.read += piece;
    pre.append(this.json.push(piece));
    pre.hidden = !this.read;
    return undefined;
  }
}

function cut(text) {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}\n…` : text;
}

function passageRow(passage) {
  const row = cloneTemplate("passage");
  const text = spoken(passage.text ?? "");
  fillSlots(row, { title: passage.lost ? LOST : titleOf(passage), text: text.length > SNIPPET ? `${text.slice(0, SNIPPET).trimEnd()}…` : text });
  const url = safeUrl(passage.url);
  if (url) slot(row, "title").href = url;
  return row;
}

customElements.define("tool-call", ToolCall);
