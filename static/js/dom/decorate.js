import { safeUrl } from "#chat/citations";
import { CodeBlock } from "#chat/dom/code";
import { setFormulas } from "#chat/dom/math";
import { cloneTemplate, slot } from "#chat/dom/slots";

const MARKER = /(?:\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]|【(\d{1,3})】)/g;

/** Gives a sanitised fragment what is ours: code blocks, formulas, safe links, gates before images, citations. */
export function decorate(fragment, sources) {
  fragment.querySelectorAll("pre > code").forEach(frameCode);
  fragment.querySelectorAll("table").forEach(wrapTable);
  fragment.querySelectorAll("img[data-src]").forEach(gateImage);
  fragment.querySelectorAll("a[href]:not([href^='#'])").forEach((link) => Object.assign(link, { target: "_blank", rel: "noopener noreferrer" }));
  fragment.querySelectorAll("[data-task]").forEach(labelTask);
  if (sources?.size) cite(fragment, sources);
  setFormulas(fragment);
  return fragment;
}

function frameCode(code) {
  const lang = /language-(.+)/.exec(code.className)?.[1] ?? "";
  const block = new CodeBlock(lang);
  block.finish(code.textContent);
  code.parentElement.replaceWith(block.element);
}

function wrapTable(table) {
  const frame = document.createElement("div");
  frame.className = "table-frame";
  frame.tabIndex = 0;
  table.replaceWith(frame);
  frame.append(table);
}

function gateImage(image) {
  const address = safeUrl(image.dataset.src) && new URL(image.dataset.src, location.href);
  if (!address) return image.replaceWith(image.alt);
  const gate = cloneTemplate("image-gate");
  const own = address.origin === location.origin;
  slot(gate, "label").textContent = `Load image from ${own ? "this server" : address.host}`;
  slot(gate, "alt").textContent = image.alt;
  gate.addEventListener("click", () => gate.replaceWith(loadedImage(address, image.alt)));
  image.replaceWith(gate);
}

function loadedImage(address, alt) {
  const image = new Image();
  return Object.assign(image, { referrerPolicy: "no-referrer", alt, src: address.href });
}

function labelTask(task) {
  task.setAttribute("role", "img");
  task.setAttribute("aria-label", task.dataset.task === "done" ? "Done" : "Open");
  task.closest("li")?.classList.add("task");
}

function cite(fragment, sources) {
  const walker = document.createTreeWalker(fragment, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (/[[【]\d/.test(node.data) && !node.parentElement?.closest("pre, code, a, [data-math]")) texts.push(node);
  }
  texts.forEach((node) => node.replaceWith(...chipped(node.data, sources)));
}

function chipped(text, sources) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(MARKER)) {
    const numbers = (match[1] ?? match[2]).split(",").map(Number);
    if (!numbers.every((number) => sources.has(number))) continue;
    parts.push(text.slice(end, match.index).replace(/ $/, ""), ...numbers.map((number) => chip(number, sources.get(number))));
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
}

function chip(number, { url, title }) {
  const element = cloneTemplate("citation");
  const href = safeUrl(url);
  if (href) element.href = href;
  element.title = title;
  element.setAttribute("aria-label", `Source ${number}: ${title}`);
  element.textContent = number;
  return element;
}
