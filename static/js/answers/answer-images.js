import { cloneTemplate, slot } from "#chat/browser/slots";
import { showFiles } from "#chat/files/file-card";
import { imageLink } from "#chat/markdown/image-link";

/** The pictures of an answer, in the order in which they came; what is not kept here is a link or says why. */
export function drawImages(part, images) {
  if (!images.length) return;
  let box = slot(part, "images");
  if (!box) {
    box = cloneTemplate("answer-images");
    slot(part, "text").after(box);
  }
  if (Number(box.dataset.count) === images.length) return;
  box.dataset.count = images.length;
  showFiles(slot(box, "files"), images);
  slot(box, "notes").replaceChildren(...images.filter(({ type }) => type !== "file").map(note));
}

function note({ text, image_url: image }) {
  const line = document.createElement("p");
  line.append(imageLink(image?.url) ?? text ?? "An image is not shown: it has no address.");
  return line;
}
