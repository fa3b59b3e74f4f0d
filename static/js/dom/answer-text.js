import "#chat/elements/citation-preview";
import "#chat/elements/markdown-text";
import "#chat/elements/structured-answer";
import { cloneTemplate, slot } from "#chat/dom/slots";
import { looksStructured } from "#chat/structure";

/** The text of a part: JSON as what it holds, all else as Markdown. */
export function drawText(part, { id, text }, live, sources) {
  const markdown = slot(part, "text");
  let structured = slot(part, "structure");
  if (!structured && looksStructured(text)) {
    structured = cloneTemplate("structure");
    markdown.after(structured);
  }
  const taken = structured?.show(text, live, id) ?? false;
  markdown.hidden = taken;
  if (!taken) markdown.show(text, !live, sources);
}
