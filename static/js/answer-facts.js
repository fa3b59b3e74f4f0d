import { duration, tokens } from "#chat/formats";

/** What stands below an answer about its turn: `model`, `tokens` and `time`, each empty where it is not known, and `more` for who points at it. */
export function answerFacts({ model, prompt_tokens: asked, completion_tokens: written, usage_estimated: estimated, duration_ms: ms, first_token_ms: first }) {
  const more = [model?.provider, Number.isInteger(asked) && `${tokens(asked)} read`, first && `first word after ${duration(first)}`];
  return {
    model: model?.name ?? "",
    tokens: Number.isInteger(written) ? tokens(written, estimated) : "",
    time: Number.isInteger(ms) ? duration(ms) : "",
    more: more.filter(Boolean).join(", "),
  };
}
