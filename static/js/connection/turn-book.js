import { TurnState } from "#chat/connection/turn-state";

/** All turns that the page follows. Takes frames in and says what must be drawn and what must be asked again. */
export class TurnBook {
  constructor() {
    this.turns = new Map();
    this.asked = new Set();
  }

  get(id) {
    return this.turns.get(id);
  }

  get all() {
    return [...this.turns.values()];
  }

  get running() {
    return this.all.filter((state) => state.running);
  }

  /** @returns {TurnState} the state to draw, whatever its `seq` is: a snapshot always replaces */
  snapshot(frame) {
    const id = frame.turn.id;
    this.asked.delete(id);
    const known = this.turns.get(id);
    if (known) known.replace(frame);
    else this.turns.set(id, new TurnState(frame));
    return this.turns.get(id);
  }

  /**
   * @returns {{state?: TurnState, resync?: string}} the state to draw, or the turn to ask a snapshot of;
   * neither while one is already on its way
   */
  events(frame) {
    const state = this.turns.get(frame.turn);
    if (state?.apply(frame)) return { state };
    if (this.asked.has(frame.turn)) return {};
    this.asked.add(frame.turn);
    return { resync: frame.turn };
  }

  /** The socket was cut: what was asked will not be answered, and what comes next is a snapshot. */
  disconnected() {
    this.asked.clear();
  }

  /** Keeps the turns of one conversation only: what it still says late is not taken for a gap. */
  keep(conversation) {
    for (const { turn } of [...this.turns.values()]) if (turn.conversation !== conversation) this.forget(turn.id);
  }

  forget(id) {
    this.turns.delete(id);
    this.asked.delete(id);
  }
}
