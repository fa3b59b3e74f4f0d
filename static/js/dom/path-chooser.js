import { changeFragment } from "#chat/dom/http";
import { entryOf } from "#chat/dom/places";

/** Shows another version of a question or an answer, and what follows it, where the one before was. */
export class PathChooser {
  constructor(app) {
    this.app = app;
    this.asked = ({ target, detail }) => this.#choose(target, detail);
  }

  connect() {
    this.app.addEventListener("chat-choose", this.asked);
  }

  disconnect() {
    this.app.removeEventListener("chat-choose", this.asked);
  }

  async #choose(control, { entry, step }) {
    const { follower, keeper, session, thread, toasts } = this.app;
    const { conversation } = thread;
    const top = control.getBoundingClientRect().top;
    const fragment = await changeFragment(`/c/${conversation}/path/`, { entry }).catch(() => null);
    if (!fragment) return toasts.show("The other version could not be opened. Try again.");
    if (conversation !== thread.conversation) return;
    thread.replace(fragment);
    session.leaf = thread.leaf;
    for (const state of session.running) thread.showTurn(state);
    follower.settle();
    const chosen = entryOf(thread, entry)?.siblings;
    if (chosen) this.#arrive(keeper, chosen, top, step);
  }

  #arrive(keeper, chosen, top, step) {
    keeper.align(chosen, top);
    const { buttons, place } = chosen;
    (buttons.find(({ dataset, disabled }) => !disabled && Number(dataset.step) === step) ?? buttons.find(({ disabled }) => !disabled))?.focus();
    this.app.querySelector("live-announcer").sayOnly(`Version ${place}`);
  }
}
