import { TurnState } from "#chat/connection/turn-state";

/** The state of an answer that came with the page: its snapshot, and the texts that stand there for who has no scripts. */
export function pageState(answer) {
  const snapshot = answer.querySelector(":scope > script");
  if (!snapshot) return undefined;
  const state = new TurnState(JSON.parse(snapshot.textContent));
  const bodies = new Map(state.messages.map(({ id, body }) => [id, body]));
  for (const part of answer.parts) bodies.get(part.dataset.message).content = part.source;
  return state;
}
