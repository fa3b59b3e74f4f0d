import { change, changeFragment } from "#chat/browser/http";
import { listenTo } from "#chat/browser/listeners";
import { entryOf } from "#chat/thread/places";

const UNDO_MS = 30_000;

/** Shows another path through the conversation: another version where the one before was, or what a deletion leaves. */
export class PathChooser {
  constructor(app) {
    this.app = app;
    this.listeners = [
      ["chat-choose", ({ target, detail }) => this.#choose(target, detail)],
      ["chat-delete", ({ detail }) => this.#delete(detail.entry)],
      ["chat-branch", ({ detail }) => this.#branch(detail.entry)],
    ];
  }

  connect() {
    this.unlisten = listenTo(this.app, this.listeners);
  }

  disconnect() {
    this.unlisten();
  }

  async #choose(control, { entry, step }) {
    const top = control.getBoundingClientRect().top;
    const done = await this.change("path/", "POST", { entry });
    if (!done) return this.app.toasts.show("The other version could not be opened. Try again.");
    const chosen = entryOf(this.app.thread, entry)?.siblings ?? this.app.thread.querySelector(`sibling-switch[data-own="${entry}"]`);
    return chosen && this.#arrive(chosen, top, step);
  }

  #arrive(chosen, top, step) {
    this.app.keeper.align(chosen, top);
    const usable = chosen.buttons.filter(({ disabled }) => !disabled);
    (usable.find(({ dataset }) => Number(dataset.step) === step) ?? usable[0])?.focus();
    this.app.querySelector("live-announcer").sayOnly(`Version ${chosen.place}`);
  }

  async #delete(entry) {
    const { conversation } = this.app.thread;
    const address = `entries/${entry}/deletion/`;
    const { toasts } = this.app;
    if (!(await this.change(address, "POST"))) return toasts.show("The message could not be deleted. Try again.");
    const onAction = async () => {
      if (!(await this.change(address, "DELETE", {}, conversation))) toasts.show("The message could not be restored.");
    };
    return toasts.show("The message and what followed it are deleted.", { action: "Undo", onAction, ms: UNDO_MS });
  }

  async #branch(entry) {
    const made = await change(`/c/${this.app.thread.conversation}/branches/`, "POST", { entry }).catch(() => null);
    if (made) location.assign(made.headers.get("Location"));
    else this.app.toasts.show("The new chat could not be made. Try again.");
  }

  /** @returns {Promise<boolean>} false: it could not be done. What is shown changes unless another chat is by now. */
  async change(address, method, fields = {}, conversation = this.app.thread.conversation) {
    const { follower, session, thread } = this.app;
    const fragment = await changeFragment(`/c/${conversation}/${address}`, method, fields).catch(() => null);
    if (fragment && conversation === thread.conversation) {
      thread.path.replace(fragment);
      session.leaf = thread.leaf;
      follower.follow();
    }
    return fragment !== null;
  }
}
