import { fetchJson } from "#chat/browser/http";
import { jsonTable, jsonTree } from "#chat/structured/json-views";
import { fillSlots, slot } from "#chat/browser/slots";
import { IndentedJson } from "#chat/text/indented-json";
import { looksStructured, tableOf, valueOf } from "#chat/structured/structure";

// What is longer stays text: nobody reads a tree of it.
const LONGEST = 2_000_000;
let made = 0;

/** An answer in JSON: as a table, as a tree and as its text, and whether it is what its schema asks for. */
class StructuredAnswer extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", this.changed);
  }

  disconnectedCallback() {
    this.removeEventListener("change", this.changed);
  }

  changed = ({ target }) => this.#draw(target.value);

  /**
   * Shows the text if it is JSON, else hides.
   * @param {string} message the id of its message, to have it checked at the end
   * @returns {boolean} whether it shows it; what was asked to be JSON and is none it shows later
   */
  show(text, live, message) {
    const value = live ? undefined : valueOf(text);
    const structured = text.length <= LONGEST && looksStructured(text) && (live || value !== undefined);
    if (!live && text !== this.text) this.#end(text, value, message);
    else if (live && structured) this.#write(text);
    this.hidden = !structured && !this.broken;
    return !this.hidden;
  }

  /** While it comes, its text is indented, piece by piece. */
  #write(text) {
    if (!this.json || !text.startsWith(this.written)) {
      this.json = new IndentedJson();
      this.written = "";
      this.pre.replaceChildren();
    }
    this.pre.hidden = false;
    this.pre.append(this.json.push(text.slice(this.written.length)));
    this.written = text;
  }

  #end(text, value, message) {
    Object.assign(this, { text, value, table: value === undefined ? null : tableOf(value) });
    const views = slot(this, "views");
    views.hidden = this.value === undefined;
    const name = `view-${(made += 1)}`;
    for (const radio of views.querySelectorAll("input")) radio.name = name;
    views.querySelector("[value=table]").parentElement.hidden = !this.table;
    const first = this.value === undefined ? "json" : this.table ? "table" : "tree";
    views.querySelector(`[value=${first}]`).checked = true;
    this.#draw(first);
    this.#check(message);
  }

  #draw(view) {
    const shown = slot(this, "shown");
    this.pre.hidden = view !== "json";
    shown.hidden = view === "json";
    if (view === "json") this.pre.textContent = IndentedJson.of(this.text);
    else shown.replaceChildren(view === "table" ? jsonTable(this.table) : jsonTree(this.value));
  }

  async #check(message) {
    const { conversation } = this.closest("chat-app")?.dataset ?? {};
    if (!conversation || !message) return;
    try {
      const { asked, problems } = await fetchJson(`/c/${conversation}/messages/${message}/structure/`);
      // It was to be JSON, and is none.
      this.broken = this.value === undefined && problems.length > 0;
      if (this.broken) this.#takeOver();
      this.dataset.problems = problems.length;
      fillSlots(this, { check: verdict(asked, problems) });
      slot(this, "problems").replaceChildren(...problems.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
      slot(this, "problems").hidden = !problems.length;
    } catch {
      fillSlots(this, { check: "Not checked: the server did not answer." });
    }
  }

  #takeOver() {
    this.hidden = false;
    this.previousElementSibling.hidden = true;
  }

  get pre() {
    return slot(this, "json");
  }
}

function verdict(asked, problems) {
  if (problems.length) return "Not what was asked for:";
  return { json_schema: "Matches its schema", json_object: "JSON, as asked" }[asked] ?? "";
}

customElements.define("structured-answer", StructuredAnswer);
