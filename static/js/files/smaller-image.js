// What providers make of a larger one anyway, in pixels of its longer side.
const LONGEST = 1_568;
const QUALITY = 0.85;
const KINDS = /^image\/(?:png|jpeg|webp)$/;

/** Whether this upload is an image that can be made smaller; one that is too large for the server among them. */
export function canShrink({ file, part, state, tooLarge }) {
  if (!KINDS.test(file.type ?? "")) return false;
  return Boolean(tooLarge) || (state === "done" && Math.max(part.file.width ?? 0, part.file.height ?? 0) > LONGEST);
}

/** The same picture, upright, with at most `LONGEST` pixels a side. @returns {Promise<File>} */
export async function smaller(file) {
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
  const canvas = new OffscreenCanvas(Math.round(image.width * scale), Math.round(image.height * scale));
  const drawing = canvas.getContext("2d");
  drawing.imageSmoothingQuality = "high";
  drawing.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  // A browser that writes no WebP writes PNG.
  const blob = await canvas.convertToBlob({ type: "image/webp", quality: QUALITY });
  return new File([blob], `${file.name.replace(/\.[^.]+$/, "")}.${blob.type.replace("image/", "")}`, { type: blob.type });
}
