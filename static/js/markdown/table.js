// As static/css/markdown.css has it. The browser lays a table out at once, and of hundreds of columns nobody sees more.
const MOST_COLUMNS = 50;

/** A table scrolls by itself. One with a great many columns shows the first of them, and the others when it is asked to. */
export function frameTable(table) {
  const frame = document.createElement("div");
  frame.className = "table-frame";
  frame.tabIndex = 0;
  table.replaceWith(frame);
  frame.append(table);
  const columns = table.rows[0]?.cells.length ?? 0;
  if (columns > MOST_COLUMNS) frame.append(allColumns(frame, columns));
}

function allColumns(frame, columns) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "button button-small", textContent: `Show all ${columns} columns` });
  frame.toggleAttribute("data-cut", true);
  button.addEventListener("click", () => {
    button.remove();
    frame.removeAttribute("data-cut");
    frame.focus();
  });
  return button;
}
