/**
 * The answers that are written side by side to one message: the choices of one call, or several models that were asked. They
 * stay together when they have ended, for as long as the page shows them.
 */
export class Beside {
  groups = new Map();

  /**
   * @param {TurnState[]} states of one conversation
   * @param {string} parent the message that is answered
   * @param {string} shown the turn whose answer is on the page
   * @returns {TurnState[]} the others, the oldest first; none where it was alone
   */
  of(states, parent, shown) {
    const answers = states.filter(({ turn }) => turn.parent === parent);
    const running = answers.filter((state) => state.running);
    const group = this.groups.get(parent) ?? new Set();
    if (running.length > 1) for (const { turn } of running) group.add(turn.id);
    if (group.size) this.groups.set(parent, group);
    return answers.filter(({ turn }) => turn.id !== shown && group.has(turn.id) && group.has(shown)).sort((a, b) => (a.turn.id < b.turn.id ? -1 : 1));
  }
}
