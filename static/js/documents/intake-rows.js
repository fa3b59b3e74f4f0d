// Of one frame: a row has forms of its own.
const AT_ONCE = 20;

/** The rows of a list, of which only those are made that are new or have changed, a few in each frame. */
export class IntakeRows {
  /** @param {(row: object) => Element} make */
  constructor(list, make) {
    Object.assign(this, { list, make, shown: new Map() });
  }

  /** @returns {boolean} false where some are left for the next frame */
  show(rows) {
    const next = new Map();
    let left = AT_ONCE;
    for (const row of rows) {
      const key = keyOf(row, next);
      const element = this.shown.get(key) ?? (left-- > 0 ? this.make(row) : null);
      if (!element) break;
      next.set(key, element);
    }
    this.shown = next;
    this.#place([...next.values()]);
    return next.size === rows.length;
  }

  /** What stays is not moved: a button of it may have the focus. */
  #place(elements) {
    const staying = new Set(elements);
    for (const child of [...this.list.children]) if (!staying.has(child)) child.remove();
    elements.forEach((element, index) => {
      if (this.list.children[index] !== element) this.list.insertBefore(element, this.list.children[index] ?? null);
    });
  }
}

/** What the template says of one file. `intakes`: the address below which it is tried again, or dismissed. */
export function rowOf(template, intakes, row) {
  const item = template.content.cloneNode(true).firstElementChild;
  item.dataset.state = row.state;
  for (const slot of ["name", "label", "reason"]) item.querySelector(`[data-slot=${slot}]`).textContent = row[slot];
  for (const form of item.querySelectorAll("form")) {
    form.hidden = !row.id || !["failed", "ready"].includes(row.state) || (form.dataset.only ?? row.state) !== row.state;
    form.action = `${intakes}${row.id}/${form.dataset.verb}/`;
  }
  return item;
}

/** Two files may have one name and one fate. */
function keyOf(row, taken) {
  let key = JSON.stringify(row);
  while (taken.has(key)) key += "+";
  return key;
}
