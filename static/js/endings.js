/**
 * What is said below an answer that did not end by itself, or null.
 * @returns {{text: string, tone: "danger"|"warn"|"quiet"} | null}
 */
export function endingOf({ status, error, finish_reason: reason }) {
  if (status === "failed") return { text: error?.message || "The answer failed.", tone: "danger" };
  if (status === "interrupted") return { text: "This answer was interrupted. What had arrived is kept.", tone: "warn" };
  if (status === "stopped") return { text: "You stopped this answer.", tone: "quiet" };
  if (status === "done" && reason === "length") return { text: error?.message || "The answer reached its length limit.", tone: "quiet" };
  if (status === "done" && reason === "content_filter") return { text: "The provider withheld the rest of this answer.", tone: "warn" };
  return null;
}

/** What is said while nothing of an answer is to be seen yet; empty when there is something. */
export function waitingText({ status, notice, model }, visible) {
  if (notice?.kind === "retrying") {
    const seconds = Math.max(1, Math.round(notice.delay_ms / 1000));
    return `${notice.message.replace(/[.\s]+$/, "")}, trying again in ${seconds} s (${notice.attempt} of ${notice.of})`;
  }
  if (notice?.message) return notice.message;
  if (visible) return "";
  return status === "queued" ? "Waiting for a free place…" : `Waiting for ${model?.name || "the model"}…`;
}
