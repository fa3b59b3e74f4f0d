// What an answer in JSON is shown as: its value, and the table that it may be.

const LIKE_JSON = /^\s*(?:\{\s*["}]|\[\s*[[{"\]])/;
const MOST_COLUMNS = 40;

/** A number that JavaScript would change. */
export class ExactNumber {
  constructor(text) {
    this.text = text;
  }
}

/** Whether a text that may not be whole yet reads like JSON and not like Markdown. */
export const looksStructured = (text) => LIKE_JSON.test(text);

/** The object or list that a text is, or undefined. Numbers stay to the digit where the browser can tell. */
export function valueOf(text) {
  if (!looksStructured(text)) return undefined;
  try {
    return JSON.parse(text, (key, value, context) => (changed(value, context?.source) ? new ExactNumber(context.source) : value));
  } catch {
    return undefined;
  }
}

const changed = (value, source) => typeof value === "number" && source !== undefined && !Number.isSafeInteger(value) && String(value) !== source;

/**
 * The rows of the value: of a list of objects, or of the longest such list that an object holds. Null where there is none.
 * @returns {{name: string, columns: string[], left: number, rows: object[]} | null} `left`: columns that are too many
 */
export function tableOf(value) {
  const lists = Array.isArray(value) ? [["", value]] : Object.entries(value).filter(([, inner]) => Array.isArray(inner));
  const found = lists.filter(([, rows]) => rows.length && rows.every(isObject)).sort(([, a], [, b]) => b.length - a.length)[0];
  if (!found) return null;
  const [name, rows] = found;
  const columns = [...new Set(rows.flatMap(Object.keys))];
  return { name, columns: columns.slice(0, MOST_COLUMNS), left: Math.max(0, columns.length - MOST_COLUMNS), rows };
}

/** A value as one line. */
export function lineOf(value) {
  if (value === undefined) return "";
  if (value instanceof ExactNumber) return value.text;
  if (typeof value === "string") return value;
  if (isBranch(value)) return JSON.stringify(value, (key, inner) => (inner instanceof ExactNumber ? inner.text : inner));
  return String(value);
}

export const isBranch = (value) => typeof value === "object" && value !== null && !(value instanceof ExactNumber);

export function kindOf(value) {
  if (value instanceof ExactNumber) return "number";
  return value === null ? "null" : typeof value;
}

/** How much a branch holds: "3 items", "1 field". */
export function sizeOf(value) {
  const [count, word] = Array.isArray(value) ? [value.length, "item"] : [Object.keys(value).length, "field"];
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

const isObject = (value) => isBranch(value) && !Array.isArray(value);
