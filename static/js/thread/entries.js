import { questionOf } from "#chat/answers/answer-parts";
import { resultsOf } from "#chat/tools/waiting-calls";

// What a thread consists of: questions and answers, each the holder of one or more messages.

export const holderOf = (thread, message) =>
  thread.querySelector(`[data-message="${message}"]`)?.closest("chat-question, chat-answer") ?? [...thread.children].find(({ messages }) => messages?.some(({ id }) => id === message)) ?? null;

/** Whether the person wrote this message: a question, or the result of a call. */
export function isAsked(thread, message) {
  const holder = holderOf(thread, message);
  return holder?.localName === "chat-question" || Boolean(holder?.messages.some(({ id, role }) => id === message && role === "tool"));
}

/** Shows the results that a turn goes on from at the calls that they are of. @returns {boolean} false where there are none, or no such answer */
export function giveResults(thread, messages) {
  const results = resultsOf(messages);
  const holder = results.length ? holderOf(thread, results[0].parent) : null;
  holder?.take?.(results);
  return holder !== null;
}

/** What is shown below a message; all where that is null, nothing where it is not shown. Unconfirmed questions are on no branch yet. */
export function below(thread, message) {
  const children = [...thread.children];
  const holder = holderOf(thread, message);
  if (message && !holder) return [];
  return children.slice(children.indexOf(holder) + 1).filter(({ dataset }) => !dataset.client);
}

/** Lets what is shown know of another version of it, which begins with this turn. */
export function noteVersions(thread, { turn, messages }) {
  const question = questionOf(messages);
  const made = [{ entry: turn.id, parent: turn.parent }, ...(question ? [{ entry: question.id, parent: question.parent }] : [])];
  for (const { entry, parent } of made) {
    const beside = [...thread.children].filter((child) => child.siblings && child.above === parent);
    for (const { siblings } of beside) siblings.entries = [...new Set([...siblings.entries, entry])].filter(Boolean).sort();
  }
}

/** Adds an entry below a message in the place of the others, which are another branch: it is a new version of what stood there. */
export function putInstead(thread, element, parent, others) {
  const entries = others.find(({ siblings, above }) => siblings && above === parent)?.siblings.entries ?? [];
  others.forEach((other) => other.remove());
  thread.appendChild(element);
  element.siblings.entries = entries;
  return element;
}

/**
 * Puts the entries of a fragment of the server's in the place of those that a thread shows. One that is in both stays as it
 * is drawn, and so do those above the first of the fragment, where that one is shown.
 */
export function replaceEntries(thread, fragment) {
  const shown = new Map([...thread.children].filter(({ entry }) => entry).map((child) => [child.entry, child]));
  const fresh = [...fragment.children];
  const first = fresh.findIndex(({ entry }) => entry);
  const joint = shown.get(fresh[first]?.entry);
  const above = joint ? before(thread, joint) : [];
  const next = fresh.slice(above.length ? first : 0).map((child) => same(shown.get(child.entry), child) ?? child);
  place(thread, [...above, ...next, ...thread.pending.all]);
}

const before = (thread, child) => [...thread.children].slice(0, [...thread.children].indexOf(child));

function same(shown, fresh) {
  if (!shown || shown.status !== fresh.status || shown.leaf !== fresh.leaf) return undefined;
  const versions = switchesOf(fresh);
  switchesOf(shown).forEach((each, index) => (each.entries = versions[index]?.entries ?? []));
  return shown;
}

const switchesOf = (entry) => [...entry.querySelectorAll("sibling-switch")];

/** What stays is not moved: it would be connected anew, and lose the focus. */
function place(thread, children) {
  const staying = new Set(children);
  for (const child of [...thread.children]) if (!staying.has(child)) child.remove();
  let next = thread.firstElementChild;
  for (const child of children) {
    if (child === next) next = next.nextElementSibling;
    else thread.insertBefore(child, next);
  }
}
