import "#chat/citations/citation-preview";
import "#chat/markdown/markdown-text";
import "#chat/structured/structured-answer";
import { cloneTemplate, slot } from "#chat/browser/slots";
import { looksStructured } from "#chat/structured/structure";

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
