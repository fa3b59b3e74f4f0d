import { passagesOf, safeUrl, titleOf } from "#chat/citations";
import { cloneTemplate, fillSlots, slot } from "#chat/dom/slots";
import { spoken } from "#chat/sentences";
import { toolLine } from "#chat/tool-lines";

const SNIPPET = 220;

/** One call of a tool as a quiet line that opens to what came back. */
class ToolCall extends HTMLElement {
  static lines = JSON.parse(document.getElementById("tools").textContent);

  show(call) {
    const line = ToolCall.lines[call.name];
    fillSlots(this, { line: toolLine(call, line) });
    const icon = this.querySelector("use");
    icon.setAttribute("href", icon.getAttribute("href").replace(/#.*/, `#${line?.icon ?? "tool"}`));
    const done = typeof call.result === "string";
    this.toggleAttribute("data-running", !done);
    if (!done || call.result === this.result) return;
    this.result = call.result;
    const passages = passagesOf(call.result);
    slot(this, "passages").hidden = !passages.length;
    slot(this, "passages").replaceChildren(...passages.map(passageRow));
    fillSlots(this, { result: passages.length ? "" : pretty(call.result) });
  }
}

function passageRow(passage) {
  const row = cloneTemplate("passage");
  const text = spoken(passage.text ?? "");
  fillSlots(row, { title: titleOf(passage), text: text.length > SNIPPET ? `${text.slice(0, SNIPPET).trimEnd()}…` : text });
  const url = safeUrl(passage.url);
  if (url) slot(row, "title").href = url;
  return row;
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

customElements.define("tool-call", ToolCall);
