const VARIABLE = /\{\{\s*([^{}\n]{1,60}?)\s*\}\}/g;
const MOST = 50;

/** @returns {string|null} what stands behind a slash that the message begins with, while it is one word; else null */
export function commandIn(text) {
  return /^\/([\w-]*)$/.exec(text)?.[1].toLowerCase() ?? null;
}

/** Those whose word begins with what is typed, then those that have it anywhere, or in what they are for. */
export function findPrompts(prompts, typed) {
  const begins = prompts.filter(({ command }) => command.startsWith(typed));
  const has = prompts.filter((prompt) => !begins.includes(prompt) && `${prompt.command} ${prompt.description}`.toLowerCase().includes(typed));
  return [...begins, ...has].slice(0, MOST);
}

/** The names in double braces, each once, in their order. */
export function variablesIn(text) {
  return [...new Set([...text.matchAll(VARIABLE)].map(([, name]) => name))];
}

/** What was written for a name stands in its places as it is, braces and all. */
export function filled(text, values) {
  return text.replace(VARIABLE, (place, name) => values[name] ?? place);
}
