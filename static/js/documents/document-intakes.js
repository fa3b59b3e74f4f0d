import { chosenFiles, droppedFiles } from "#chat/documents/dropped-files";
import { Pacer } from "#chat/drawing/pacer";
import { fetchFragment, fetchJson, HttpError, postForm } from "#chat/browser/http";
import { IntakeRows, rowOf } from "#chat/documents/intake-rows";
import { UploadQueue } from "#chat/documents/upload-queue";

const EVERY_MS = 1000;

/** Takes files for a collection, and shows how far they are. Without scripts the form sends them. */
class DocumentIntakes extends HTMLElement {
  connectedCallback() {
    this.rows = new IntakeRows(this.querySelector("ul"), (row) => rowOf(this.querySelector("template"), this.dataset.intakes, row));
    this.pacer = new Pacer(() => this.#draw());
    this.queue = new UploadQueue(this.send, this.show, { most: Number(this.dataset.most) });
    this.most = 0;
    this.state = { pending: Number(this.dataset.pending), failed: 0, documents: Number(this.dataset.documents), rows: [] };
    this.addEventListener("change", this.chosen);
    for (const name of ["dragenter", "dragover", "dragleave", "drop"]) document.addEventListener(name, this[name]);
    // What was chosen before this script was there.
    for (const input of this.querySelectorAll("input[type=file]")) this.#take(input);
    this.look();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.pacer.cancel();
    this.removeEventListener("change", this.chosen);
    for (const name of ["dragenter", "dragover", "dragleave", "drop"]) document.removeEventListener(name, this[name]);
  }

  chosen = ({ target }) => target.files && this.#take(target);

  dragenter = (event) => this.dragover(event);

  dragover = (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.classList.add("intakes-over");
  };

  dragleave = (event) => {
    if (!event.relatedTarget) this.classList.remove("intakes-over");
  };

  drop = async (event) => {
    this.classList.remove("intakes-over");
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.queue.add(await droppedFiles(event.dataTransfer));
  };

  send = async ({ path, file }) => {
    const form = new FormData();
    form.append("path", path);
    form.append("files", file, file.name);
    await postForm(this.dataset.files, form);
    this.look();
  };

  /** Asks how far the server is, as long as there is something to wait for. */
  look = () => {
    this.timer ??= setTimeout(this.#ask, this.asked ? EVERY_MS : 0);
    this.asked = true;
  };

  #ask = async () => {
    this.timer = undefined;
    try {
      const state = await fetchJson(this.dataset.intakes);
      this.stale ||= state.documents !== this.state.documents || (this.state.pending && !state.pending);
      this.state = state;
      this.show();
      if (this.stale) await this.#list();
    } catch (error) {
      // Who may not ask asks no more; a server that is busy or away is asked again.
      if (error instanceof HttpError && error.response.status < 500) return;
    }
    if (this.stale || this.state.pending || this.queue.left) this.look();
  };

  #take(input) {
    if (input.files.length) this.queue.add(chosenFiles(input.files));
    input.value = "";
  }

  async #list() {
    document.getElementById(this.dataset.list).replaceChildren(await fetchFragment(this.dataset.documentsUrl));
    this.stale = false;
  }

  /** Hundreds of files may come and go within a second. */
  show = () => this.pacer.request();

  #draw() {
    const left = this.state.pending + this.queue.left;
    this.most = left ? Math.max(this.most, left) : 0;
    const bar = this.querySelector("progress");
    bar.hidden = !left;
    bar.max = this.most || 1;
    bar.value = this.most - left;
    const parts = [];
    if (this.queue.left) parts.push(`${this.queue.left} to upload`);
    if (this.state.pending) parts.push(`${this.state.pending} to read`);
    if (this.state.failed) parts.push(`${this.state.failed} failed`);
    this.querySelector("[data-slot=status]").textContent = parts.join(" · ");
    const refused = this.queue.refused.map(({ name, why }) => ({ name, state: "failed", label: "Refused", reason: why }));
    if (!this.rows.show([...this.state.rows, ...refused])) this.show();
  }
}

customElements.define("document-intakes", DocumentIntakes);
