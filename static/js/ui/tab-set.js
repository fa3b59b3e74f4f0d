const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

/**
 * Sections of which one is shown, chosen by tabs of their headings; the address remembers which. Without scripts all are shown.
 * Each child section has an id, and its first heading is the name of its tab.
 */
class TabSet extends HTMLElement {
  connectedCallback() {
    this.panels = [...this.querySelectorAll(":scope > section")];
    this.tabs = this.panels.map((panel) => this.#tab(panel));
    this.list = document.createElement("div");
    this.list.className = "tabs";
    this.list.setAttribute("role", "tablist");
    this.list.setAttribute("aria-label", this.getAttribute("label"));
    this.list.append(...this.tabs);
    this.list.addEventListener("click", this.clicked);
    this.list.addEventListener("keydown", this.pressed);
    window.addEventListener("hashchange", this.follow);
    this.prepend(this.list);
    this.#show(this.#named() ?? 0);
  }

  disconnectedCallback() {
    window.removeEventListener("hashchange", this.follow);
    this.list.remove();
    for (const panel of this.panels) {
      panel.hidden = false;
      panel.removeAttribute("role");
    }
  }

  clicked = ({ target }) => {
    const index = this.tabs.indexOf(target.closest("[role=tab]"));
    if (index >= 0) this.#choose(index);
  };

  pressed = (event) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const next = (this.shown + step + this.tabs.length) % this.tabs.length;
    this.#choose(next);
    this.tabs[next].focus();
  };

  follow = () => {
    const index = this.#named();
    if (index !== null) this.#show(index);
  };

  #tab(panel) {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.className = "tab";
    tab.id = `tab-${panel.id}`;
    tab.textContent = panel.querySelector("h2, h3").textContent;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    return tab;
  }

  #named() {
    const index = this.panels.findIndex((panel) => panel.id === location.hash.slice(1));
    return index < 0 ? null : index;
  }

  #choose(index) {
    this.#show(index);
    // Not by the hash itself: the page would jump to the section.
    history.replaceState(history.state, "", `#${this.panels[index].id}`);
  }

  #show(index) {
    this.shown = index;
    this.panels.forEach((panel, at) => (panel.hidden = at !== index));
    this.tabs.forEach((tab, at) => {
      tab.setAttribute("aria-selected", at === index);
      tab.tabIndex = at === index ? 0 : -1;
    });
  }
}

customElements.define("tab-set", TabSet);
