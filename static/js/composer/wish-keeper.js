import { listen } from "#chat/browser/listeners";
import { KeptValues } from "#chat/browser/kept-values";

/**
 * What was chosen for the next question and not asked yet outlives the page, as its draft does: the model of each chat, and of a
 * new one, with each assistant, its parameters and whether it is stored. Of a chat that exists the server knows these.
 */
export class WishKeeper {
  constructor({ assistant, composer, parameters, storing }, store) {
    Object.assign(this, { assistant, composer, parameters, storing, chosen: new KeptValues(store, "models"), set: new KeptValues(store, "parameters"), stored: new KeptValues(store, "stored") });
    this.listeners = [
      [composer, "model-chosen", () => this.chosen.set(this.#chat, composer.picker.value)],
      [parameters, "changed", () => this.#isNew && this.set.set(this.#chat, parameters.names.length && parameters.values)],
      [storing, "store-chosen", () => this.#isNew && this.stored.set(this.#chat, storing.on)],
      // From here on the server knows it, and until then the outbox.
      [composer, "chat-send", () => this.#forget()],
      [composer, "chat-queue", () => this.#forget()],
    ];
  }

  connect() {
    this.unlisten = listen(this.listeners);
  }

  disconnect() {
    this.unlisten();
  }

  /** For the chat that is shown now. @param {object} values the parameters that the server has of it */
  restore(values) {
    const { picker } = this.composer;
    const kept = this.chosen.get(this.#chat);
    // One that is gone since is not chosen any more.
    if (picker.models.some(({ id }) => id === kept)) picker.value = kept;
    if (this.#isNew && this.stored.get(this.#chat)) this.storing.on = true;
    this.parameters.open(this.composer.conversation, { ...values, ...(this.#isNew && this.set.get(this.#chat)) });
  }

  get #isNew() {
    return !this.composer.conversation;
  }

  get #chat() {
    const { value } = this.assistant;
    return this.composer.conversation ?? (value && `assistant ${value}`);
  }

  #forget() {
    for (const kept of [this.chosen, this.set, this.stored]) kept.set(this.#chat, null);
  }
}
