const WORKER = import.meta.resolve("#chat/markdown/parser/markdown-worker");
const COLOURS = /<(?!span class="[\w. -]+">|\/span>)/;

/**
 * The page's one policy of Trusted Types: the CSP lets no other text become markup or the address of a script. The sanitiser has
 * its own (`dompurify`).
 */
const policy = globalThis.trustedTypes?.createPolicy("chatapp", { createHTML: checked, createScriptURL: checked }) ?? { createHTML: checked, createScriptURL: checked };

/** A part of a page that our server rendered. */
export const serverMarkup = (html) => policy.createHTML(html, () => true);

/** Coloured code: text, and spans with classes. */
export const codeMarkup = (html) => policy.createHTML(html, () => !COLOURS.test(html));

export const workerAddress = () => policy.createScriptURL(WORKER, () => true);

export const offlineWorkerAddress = () => policy.createScriptURL("/service-worker.js", () => true);

function checked(text, holds) {
  if (!holds()) throw new TypeError("This is no markup of ours.");
  return text;
}
