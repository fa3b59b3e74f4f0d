const VERBS = {
  search_knowledge: { doing: "Searching the documents", did: "Searched the documents", detail: "query" },
};

/** The one quiet line that stands for a tool call; `result` is undefined while there is none. */
export function toolLine({ name, arguments: text, result }) {
  const done = result !== undefined && result !== null;
  const verb = VERBS[name];
  if (!verb) return `${done ? "Used" : "Using"} ${name}`;
  const detail = argument(text, verb.detail);
  return `${done ? verb.did : verb.doing}${detail ? ` for “${detail}”` : ""}`;
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
