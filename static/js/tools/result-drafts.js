import { KeptValues } from "#chat/browser/kept-values";

/** What was typed as results of calls and not sent, by the message that the answer ends with and the call's id. */
export class ResultDrafts {
  constructor(store) {
    this.kept = new KeptValues(store, "results", 50);
  }

  get(message) {
    return this.kept.get(message) ?? {};
  }

  set(message, call, text) {
    this.kept.set(message, { ...this.get(message), [call]: text });
  }

  remove(message) {
    this.kept.set(message, null);
  }
}
