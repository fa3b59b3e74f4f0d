import { cloneTemplate, slot } from "#chat/browser/slots";
import { holds } from "#chat/settings/values";

/** Names with values, each pair a row; `parameter` is the object of them, or undefined. With `data-numbers` the values are numbers. */
class PairList extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.clicked);
    if (!this.rows.length) this.#add();
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.clicked);
  }

  get rows() {
    return [...slot(this, "rows").children];
  }

  get parameter() {
    const pairs = this.rows.map((row) => [slot(row, "name").value.trim(), slot(row, "value").value]).filter(([name]) => name);
    if (!pairs.length) return undefined;
    return Object.fromEntries(pairs.map(([name, value]) => [name, this.#read(name, value)]));
  }

  set parameter(value) {
    if (value && holds(this, value)) return;
    slot(this, "rows").replaceChildren();
    for (const [name, inner] of Object.entries(value ?? {})) this.#add(name, inner);
    if (!this.rows.length) this.#add();
  }

  clicked = ({ target }) => {
    const action = target.closest("[data-action]")?.dataset.action;
    if (action === "add") slot(this.#add(), "name").focus();
    if (action !== "take") return;
    target.closest("li").remove();
    if (!this.rows.length) this.#add();
    slot(this.rows[0], "name").focus();
    this.dispatchEvent(new Event("change", { bubbles: true }));
  };

  #add(name = "", value = "") {
    const row = cloneTemplate(slot(this, "row"));
    slot(row, "name").value = name;
    slot(row, "value").value = value;
    slot(this, "rows").append(row);
    return row;
  }

  #read(name, text) {
    if (!("numbers" in this.dataset)) return text;
    if (!text.trim() || !Number.isFinite(Number(text))) throw new SyntaxError(`“${name}” needs a number.`);
    return Number(text);
  }
}

customElements.define("pair-list", PairList);
