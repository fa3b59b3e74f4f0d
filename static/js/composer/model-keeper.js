import { listen } from "#chat/browser/listeners";
import { DraftStore } from "#chat/composer/draft-store";

/** A model that was chosen and not asked yet outlives the page, as the draft does: for each chat, and for a new one with each assistant. */
export class ModelKeeper {
  constructor({ assistant, composer }, store) {
    Object.assign(this, { assistant, composer, chosen: new DraftStore(store, "models") });
    this.listeners = [
      [composer, "model-chosen", () => this.#keep(composer.picker.value)],
      // From here on the server knows it.
      [composer, "chat-send", () => this.#keep(null)],
      [composer, "chat-queue", () => this.#keep(null)],
    ];
  }

  connect() {
    this.unlisten = listen(this.listeners);
  }

  disconnect() {
    this.unlisten();
  }

  /** For the chat that is shown now: one that is gone since is not chosen any more. */
  restore() {
    const { picker } = this.composer;
    const kept = this.chosen.get(this.#chat);
    if (picker.models.some(({ id }) => id === kept)) picker.value = kept;
  }

  get #chat() {
    const { value } = this.assistant;
    return this.composer.conversation ?? (value && `assistant ${value}`);
  }

  #keep(model) {
    this.chosen.set(this.#chat, model);
  }
}
