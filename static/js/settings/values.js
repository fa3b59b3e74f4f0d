const LONGEST = 40;

/**
 * What the text of a field stands for; undefined: nothing is set. Throws a sentence. `kind`: as chatapp/web/chat/parameters.py names it.
 * @param {{min?: string, max?: string}} ends of numbers; one that is empty or missing is open
 */
export function read(kind, text, ends = {}) {
  if (!text.trim()) return undefined;
  return READERS[kind](text, ends);
}

/** Whether an editor shows a value already: made anew, it would lose the field that one goes to, with what is typed there. */
export function holds(editor, value) {
  try {
    return JSON.stringify(editor.parameter) === JSON.stringify(value);
  } catch {
    return false;
  }
}

/** The text of a value, as `read` takes it. */
export function write(kind, value) {
  if (value === undefined) return "";
  return kind in WRITERS ? WRITERS[kind](value) : String(value);
}

/** A value in a few words, for its chip. */
export function brief(value) {
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value !== "object") return cut(String(value));
  if (Array.isArray(value)) return cut(value.map(brief).join(", "));
  if (value.function ?? value.custom) return cut((value.function ?? value.custom).name);
  if (value.json_schema) return cut(`JSON: ${value.json_schema.name}`);
  if (value.type) return cut(FORMATS[value.type] ?? value.type);
  return cut(Object.entries(value).map(([name, inner]) => `${name}: ${brief(inner)}`).join(", "));
}

export const labelOf = (name) => LABELS[name] ?? name.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase());

const LABELS = { n: "Answers" };
const FORMATS = { json_object: "JSON", content: "a text" };

// Of a call; anything else names a tool.
const CALLS = new Set(["none", "auto", "required"]);
const isNamed = ({ type, function: named, ...more }) => type === "function" && typeof named?.name === "string" && !Object.keys(more).length;

const READERS = {
  flag: (text) => text === "true",
  whole: (text, ends) => number(text, Number.isInteger, "a whole number", ends),
  number: (text, ends) => number(text, Number.isFinite, "a number", ends),
  word: (text) => text.trim(),
  lines: (text) => text.split("\n").filter(Boolean).map((line) => line.replaceAll("\\n", "\n")),
  text: (text) => ({ type: "content", content: text }),
  call: (text) => (text.trim().startsWith("{") ? parsed(text) : CALLS.has(text.trim()) ? text.trim() : { type: "function", function: { name: text.trim() } }),
  json: (text) => parsed(text),
};

const WRITERS = {
  lines: (value) => [value].flat().map((line) => line.replaceAll("\n", "\\n")).join("\n"),
  text: ({ content }) => (typeof content === "string" ? content : content.map((part) => part.text).join("\n\n")),
  call: (value) => (typeof value === "string" ? value : isNamed(value) ? value.function.name : JSON.stringify(value)),
  json: (value) => (typeof value === "string" ? JSON.stringify(value) : JSON.stringify(value, null, 2)),
};

function number(text, is, what, { min = "", max = "" }) {
  const value = Number(text);
  const ends = max !== "" ? ` from ${min} to ${max}` : min !== "" ? ` of at least ${min}` : "";
  const within = (min === "" || value >= Number(min)) && (max === "" || value <= Number(max));
  if (!is(value) || !within) throw new SyntaxError(`Write ${what}${ends}.`);
  return value;
}

/** JSON, or a sentence that says where it breaks off. */
export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SyntaxError(`This is no JSON${place(text, error)}.`);
  }
}

function place(text, { message }) {
  const named = /line (\d+) column (\d+)/.exec(message);
  if (named) return `: look at line ${named[1]}, column ${named[2]}`;
  const at = /position (\d+)/.exec(message);
  if (!at) return text.trim().endsWith("}") || text.trim().endsWith("]") ? "" : ": it ends too early";
  const before = text.slice(0, Number(at[1])).split("\n");
  return `: look at line ${before.length}, column ${before.at(-1).length + 1}`;
}

const cut = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1).trimEnd()}…` : text);
