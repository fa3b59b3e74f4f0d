import { BYTES_PER_SECOND, Recorder } from "#chat/audio/recorder";
import { slot } from "#chat/browser/slots";

/** Records in the page what becomes a file of the message. Events: `voice-recorded` (a file), `chat-note` (a sentence). */
class VoiceRecorder extends HTMLElement {
  connectedCallback() {
    this.most = Number(this.dataset.maxBytes) / BYTES_PER_SECOND;
    this.clicked = ({ target }) => this.#act(target.closest("[data-action]")?.dataset.action);
    this.pressed = (event) => event.key === "Escape" && this.recorder && (event.stopPropagation(), this.#cancel());
    this.addEventListener("click", this.clicked);
    this.addEventListener("keydown", this.pressed);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.clicked);
    this.removeEventListener("keydown", this.pressed);
    this.#cancel();
  }

  #act(action) {
    if (action === "record") this.#begin();
    if (action === "recorded") this.#end();
    if (action === "discard") this.#cancel();
  }

  async #begin() {
    if (this.asking) return;
    this.asking = true;
    try {
      this.recorder = await Recorder.begin();
      this.begun = performance.now();
      this.timer = setInterval(() => this.#draw(), 250);
    } catch (error) {
      this.#tell("chat-note", error.message);
    }
    this.asking = false;
    // It may have left the page while the person was asked.
    if (!this.isConnected) this.#cancel();
    this.#draw();
    if (this.recorder) slot(this, "done").focus();
  }

  async #end() {
    const { recorder } = this;
    this.#rest();
    try {
      const name = `Recording ${new Date().toLocaleString("sv").replaceAll(":", ".")}.wav`;
      this.#tell("voice-recorded", new File([await recorder.end()], name, { type: "audio/wav" }));
    } catch {
      this.#tell("chat-note", "Nothing was recorded. Try again, a little longer.");
    }
  }

  #cancel() {
    this.recorder?.cancel();
    this.#rest();
  }

  #rest() {
    clearInterval(this.timer);
    const held = this.contains(document.activeElement);
    this.recorder = null;
    this.#draw();
    if (held) slot(this, "begin").focus();
  }

  #draw() {
    const on = Boolean(this.recorder);
    slot(this, "begin").hidden = on;
    slot(this, "running").hidden = !on;
    if (!on) return;
    const seconds = Math.floor((performance.now() - this.begun) / 1000);
    slot(this, "time").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (seconds >= this.most) this.#end();
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }
}

customElements.define("voice-recorder", VoiceRecorder);
