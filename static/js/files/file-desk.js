import { listen } from "#chat/browser/listeners";

/** Brings the files of the message that is being written, the message's text and its model together. */
export class FileDesk {
  constructor({ composer }) {
    const { tray } = composer;
    this.composer = composer;
    this.listeners = [
      [composer.querySelector("[data-action=attach]"), "click", () => tray.choose()],
      [composer, "voice-recorded", ({ detail }) => tray.add([detail])],
      [composer, "file-undo", ({ detail }) => composer.restore(detail)],
      [composer, "files-focus", () => composer.area.focus()],
      [composer, "model-wanted", ({ detail }) => composer.picker.choose(detail)],
      [composer, "model-chosen", () => tray.draw()],
    ];
  }

  connect() {
    this.unlisten = listen(this.listeners);
  }

  disconnect() {
    this.unlisten();
  }
}
