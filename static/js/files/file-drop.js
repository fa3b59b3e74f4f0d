import { listen } from "#chat/browser/listeners";

// Characters from which on a pasted text is a file of its own.
const LONG_TEXT = 8_192;

/** Files that are dropped anywhere on the page, or pasted into its message box, go to the tray. */
export class FileDrop {
  constructor(tray) {
    this.tray = tray;
    this.depth = 0;
    this.listeners = [
      [document, "dragenter", (event) => carriesFiles(event) && this.#over(1)],
      [document, "dragleave", (event) => carriesFiles(event) && this.#over(-1)],
      [document, "dragover", (event) => carriesFiles(event) && event.preventDefault()],
      [document, "drop", (event) => carriesFiles(event) && this.#dropped(event)],
      [document, "paste", (event) => this.#pasted(event)],
    ];
  }

  connect() {
    this.unlisten = listen(this.listeners);
  }

  disconnect() {
    this.unlisten();
  }

  #over(step) {
    this.depth = Math.max(0, this.depth + step);
    document.body.toggleAttribute("data-dropping", this.depth > 0);
  }

  #dropped(event) {
    event.preventDefault();
    this.depth = 0;
    this.#over(0);
    this.tray.add(event.dataTransfer.files);
  }

  #pasted(event) {
    const { clipboardData, target } = event;
    if (!target.matches?.("chat-composer textarea")) return;
    const text = clipboardData.getData("text/plain");
    // A table copied from an office program comes as text and as a picture of it: the text is meant.
    if (clipboardData.files.length && !text) this.tray.add(clipboardData.files);
    else if (text.length > LONG_TEXT) this.tray.add([new File([text], "Pasted text.txt", { type: "text/plain" })], { pasted: true });
    else return;
    event.preventDefault();
  }
}

const carriesFiles = ({ dataTransfer }) => dataTransfer?.types.includes("Files");
