import { listenTo } from "#chat/browser/listeners";
import { cloneTemplate, slot } from "#chat/browser/slots";
import { strictly } from "#chat/settings/answer-schema";
import { TOOL_EXAMPLES, toolOf, toolProblems } from "#chat/settings/typed-tools";
import { holds, parsed } from "#chat/settings/values";

const FIELDS = ["name", "description", "schema"];

/** Function tools, each with its name, description and schema, which are checked while they are written. `parameter`: their list, or undefined. */
class ToolsEditor extends HTMLElement {
  connectedCallback() {
    this.unlisten = listenTo(this, [
      ["input", this.typed],
      ["change", this.chosen],
      ["click", this.clicked],
    ]);
  }

  disconnectedCallback() {
    this.unlisten();
  }

  get rows() {
    return [...slot(this, "rows").children];
  }

  get parameter() {
    const rows = this.rows.filter((row) => FIELDS.some((name) => slot(row, name).value.trim()));
    if (rows.some((row) => !slot(row, "name").value.trim())) throw new SyntaxError("Give the tool a name.");
    const tools = [...rows.map((row) => toolOf(read(row), row.rest)), ...(this.others ?? [])];
    return tools.length ? tools : undefined;
  }

  set parameter(tools = []) {
    if (tools.length && holds(this, tools)) return;
    // Custom tools, which have no schema, are kept as a script set them.
    this.others = tools.filter(({ function: made }) => !made);
    slot(this, "rows").replaceChildren();
    for (const { function: made } of tools) if (made) this.#add(made);
    this.#draw();
  }

  typed = () => this.#draw();

  chosen = (event) => {
    if (event.target.dataset.slot !== "example") return;
    const { schema, ...named } = TOOL_EXAMPLES[event.target.value] ?? {};
    event.target.value = "";
    this.#fill(event.target.closest("li"), { ...named, parameters: schema, strict: true });
    this.#draw();
  };

  clicked = ({ target }) => {
    const action = target.closest("[data-action]")?.dataset.action;
    const row = target.closest("li");
    if (action === "add") return slot(this.#add(), "name").focus();
    if (action === "take") this.#take(row);
    if (action === "strictly") slot(row, "schema").value = written(strictly(read(row).schema));
    if (!action) return undefined;
    this.#draw();
    return this.dispatchEvent(new Event("change", { bubbles: true }));
  };

  #add(made = {}) {
    const row = cloneTemplate(slot(this, "row"));
    slot(row, "example").append(...Object.keys(TOOL_EXAMPLES).map((name) => new Option(name, name)));
    this.#fill(row, made);
    slot(this, "rows").append(row);
    return row;
  }

  #fill(row, made) {
    row.rest = made;
    for (const name of ["name", "description"]) slot(row, name).value = made[name] ?? "";
    slot(row, "strict").checked = made.strict ?? false;
    slot(row, "schema").value = made.parameters ? written(made.parameters) : "";
  }

  #take(row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    (next ? slot(next, "name") : this.querySelector("[data-action=add]")).focus();
  }

  #draw() {
    const names = this.rows.map((row) => slot(row, "name").value.trim());
    for (const row of this.rows) {
      const found = slot(row, "name").value.trim() ? problemsOf(row, names) : [];
      const checks = slot(row, "checks");
      checks.replaceChildren(...found.slice(0, 5).map((sentence) => Object.assign(document.createElement("li"), { textContent: sentence })));
      checks.hidden = !found.length;
      row.querySelector("[data-action=strictly]").hidden = !found.some((sentence) => sentence.includes("strict needs"));
    }
  }
}

function read(row) {
  const [name, description, schema] = FIELDS.map((field) => slot(row, field).value.trim());
  return { name, description, strict: slot(row, "strict").checked, schema: schema ? parsed(schema) : undefined };
}

function problemsOf(row, names) {
  try {
    return toolProblems(read(row), names);
  } catch (error) {
    if (error instanceof SyntaxError) return [error.message];
    throw error;
  }
}

const written = (schema) => JSON.stringify(schema, null, 2);

customElements.define("tools-editor", ToolsEditor);
