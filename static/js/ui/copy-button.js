const SHOWN_MS = 1600;

/** Copies the code block, the answer or the question that it stands in, or the code that the attribute `from` names by its id. */
class CopyButton extends HTMLElement {
  connectedCallback() {
    this.clicked = () => this.#copy();
    this.addEventListener("click", this.clicked);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.clicked);
    clearTimeout(this.timer);
  }

  async #copy() {
    const done = await write(this.#text());
    const label = this.querySelector("[data-slot=label]");
    this.original ??= label.textContent;
    label.textContent = done ? "Copied" : "Not possible here";
    this.dataset.done = done;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#reset(label), SHOWN_MS);
  }

  #text() {
    const from = this.hasAttribute("from") ? document.getElementById(this.getAttribute("from")) : this.closest(".code-block");
    const code = from?.querySelector("code");
    return code ? code.textContent : this.closest("chat-answer, chat-question").copied;
  }

  #reset(label) {
    label.textContent = this.original;
    delete this.dataset.done;
  }
}

/** The clipboard is closed to pages without https (other than localhost): there the old command still works. */
async function write(text) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false;
    }
  }
  const area = Object.assign(document.createElement("textarea"), { value: text, className: "visually-hidden" });
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

customElements.define("copy-button", CopyButton);
