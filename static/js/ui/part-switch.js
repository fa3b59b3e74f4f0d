/** Why a part cannot be shown, in words. */
export class NotShown extends Error {}

/**
 * A button below an answer that brings a part of it and takes it away again; it is loaded each time. Who extends it names the
 * `part` as a selector, the `state` of the button that says whether it is there, and the `problem` where loading
 * fails; its `load(answer, path)`, the address of the turn, resolves to what puts the part into the answer, or fails with NotShown.
 */
export class PartSwitch extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.button.addEventListener("click", this.clicked);
  }

  disconnectedCallback() {
    this.button.removeEventListener("click", this.clicked);
  }

  clicked = async () => {
    const answer = this.closest("chat-answer");
    const shown = this.#shown(answer);
    this.#show(!shown);
    if (shown) return shown.remove();
    try {
      const put = await this.load(answer, `/c/${this.closest("chat-app").dataset.conversation}/turns/${answer.dataset.turn}/`);
      // Pressed twice: the first that came is there.
      if (!this.#shown(answer)) put();
    } catch (error) {
      this.#show(false);
      const detail = error instanceof NotShown ? error.message : `${this.constructor.problem} Try again.`;
      this.dispatchEvent(new CustomEvent("chat-problem", { bubbles: true, detail }));
    }
    return undefined;
  };

  #shown(answer) {
    return answer.querySelector(`:scope > ${this.constructor.part}`);
  }

  #show(on) {
    this.button[this.constructor.state] = String(on);
  }
}
