import { LOST, quoting, safeUrl } from "#chat/citations/citations";
import { CodeBlock } from "#chat/markdown/code";
import { imageLink } from "#chat/markdown/image-link";
import { setFormulas } from "#chat/markdown/math";
import { frameTable } from "#chat/markdown/table";
import { cloneTemplate, slot } from "#chat/browser/slots";
import { doubt, lastQuote, LOOKED_AT, Sources } from "#chat/citations/verification";

// Of one block: what of ours it gets is many times larger than what stands for it in the text.
const MOST = { chips: 1_000, images: 100, code: 200 };
const MARKER = /(?:\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]|【(\d{1,3})】)/g;

/** Gives a sanitised fragment what is ours: code blocks, formulas, safe links, links to images, citations. `space`: as `setFormulas` takes it, and a room for colours. */
export function decorate(fragment, sources, space) {
  [...fragment.querySelectorAll("pre > code")].slice(0, MOST.code).forEach((code) => frameCode(code, space.colours));
  fragment.querySelectorAll("table").forEach(frameTable);
  fragment.querySelectorAll("img[data-src]").forEach((image, index) => (index < MOST.images ? linkImage(image) : image.replaceWith(image.alt)));
  fragment.querySelectorAll("a[href]:not([href^='#'])").forEach((link) => Object.assign(link, { target: "_blank", rel: "noopener noreferrer" }));
  fragment.querySelectorAll("[data-task]").forEach(labelTask);
  direct(fragment);
  if (sources?.size || sources?.checked) cite(fragment, sources);
  setFormulas(fragment, space);
  return fragment;
}

/** Each block begins where its language does. Code goes from left to right, and says nothing of the language around it. */
function direct(fragment) {
  for (const code of fragment.querySelectorAll("code, figure")) code.dir = "ltr";
  for (const block of fragment.children) if (!block.dir) block.dir = "auto";
}

function frameCode(code, room) {
  const lang = /language-(.+)/.exec(code.className)?.[1] ?? "";
  const block = new CodeBlock(lang, room);
  block.finish(code.textContent);
  code.parentElement.replaceWith(block.element);
}

function linkImage(image) {
  const link = imageLink(image.dataset.src, image.alt);
  if (!link) return image.replaceWith(image.alt);
  const around = image.closest("a");
  // A link cannot stand within another one.
  if (around) around.after(link);
  image.replaceWith(around ? image.alt : link);
}

function labelTask(task) {
  task.setAttribute("role", "img");
  task.setAttribute("aria-label", task.dataset.task === "done" ? "Done" : "Open");
  task.closest("li")?.classList.add("task");
}

function cite(fragment, sources) {
  const walker = document.createTreeWalker(fragment, NodeFilter.SHOW_TEXT);
  const texts = [];
  let before = "";
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (/[[【]\d/.test(node.data) && !node.parentElement?.closest("pre, code, a, [data-math]")) texts.push([node, before, node.parentElement?.closest("blockquote")]);
    before = (before + node.data).slice(-LOOKED_AT);
  }
  let left = MOST.chips;
  for (const [node, said, quoted] of texts) {
    // A document that is quoted may have markers of its own.
    const parts = chipped(node.data, said, quoted ? new Sources(sources) : sources, left);
    left -= parts.length;
    node.replaceWith(...parts);
  }
}

function chipped(text, before, sources, most) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(MARKER)) {
    if (parts.length > most) break;
    const numbers = (match[1] ?? match[2]).split(",").map(Number);
    const said = before + text.slice(Math.max(0, match.index - LOOKED_AT), match.index);
    const wrong = doubt(said, numbers, sources);
    if (!wrong && !numbers.every((number) => sources.has(number))) continue;
    parts.push(text.slice(end, match.index).replace(/ $/, ""), ...numbers.map((number) => chip(number, sources.get(number), wrong, lastQuote(said))));
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
}

function chip(number, { url, title, text, lost } = {}, wrong, quote) {
  const element = cloneTemplate("citation");
  const href = quoting(safeUrl(url), wrong ? "" : quote);
  if (href) element.href = href;
  element.toggleAttribute("data-unverified", Boolean(wrong));
  element.toggleAttribute("data-lost", Boolean(lost));
  element.source = { url: href, title, text, wrong, lost };
  const named = lost ? LOST : title;
  element.setAttribute("aria-label", [named ? `Source ${number}: ${named}` : `Marker ${number}`, wrong].filter(Boolean).join(". "));
  // Without an address it is no link: it still says what it is to who has no mouse.
  if (!href) Object.assign(element, { tabIndex: 0, role: "note" });
  element.textContent = wrong ? `${number}?` : number;
  return element;
}
