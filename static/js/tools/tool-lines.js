/** @returns {"running"|"waiting"|"done"|"failed"|"unanswered"} unanswered: the answer ended before the call had a result */
export function callState({ result, outcome, waits }, live) {
  if (result === undefined || result === null) return waits ? "waiting" : live ? "running" : "unanswered";
  return outcome?.failed ? "failed" : "done";
}

/** The line of a tool call in its state. `line`: the tool's own (chatapp/tools/base.py). */
export function toolLine({ name, arguments: text }, state, line) {
  if (state === "unanswered" || state === "waiting") return `Asked for ${name}`;
  if (!line) return `${{ running: "Using", done: "Used", failed: "Failed:" }[state]} ${name}`;
  const detail = argument(text, line.detail);
  const about = detail ? ` for “${detail}”` : "";
  return state === "done" ? `${line.did}${about}` : `${line.doing}${about}${state === "failed" ? " failed" : ""}`;
}

/** What a failed call says, in words; empty where its result has none. */
export function errorOf(result) {
  const error = field(result, "error");
  return typeof error === "string" ? error : typeof error?.message === "string" ? error.message : "";
}

/** Arguments arrive in pieces: while they are not whole JSON there is nothing to say of them. */
function argument(text, name) {
  const value = field(text, name);
  return typeof value === "string" ? value : "";
}

function field(text, name) {
  try {
    return JSON.parse(text)?.[name];
  } catch {
    return undefined;
  }
}
