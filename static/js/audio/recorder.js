import { samplesOf, waveHead } from "#chat/audio/wave";

// What speech needs, and models take: 32 kB for a second.
const RATE = 16_000;
export const BYTES_PER_SECOND = 2 * RATE;

const REFUSED = {
  NotAllowedError: "The browser does not let this page use the microphone. Allow it beside the address, and try again.",
  NotFoundError: "No microphone was found. Connect one, and try again.",
  NotReadableError: "The microphone is used by another program. Close that one, and try again.",
};

/** The microphone, from the person's leave to a WAV file. */
export class Recorder {
  /** @throws {Error} with a sentence for the person */
  static async begin() {
    if (!navigator.mediaDevices || !window.MediaRecorder) throw new Error("Browsers record only on pages that are opened by https.");
    try {
      return new Recorder(await navigator.mediaDevices.getUserMedia({ audio: true }));
    } catch (error) {
      throw new Error(REFUSED[error.name] ?? `The recording could not begin: ${error.message || error.name}.`);
    }
  }

  constructor(stream) {
    this.stream = stream;
    this.pieces = [];
    this.recording = new MediaRecorder(stream);
    this.recording.addEventListener("dataavailable", ({ data }) => this.pieces.push(data));
    this.recording.start();
  }

  /** @returns {Promise<Blob>} */
  async end() {
    await this.#stop();
    const context = new OfflineAudioContext(1, 1, RATE);
    const heard = await context.decodeAudioData(await new Blob(this.pieces).arrayBuffer());
    const samples = samplesOf(Array.from({ length: heard.numberOfChannels }, (_, at) => heard.getChannelData(at)));
    return new Blob([waveHead(samples.byteLength, RATE), samples], { type: "audio/wav" });
  }

  cancel() {
    this.#stop();
  }

  #stop() {
    const stopped = new Promise((done) => this.recording.addEventListener("stop", done, { once: true }));
    if (this.recording.state !== "inactive") this.recording.stop();
    for (const track of this.stream.getTracks()) track.stop();
    return stopped;
  }
}
