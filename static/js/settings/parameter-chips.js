import { cloneTemplate, fillSlots, slot } from "#chat/browser/slots";
import { brief, labelOf } from "#chat/settings/values";

const STORE = "store";

/** What is set for this chat, above the composer: each opens its field, and can be taken away. */
class ParameterChips extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.clicked);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.clicked);
  }

  /** @param {Set<string>} refused what the chosen model does not take */
  show(values, stored, refused, model) {
    const chips = Object.entries(values).map(([name, value]) => chip(name, labelOf(name), brief(value), refused.has(name) && model));
    if (stored) chips.push(chip(STORE, "Stored for scripts", ""));
    this.hidden = !chips.length;
    const { activeElement } = document;
    const at = this.contains(activeElement) ? [...this.children].indexOf(activeElement.closest("[data-name]")) : -1;
    this.replaceChildren(...chips);
    // The one that stood there is gone: the keyboard goes to the next one.
    if (at >= 0) (this.children[Math.min(at, chips.length - 1)]?.querySelector("[data-action=take]") ?? document.getElementById("question")).focus();
  }

  clicked = ({ target }) => {
    const action = target.closest("[data-action]")?.dataset.action;
    const name = target.closest("[data-name]")?.dataset.name;
    if (action) this.dispatchEvent(new CustomEvent(`parameter-${action}`, { bubbles: true, detail: { name } }));
  };
}

function chip(name, label, text, refusing) {
  const element = cloneTemplate("parameter-chip");
  element.dataset.name = name;
  fillSlots(element, { label, text });
  element.toggleAttribute("data-refused", Boolean(refusing));
  element.title = refusing ? `Not sent: ${refusing} does not take it.` : "";
  slot(element, "take").setAttribute("aria-label", `Take away: ${label}`);
  return element;
}

customElements.define("parameter-chips", ParameterChips);
