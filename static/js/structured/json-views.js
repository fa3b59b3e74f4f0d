import { isBranch, kindOf, lineOf, sizeOf } from "#chat/structured/structure";

// So many of a branch, or rows of a table, are drawn at once.
const AT_ONCE = 100;
// Branches that are open at first.
const OPEN = 2;

/** A value as branches that open. What is closed is not drawn. */
export function jsonTree(value, depth = 0) {
  const list = element("ul", { className: "json-tree" });
  const entries = Array.isArray(value) ? value.map((inner, index) => [index + 1, inner]) : Object.entries(value);
  inPortions(list, entries, ([name, inner]) => {
    const row = element("li");
    row.append(isBranch(inner) ? branch(name, inner, depth) : leaf(name, inner));
    return row;
  });
  return list;
}

/** Rows of objects as a table; its caption names the list. */
export function jsonTable({ name, columns, rows, left }) {
  const table = element("table", { className: "json-table" });
  if (name) table.append(element("caption", { textContent: name }));
  const head = table.createTHead().insertRow();
  head.append(...columns.map((column) => element("th", { textContent: column, scope: "col" })));
  if (left) head.append(element("th", { textContent: `${left} more`, scope: "col" }));
  inPortions(table.createTBody(), rows, (row) => {
    const line = element("tr");
    line.append(...columns.map((column) => element("td", { textContent: lineOf(row[column]), className: `json-${kindOf(row[column])}`, dir: "auto" })));
    return line;
  });
  return table;
}

function branch(name, value, depth) {
  const details = element("details", { open: depth < OPEN });
  const summary = element("summary");
  summary.append(element("span", { className: "json-name", textContent: name }), element("span", { className: "json-size", textContent: sizeOf(value) }));
  details.append(summary);
  const fill = () => details.open && details.childElementCount === 1 && details.append(jsonTree(value, depth + 1));
  details.addEventListener("toggle", fill);
  fill();
  return details;
}

function leaf(name, value) {
  const line = element("span", { className: "json-leaf" });
  line.append(element("span", { className: "json-name", textContent: name }), element("span", { className: `json-${kindOf(value)}`, textContent: lineOf(value), dir: "auto" }));
  return line;
}

function inPortions(parent, items, draw, from = 0) {
  parent.append(...items.slice(from, from + AT_ONCE).map(draw));
  const next = from + AT_ONCE;
  if (items.length <= next) return;
  const button = element("button", { type: "button", className: "button button-small", textContent: `${items.length - next} more` });
  const holder = element(parent.tagName === "TBODY" ? "tr" : "li");
  const cell = parent.tagName === "TBODY" ? holder.insertCell() : holder;
  cell.append(button);
  button.addEventListener("click", () => {
    holder.remove();
    inPortions(parent, items, draw, next);
  });
  parent.append(holder);
}

function element(tag, properties = {}) {
  return Object.assign(document.createElement(tag), properties);
}
