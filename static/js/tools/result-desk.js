import { listen } from "#chat/browser/listeners";
import { ResultDrafts } from "#chat/tools/result-drafts";

/** Takes what the person wrote as results of calls to the server, and keeps it until that has it. */
export class ResultDesk {
  constructor(app, store) {
    Object.assign(this, { app, drafts: new ResultDrafts(store), sent: new Map() });
    const on = (target, type, act) => [target, type, ({ detail }) => act(detail)];
    this.listeners = [
      on(app, "chat-results", (given) => this.#give(given)),
      on(app.session, "sent", ({ client_id: clientId }) => this.#confirmed(clientId)),
      on(app.session, "rejected", ({ clientId }) => this.#rejected(clientId)),
    ];
  }

  connect() {
    this.unlisten = listen(this.listeners);
    for (const bar of this.app.querySelectorAll("call-results:not([hidden])")) bar.restore();
  }

  disconnect() {
    this.unlisten();
  }

  async #give({ message, results, instead }) {
    const { composer, parameters, session } = this.app;
    // The answer goes on with what the server has.
    await parameters.saved;
    this.sent.set(session.give(message, results, composer.picker.value, instead), message);
  }

  #confirmed(clientId) {
    if (this.sent.has(clientId)) this.drafts.remove(this.sent.get(clientId));
    this.sent.delete(clientId);
  }

  /** Somebody else was quicker, in another tab: what that one said is shown. */
  #rejected(clientId) {
    if (!this.sent.delete(clientId)) return;
    for (const bar of this.app.querySelectorAll("call-results")) bar.busy = false;
    this.app.follower.compareSoon();
  }
}
