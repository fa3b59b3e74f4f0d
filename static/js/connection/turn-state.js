// The state of one turn: a snapshot, and the numbered events since. docs/protocol.md is the contract.

const OPEN = new Set(["queued", "running"]);

const EVENTS = {
  status: (state, event) => (state.turn.status = event.status),
  message: (state, event) => state.messages.push(event.message),
  content: (state, event) => append(state.body, "content", event.text),
  reasoning: (state, event) => append(state.body, "reasoning_content", event.text),
  refusal: (state, event) => append(state.body, "refusal", event.text),
  thought: (state, event) => (state.current.reasoning_ms = event.ms),
  tool_call: (state, event) => mergeToolCall(state.body, event),
  set: (state, event) => (state.body[event.field] = event.value),
  notice: (state, event) => (state.turn.notice = event.notice),
  timing: (state, event) => (state.turn.first_token_ms = event.first_token_ms),
  end: (state, event) => Object.assign(state.turn, event.turn),
};

export class TurnState {
  /** @param {object} frame a `snapshot` frame */
  constructor(frame) {
    this.replace(frame);
  }

  replace(frame) {
    const { turn, messages, seq } = structuredClone({ turn: frame.turn, messages: frame.messages, seq: frame.seq });
    Object.assign(this, { turn, messages, seq });
  }

  get current() {
    return this.messages.at(-1);
  }

  get body() {
    return this.current.body;
  }

  get running() {
    return OPEN.has(this.turn.status);
  }

  /** The message that the answer hangs on. */
  get parent() {
    return this.turn.parent;
  }

  /**
   * Takes an `events` frame in. False: it does not follow on what is here, and a snapshot is needed.
   * Events whose kind is unknown change nothing, so that newer servers can speak to older pages.
   */
  apply(frame) {
    if (frame.after !== this.seq) return false;
    for (const event of frame.events) EVENTS[event.t]?.(this, event);
    this.seq = frame.seq;
    return true;
  }
}

function append(body, field, text) {
  body[field] = (body[field] ?? "") + text;
}

/** As the server folds it: a call stands at its index; what is missing below it is made empty. */
function mergeToolCall(body, { index, id, type, name, arguments: text }) {
  const calls = (body.tool_calls ??= []);
  while (calls.length <= index) calls.push({ id: "", type: "function", function: { name: "", arguments: "" } });
  const call = calls[index];
  call.id = id || call.id;
  call.type = type || call.type;
  call.function.name = name || call.function.name;
  call.function.arguments += text ?? "";
}
