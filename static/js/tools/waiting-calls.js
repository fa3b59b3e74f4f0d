/**
 * The ids of the calls at the end of an answer that have no result: the person may say what came of them, as the server allows it
 * (chatapp/turns/calls/hand_tools.py).
 */
export function waitingCalls({ turn, messages, running }) {
  const whole = !turn.status || turn.status === "done";
  if (running || !whole || turn.finish_reason === "length") return [];
  const last = messages.findLast(({ role }) => role !== "tool");
  const results = new Set(resultsOf(messages.slice(messages.indexOf(last) + 1)).map(({ body }) => body.tool_call_id));
  const calls = last?.role === "assistant" ? (last.body.tool_calls ?? []) : [];
  return calls.map(({ id }) => id).filter((id) => id && !results.has(id));
}

/** An answer's messages, with the results that were given last in the place of those before. */
export function withGiven(messages, given) {
  if (!given?.length) return messages;
  const end = messages.findIndex(({ id }) => id === given[0].parent) + 1;
  return [...(end ? messages.slice(0, end) : messages), ...given];
}

/** The results that these messages begin with: a turn that goes on from calls was opened with them. */
export function resultsOf(messages) {
  const end = messages.findIndex(({ role }) => role !== "tool");
  return end < 0 ? messages : messages.slice(0, end);
}
