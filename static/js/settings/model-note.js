import { fillSlots, slot } from "#chat/browser/slots";

/** Says of a model that is not known to call tools what it cannot do here, and who changes that. */
class ModelNote extends HTMLElement {
  /** @param {{label: string, tools: boolean, page: string}|undefined} model `page`: where an admin changes it, empty for others */
  show(model) {
    this.hidden = !model || model.tools;
    if (this.hidden) return;
    fillSlots(this, { name: model.label });
    slot(this, "ask").hidden = Boolean(model.page);
    slot(this, "page").hidden = !model.page;
    slot(this, "page").href = model.page;
  }
}

customElements.define("model-note", ModelNote);
