/** The line of a tool call; `result` is undefined while there is none. `line`: the tool's own (chatapp/tools/base.py). */
export function toolLine({ name, arguments: text, result }, line) {
  const done = result !== undefined && result !== null;
  if (!line) return `${done ? "Used" : "Using"} ${name}`;
  const detail = argument(text, line.detail);
  return `${done ? line.did : line.doing}${detail ? ` for “${detail}”` : ""}`;
}

/** Arguments arrive in pieces: while they are not whole JSON there is nothing to say of them. */
function argument(text, name) {
  try {
    const value = JSON.parse(text)[name];
    return typeof value === "string" ? value : "";
  } catch {
    return "";
  }
}
