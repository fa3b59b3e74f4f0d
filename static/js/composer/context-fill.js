import { dollars } from "#chat/text/formats";

// Of the room that is left beside the answer.
const FULL = 0.9;

/** How many tokens a text has about, by the rates of its characters' first bytes: `[first, last, tokens]` each, as the server counts. */
export function tokenCounter(rates) {
  const each = new Float64Array(256);
  for (const [first, last, tokens] of rates) each.fill(tokens, first, last + 1);
  const encoder = new TextEncoder();
  return (text) => Math.ceil(Math.max(0, encoder.encode(text).reduce((sum, byte) => sum + each[byte], 0) - 1e-9));
}

/**
 * What is shown of a question's place in the window of its model.
 * @param {object} context a `context` frame of the server's
 * @param {number} more tokens that were typed since it was asked for; fewer than none where something was taken away
 */
export function contextFill(context, more) {
  const tokens = Math.max(0, context.tokens + more);
  const percent = Math.round((100 * tokens) / context.window);
  const room = context.window - context.reserved;
  const tooLong = context.too_long || (context.left_out === 0 && more > room);
  const cost = context.cost === null || !context.tokens ? "" : dollars(costOf(context, tokens));
  return {
    percent: Math.min(percent, 100),
    tone: tooLong ? "over" : context.left_out || tokens >= FULL * room ? "full" : "",
    // Its parts are no guess any more where they have to be cut anew.
    stale: !tooLong && tokens > room,
    used: `About ${grouped(tokens)} of ${grouped(context.window)} tokens (${percent} %)`,
    reserved: `${grouped(context.reserved)} of them are kept free for the answer.`,
    cost: cost && `This question costs about ${cost}, and its answer.`,
    leftOut: context.left_out ? leftOut(context.left_out) : "",
    tooLong: tooLong ? "This question alone is too long for the model. Shorten it, attach less, or choose a model with a larger window." : "",
  };
}

function costOf({ cost, per_call: perCall, tokens: counted }, tokens) {
  return Number(perCall) + ((Number(cost) - Number(perCall)) * tokens) / counted;
}

function leftOut(count) {
  const messages = count === 1 ? "The oldest message is" : `The ${grouped(count)} oldest messages are`;
  return `${messages} left out: they no longer fit. Nothing is deleted.`;
}

const grouped = (number) => number.toLocaleString("en");
