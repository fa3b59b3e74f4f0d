import { commandsOf } from "#chat/commands/commands";
import { isPressed, isSilent } from "#chat/commands/shortcuts";

const TYPED_INTO = "input, textarea, select, [contenteditable]";

/** Does what a shortcut stands for, unless a dialog is open or the key is one that somebody types. */
export class ShortcutDesk {
  constructor(app) {
    this.app = app;
    this.pressed = (event) => this.#press(event);
  }

  connect() {
    document.addEventListener("keydown", this.pressed);
  }

  disconnect() {
    document.removeEventListener("keydown", this.pressed);
  }

  #press(event) {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const typing = event.target.closest?.(TYPED_INTO);
    const command = commandsOf(this.app).find(({ keys }) => keys && isPressed(keys, event) && (isSilent(keys) || !typing));
    if (!command) return;
    event.preventDefault();
    command.run();
  }
}
