import { dollars, duration, tokens, when } from "#chat/text/formats";

/**
 * What stands below an answer about its turn: `at`, `model`, `tokens`, `cost` and `time`, each empty where it is not known,
 * and `more` for who points at it.
 */
export function answerFacts(turn, now = new Date()) {
  const { model, prompt_tokens: asked, completion_tokens: written, duration_ms: ms, first_token_ms: first } = turn;
  const at = new Date(turn.created_at);
  const more = [model?.provider, Number.isInteger(asked) && `${tokens(asked)} read`, first && `first word after ${duration(first)}`];
  return {
    at: Number.isNaN(at.getTime()) ? "" : when(at, now),
    model: model?.name ?? "",
    tokens: Number.isInteger(written) ? tokens(written, turn.usage_estimated) : "",
    cost: turn.unpriced ? "unpriced" : dollars(turn.cost),
    time: Number.isInteger(ms) ? duration(ms) : "",
    more: more.filter(Boolean).join(", "),
  };
}
