/** What a file is to a model and to the page, by its media type; as chatapp/conversations/attachments/kinds.py says it. */
const IMAGES = ["image/png", "image/jpeg", "image/webp", "image/gif"];
const RECORDINGS = ["audio/wav", "audio/mpeg"];

/** @returns {"image"|"audio"|"document"} */
export function kindOf(mediaType) {
  if (IMAGES.includes(mediaType)) return "image";
  return RECORDINGS.includes(mediaType) ? "audio" : "document";
}

/** 850 -> "850 B", 12 400 -> "12 KB", 3 400 000 -> "3.2 MB" */
export function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 ** 2) return `${Math.round(bytes / 1024)} KB`;
  const megabytes = bytes / 1024 ** 2;
  return `${megabytes < 10 ? megabytes.toFixed(1) : Math.round(megabytes)} MB`;
}

/**
 * How this file goes to this model, in a few words; `lost` where it does not arrive.
 * @param {{media_type: string, long?: boolean}} file `long`: models that call tools search it
 * @param {{vision: boolean, audio: boolean, files: boolean, tools: boolean, built_in: boolean}} model
 * @param {boolean} readable whether text could be read from it
 */
export function wayOf({ media_type: mediaType, long = false }, model, readable) {
  const kind = kindOf(mediaType);
  if (kind === "image") return model?.vision ? { words: "as an image" } : { words: "not seen by this model", lost: "images" };
  if (kind === "audio") return model?.audio ? { words: "as a recording" } : { words: "not heard by this model", lost: "recordings" };
  if (mediaType === "application/pdf" && model?.files) return { words: "as a file" };
  if (!readable) return { words: "no text can be read", lost: "scans" };
  return { words: model?.tools && (long || model.built_in) ? "searched" : "sent whole" };
}

/** Of models, those that take all of what this one does not; else those that take some of it. */
export function ablerModels(models, lost) {
  const able = { images: "vision", recordings: "audio", scans: "files" };
  const needed = [...lost].map((what) => able[what]);
  const all = models.filter((model) => needed.every((field) => model[field]));
  return all.length ? all : models.filter((model) => needed.some((field) => model[field]));
}
