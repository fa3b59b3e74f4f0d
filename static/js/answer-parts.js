/**
 * What an answer shows: one part for each message of the assistant in its turn.
 * @returns {{id, text, reasoning, reasoningMs, refusal, annotations, continues, calls: {id, name, arguments, result}[]}[]}
 */
export function answerParts(messages) {
  const results = new Map(messages.filter(({ role }) => role === "tool").map(({ body }) => [body.tool_call_id, plainText(body.content)]));
  return messages
    .filter(({ role }) => role === "assistant")
    .map(({ id, body, reasoning_ms: reasoningMs, continues }) => ({
      id,
      continues,
      reasoningMs,
      text: plainText(body.content),
      reasoning: body.reasoning_content ?? body.reasoning ?? "",
      refusal: body.refusal ?? "",
      annotations: body.annotations ?? [],
      calls: (body.tool_calls ?? []).filter(named).map((call) => describe(call, results)),
    }));
}

/** The question that a turn began with, or undefined where it answers an older one. */
export function questionOf(messages) {
  return messages[0]?.role === "user" ? messages[0] : undefined;
}

export function plainText(content) {
  if (typeof content === "string") return content;
  return (content ?? []).map((part) => part.text ?? part.refusal ?? "").join("");
}

function describe(call, results) {
  const { name, arguments: text } = call.function ?? { name: call.custom?.name, arguments: call.custom?.input };
  return { id: call.id, name, arguments: text, result: results.get(call.id) };
}

const named = (call) => Boolean(call.function?.name || call.custom?.name);
