/** A clone of the template with this id: its first element. */
export function cloneTemplate(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
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
