const TRIES = 5;
const PAUSE_MS = 1_000;
const LOST = "The server cannot be reached. Choose the file again: what is here already is not taken in twice.";

/** Sends a file in pieces, one after the other. A piece that is lost on the way is sent again. */
export class FileUpload {
  /** @param {string} address takes `name` and `size`, and answers with the address of the pieces and their length */
  constructor(file, address, token, { request = (...asked) => fetch(...asked), pause = (ms) => new Promise((done) => setTimeout(done, ms)) } = {}) {
    Object.assign(this, { file, address, token, request, pause });
  }

  /** Rejects with a sentence for the person. @param {(share: number) => void} progress from 0 to 1 */
  async send(progress) {
    const { file } = this;
    const begun = await this.#post(this.address, new URLSearchParams({ name: file.name, size: file.size }));
    const { piece } = await begun.json();
    const pieces = begun.headers.get("Location");
    for (let offset = 0; offset < file.size; offset += piece) {
      progress(offset / file.size);
      await this.#post(`${pieces}?offset=${offset}`, file.slice(offset, offset + piece));
    }
    progress(1);
  }

  async #post(address, body) {
    for (let tries = 1; ; tries++) {
      const response = await this.#try(address, body);
      if (response?.ok) return response;
      // A refusal is final; a server that restarts is not.
      if (response && response.status < 500) throw new Error(await sentence(response));
      if (tries === TRIES) throw new Error(LOST);
      await this.pause(PAUSE_MS * tries);
    }
  }

  async #try(address, body) {
    const headers = { "X-CSRFToken": this.token, "X-Requested-With": "fetch" };
    try {
      return await this.request(address, { method: "POST", headers, body });
    } catch {
      return null;
    }
  }
}

async function sentence(response) {
  const isOurs = response.headers.get("Content-Type")?.startsWith("text/plain");
  return isOurs ? response.text() : "This upload is not known any more. Reload the page and choose the file again.";
}
