// A button that copies the read-only field beside it. Without scripts the field can be selected and copied.
class CopyField extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "button button-primary";
    this.button.textContent = "Copy";
    this.button.addEventListener("click", this.copy);
    this.input.addEventListener("focus", this.select);
    this.append(this.button);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.input.removeEventListener("focus", this.select);
    this.button.remove();
  }

  select = () => this.input.select();

  copy = async () => {
    clearTimeout(this.timer);
    this.button.textContent = (await this.write()) ? "Copied" : "Press Ctrl+C";
    this.timer = setTimeout(() => (this.button.textContent = "Copy"), 2500);
  };

  async write() {
    try {
      await navigator.clipboard.writeText(this.input.value);
      return true;
    } catch {
      this.input.focus(); // The clipboard is closed to pages without https: what is selected can be copied by hand.
      return false;
    }
  }
}

customElements.define("copy-field", CopyField);
