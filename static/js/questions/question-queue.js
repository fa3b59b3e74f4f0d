import { cloneTemplate, slot } from "#chat/browser/slots";

const WHY = {
  running: "Sent when the answer has ended",
  unsent: "Waits until the question before it is sent",
  offline: "Sent when the connection is back and the answer has ended",
  held: "Waits, since the answer before did not come to its end",
};

/** The questions that wait, above the composer. Events: `queue-edit`, `queue-remove`, `queue-hurry` with the question's `client_id`. */
class QuestionQueue extends HTMLElement {
  connectedCallback() {
    this.clicked = ({ target }) => this.#act(target.closest("[data-action]"));
    this.addEventListener("click", this.clicked);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.clicked);
  }

  /**
   * @param {{id: string, text: string}[]} questions
   * @param {"running"|"unsent"|"offline"|"held"} state of what they wait for
   */
  show(questions, state) {
    const shown = JSON.stringify([questions, state]);
    if (shown === this.shown) return;
    this.shown = shown;
    this.hidden = !questions.length;
    slot(this, "why").textContent = WHY[state];
    const known = new Map(this.rows.map((row) => [row.dataset.client, row]));
    const rows = questions.map(({ id, text }) => known.get(id) ?? newRow(id, text));
    slot(this, "list").replaceChildren(...rows);
    rows.forEach((row, index) => drawHurry(slot(row, "hurry"), index === 0, state));
  }

  get rows() {
    return [...slot(this, "list").children];
  }

  #act(button) {
    if (!button) return;
    const detail = button.closest("[data-client]").dataset.client;
    this.dispatchEvent(new CustomEvent(`queue-${button.dataset.action}`, { bubbles: true, detail }));
  }
}

function newRow(id, text) {
  const row = cloneTemplate("queued");
  row.dataset.client = id;
  slot(row, "text").textContent = text;
  return row;
}

/** Only the first can go at once: the others were asked after it. */
function drawHurry(button, first, state) {
  button.hidden = !first || state === "unsent" || state === "offline";
  button.textContent = state === "running" ? "Stop and send" : "Send now";
}

customElements.define("question-queue", QuestionQueue);
