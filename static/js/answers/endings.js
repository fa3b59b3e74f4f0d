const LENGTH = { before: "The answer reached its length limit before any text was written.", within: "The answer reached its length limit." };
const SILENCE = {
  refusal: { text: "The model declined to answer.", tone: "quiet" },
  reasoning: { text: "The model reasoned but wrote no answer.", tone: "warn" },
  nothing: { text: "The model sent an empty answer.", tone: "warn" },
};

/**
 * What is said below an answer that did not end by itself, or that has no text; else null.
 * @param {"text"|"calls"|"refusal"|"reasoning"|"nothing"} left the most that it left to be read
 * @returns {{text: string, tone: "danger"|"warn"|"quiet"} | null}
 */
export function endingOf({ status, error, finish_reason: reason }, left = "text") {
  if (status === "failed") return { text: error?.message || "The answer failed.", tone: "danger" };
  if (status === "interrupted") return { text: "This answer was interrupted. The text received so far is kept.", tone: "warn" };
  if (status === "stopped") return { text: "You stopped this answer.", tone: "quiet" };
  if (status !== "done") return null;
  const silent = left !== "text";
  if (reason === "length") return { text: error?.message || LENGTH[silent ? "before" : "within"], tone: "quiet" };
  if (reason === "content_filter") return { text: silent ? "The provider withheld this answer." : "The provider withheld the rest of this answer.", tone: "warn" };
  return SILENCE[left] ?? null;
}

/** Whether the rest of an answer can be asked for: the server refuses to go on from one that ended by itself or was withheld. */
export function canContinue({ status, finish_reason: reason }) {
  return ["stopped", "interrupted", "failed"].includes(status) || reason === "length";
}

/** What is said while nothing of an answer is to be seen yet; empty when there is something. */
export function waitingText({ status, notice, model }, visible) {
  if (notice?.kind === "retrying") {
    const seconds = Math.max(1, Math.round(notice.delay_ms / 1000));
    return `${notice.message.replace(/[.\s]+$/, "")}, trying again in ${seconds} s (${notice.attempt} of ${notice.of})`;
  }
  if (notice?.message) return notice.message;
  if (visible) return "";
  return status === "queued" ? "Waiting in the queue…" : `Waiting for ${model?.name || "the model"}…`;
}
