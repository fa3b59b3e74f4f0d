/** A clone of all that the page's template of this name holds. */
export const cloneContent = (name) => document.importNode(document.getElementById(`template-${name}`).content, true);

/** A clone of the first element of a template, or of the page's one of this name; its custom elements are alive. */
export function cloneTemplate(template) {
  const found = typeof template === "string" ? document.getElementById(`template-${template}`) : template;
  return document.importNode(found.content, true).firstElementChild;
}

export function slot(element, name) {
  return element.querySelector(`[data-slot="${name}"]`);
}

/** Writes texts into slots; a slot whose text is empty is hidden. */
export function fillSlots(element, texts) {
  for (const [name, text] of Object.entries(texts)) {
    const target = slot(element, name);
    target.hidden = !text;
    if (target.textContent !== text) target.textContent = text ?? "";
  }
}
