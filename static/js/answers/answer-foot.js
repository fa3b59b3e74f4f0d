import "#chat/answers/answer-details";
import "#chat/answers/answer-feedback";
import "#chat/odds/answer-odds";
import { answerFacts } from "#chat/answers/answer-facts";
import { cloneContent, fillSlots, slot } from "#chat/browser/slots";
import { canContinue, endingOf, waitingText } from "#chat/answers/endings";

/** What is said while nothing of an answer is to be seen. */
export function drawWaiting(answer, { turn, running }) {
  const last = answer.parts.at(-1);
  const resting = last && !last.empty && !last.shown.calls.length;
  const text = running ? waitingText(turn, resting) : "";
  answer.setAttribute("aria-busy", running);
  slot(answer, "waiting").hidden = !text;
  fillSlots(answer, { "waiting-text": text });
}

/** How an answer ended, where it did not end by itself. */
export function drawEnding(answer, { turn, running }) {
  const box = slot(answer, "ending");
  const last = answer.parts.at(-1)?.shown;
  const ending = running ? null : endingOf(turn, left(last));
  box.hidden = !ending;
  box.dataset.tone = ending?.tone ?? "";
  fillSlots(answer, { "ending-text": ending?.text ?? "" });
  box.querySelector("[data-action=continue]").hidden = !last?.text || !canContinue(turn);
}

/** Of the last message: what was written before it called tools is no answer yet, unless the person is to say what came of them. */
const left = (part) => (part?.calls.some(({ waits, result }) => waits || result !== undefined) ? "calls" : part?.audio || part?.images.length ? "text" : ["text", "refusal", "reasoning"].find((field) => part?.[field]) ?? "nothing");

/** What can be done with an answer, and what it took. While it is written, only its other versions. */
export function drawFoot(answer, { turn, running }) {
  const foot = slot(answer, "foot");
  if (foot.childElementCount < 2) foot.append(cloneContent("answer-foot"));
  // What a script brought into a chat was written by no turn.
  foot.querySelector("answer-details").hidden = !answer.dataset.turn;
  foot.querySelector("answer-odds").hidden = !turn.logprobs;
  answer.siblings.draw();
  foot.hidden = running ? answer.siblings.hidden : !(answer.copied || turn.status);
  // Blocks of code have one of their own.
  foot.querySelector("copy-button").hidden = !answer.copied;
  const { more, ...facts } = answerFacts(turn);
  fillSlots(answer, facts);
  answer.querySelector(".answer-facts").title = more;
}

/** Where an answer goes on with the one above it, that one ends in the seam. */
export function drawSeam(answer) {
  const continues = Boolean(answer.parts[0]?.shown.continues);
  answer.toggleAttribute("data-continues", continues);
  answer.continued = continues ? answer.previousElementSibling : null;
  answer.continued?.setAttribute("data-continued", "");
  slot(answer, "seam").hidden = !continues;
}
