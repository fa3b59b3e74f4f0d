import { cloneTemplate, fillSlots, slot } from "#chat/browser/slots";
import { canShrink } from "#chat/files/smaller-image";
import { kindOf, sizeOf, wayOf } from "#chat/files/file-kinds";

/** What stands for a file in the composer, from its choice to its sending. @param {import("#chat/files/uploads").Upload} upload */
export function newChip({ id, file }) {
  const chip = cloneTemplate("file-chip");
  chip.dataset.id = id;
  slot(chip, "name").textContent = chip.title = file.name;
  slot(chip, "remove").ariaLabel = `Remove ${file.name}`;
  return chip;
}

/** How far it is, and how it goes to this model. */
export function drawChip(chip, item, model) {
  const { state, file, part, progress } = item;
  chip.dataset.state = state;
  const way = part && wayOf(part.file, model, item.readable);
  chip.toggleAttribute("data-lost", Boolean(way?.lost));
  const done = () => [sizeOf(part.file.size), way.words].join(" · ");
  const words = { waiting: "Waits", sending: `${Math.round(progress * 100)} % of ${sizeOf(file.size)}`, reading: "Being read", done, failed: item.reason };
  slot(chip, "facts").textContent = state === "done" ? done() : words[state];
  fillSlots(chip, { notes: item.notes.join(" ") });
  slot(chip, "bar").hidden = !["sending", "reading"].includes(state);
  slot(chip, "bar").value = progress;
  slot(chip, "again").hidden = state !== "failed" || item.final;
  slot(chip, "undo").hidden = !item.pasted || state !== "done";
  slot(chip, "smaller").hidden = !canShrink(item);
  const image = slot(chip, "thumbnail");
  if (part && kindOf(part.file.media_type) === "image" && image.hidden) Object.assign(image, { src: `/attachments/${part.file.file_id}/`, hidden: false });
  const opened = slot(chip, "open");
  opened.disabled = !part;
  if (part) opened.file = part.file;
}
