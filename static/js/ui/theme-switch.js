/** Light, dark, or as the system: kept in this browser, set before the first paint by theme.js. */
class ThemeSwitch extends HTMLElement {
  connectedCallback() {
    this.clicked = ({ target }) => this.#choose(target.closest("button"));
    this.pressed = (event) => this.#key(event);
    this.addEventListener("click", this.clicked);
    this.addEventListener("keydown", this.pressed);
    this.#draw();
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.clicked);
    this.removeEventListener("keydown", this.pressed);
  }

  get buttons() {
    return [...this.querySelectorAll("button")];
  }

  #choose(button) {
    if (!button) return;
    if (button.value) document.documentElement.dataset.theme = button.value;
    else delete document.documentElement.dataset.theme;
    try {
      localStorage.setItem("theme", button.value);
    } catch {
      // Storage is closed to us: the choice holds for this page.
    }
    this.#draw();
  }

  #draw() {
    const theme = document.documentElement.dataset.theme ?? "";
    for (const button of this.buttons) {
      button.ariaChecked = String(button.value === theme);
      button.tabIndex = button.value === theme ? 0 : -1;
    }
  }

  #key(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const { buttons } = this;
    const next = buttons.at((buttons.indexOf(document.activeElement) + step) % buttons.length);
    this.#choose(next);
    next.focus();
    event.preventDefault();
  }
}

customElements.define("theme-switch", ThemeSwitch);
