import { slot } from "#chat/browser/slots";
import { EXAMPLES, problems, strictly } from "#chat/settings/answer-schema";
import { parsed } from "#chat/settings/values";

/** What the answer has to look like: any text, some JSON, or JSON by a schema that is checked while it is written. */
class FormatEditor extends HTMLElement {
  connectedCallback() {
    this.parts = Object.fromEntries(["type", "editor", "name", "strict", "schema", "example", "checks"].map((name) => [name, slot(this, name)]));
    if (this.parts.example.options.length < 2) this.parts.example.append(...Object.keys(EXAMPLES).map((name) => new Option(name, name)));
    this.addEventListener("input", this.typed);
    this.addEventListener("click", this.clicked);
    this.#draw();
  }

  disconnectedCallback() {
    this.removeEventListener("input", this.typed);
    this.removeEventListener("click", this.clicked);
  }

  get parameter() {
    const { type } = this.parts;
    if (!type.value) return undefined;
    if (type.value !== "json_schema") return { type: type.value };
    if (!this.parts.schema.value.trim()) throw new SyntaxError("Write the schema, or begin with an example.");
    return { type: "json_schema", json_schema: { ...this.rest, ...this.#written } };
  }

  set parameter(value) {
    const { type, name, strict, schema } = this.parts;
    // Its description, for one, has no field here.
    this.rest = value?.json_schema;
    type.value = value?.type ?? "";
    name.value = this.rest?.name ?? "answer";
    strict.checked = this.rest?.strict ?? true;
    schema.value = this.rest?.schema ? JSON.stringify(this.rest.schema, null, 2) : "";
    this.#draw();
  }

  get #written() {
    const { name, strict, schema } = this.parts;
    return { name: name.value.trim(), strict: strict.checked, schema: parsed(schema.value) };
  }

  typed = ({ target }) => {
    if (target === this.parts.example && target.value) this.#insert(EXAMPLES[target.value]);
    this.#draw();
  };

  clicked = ({ target }) => {
    if (target.closest("[data-action]")?.dataset.action !== "strictly") return;
    this.parts.schema.value = JSON.stringify(strictly(this.#written.schema), null, 2);
    this.#draw();
    this.dispatchEvent(new Event("change", { bubbles: true }));
  };

  #insert({ name, schema }) {
    this.parts.name.value = name;
    this.parts.schema.value = JSON.stringify(schema, null, 2);
    this.parts.example.value = "";
  }

  #draw() {
    const { type, editor, checks } = this.parts;
    editor.hidden = type.value !== "json_schema";
    const found = editor.hidden || !this.parts.schema.value.trim() ? [] : this.#problems();
    checks.replaceChildren(...found.slice(0, 5).map((sentence) => Object.assign(document.createElement("li"), { textContent: sentence })));
    checks.hidden = !found.length;
    this.querySelector("[data-action=strictly]").hidden = !found.some((sentence) => sentence.includes("strict needs"));
  }

  #problems() {
    try {
      return problems(this.#written);
    } catch (error) {
      if (error instanceof SyntaxError) return [error.message];
      throw error;
    }
  }
}

customElements.define("format-editor", FormatEditor);
