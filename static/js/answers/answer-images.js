import { safeUrl } from "#chat/citations/citations";
import { cloneTemplate, slot } from "#chat/browser/slots";
import { showFiles } from "#chat/files/file-card";

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

/** A picture elsewhere is not loaded: its server must not learn who looks at the chat. */
function note({ text, image_url: image }) {
  const line = document.createElement("p");
  const address = safeUrl(image?.url) && new URL(image.url, location.href);
  if (!address) line.textContent = text ?? "An image is not shown: it has no address.";
  else line.append(Object.assign(document.createElement("a"), { href: address.href, textContent: `Open image from ${address.host}`, target: "_blank", rel: "noopener noreferrer" }));
  return line;
}
