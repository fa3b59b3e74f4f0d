/**
 * What an answer shows: one part for each message of the assistant in its turn.
 * @param {string[]} waiting the ids of the calls that wait for the person's results
 * @returns {{id, text, reasoning, reasoningMs, refusal, annotations, audio, images, continues, calls}[]} each call is
 *   {id, type, name, arguments, result, outcome, waits}
 */
export function answerParts(messages, waiting = []) {
  const results = new Map(messages.filter(({ role }) => role === "tool").map((message) => [message.body.tool_call_id, message]));
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
      audio: body.audio ?? null,
      images: Array.isArray(body.images) ? body.images : [],
      transcript: body.audio?.transcript ?? "",
      calls: callsOf(body).filter(named).map((call) => ({ ...describe(call, results), waits: waiting.includes(call.id) })),
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

/** Also the one of `function_call`, from before there were tools. */
function callsOf({ tool_calls: calls, function_call: older }) {
  return [...(calls ?? []), ...(older ? [{ type: "function", function: older }] : [])];
}

function describe(call, results) {
  const { name, arguments: text } = call.function ?? { name: call.custom?.name, arguments: call.custom?.input };
  const found = results.get(call.id);
  return { id: call.id, type: call.type, name, arguments: text ?? "", result: found && plainText(found.body.content), outcome: found?.outcome };
}

const named = (call) => Boolean(call.function?.name || call.custom?.name);
