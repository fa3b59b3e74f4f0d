import { fillSlots, slot } from "#chat/browser/slots";

/** The assistant that this chat is held with; hidden where it is the default one. */
class ChatAssistant extends HTMLElement {
  /** Its id: what the first question of a new chat says. */
  get value() {
    return Number(this.dataset.assistant) || null;
  }

  /** @param {DOMStringMap} data of a section of templates/chat/_chat.html */
  show({ assistant, assistantName, assistantSlug, assistantTile, assistantColour, assistantLost }) {
    this.dataset.assistant = assistant;
    this.hidden = !assistant;
    slot(this, "link").href = `/assistants/${assistantSlug}/`;
    fillSlots(this, { name: assistantName, tile: assistantTile });
    slot(this, "tile").dataset.colour = assistantColour;
    slot(this.parentElement, "assistant-lost").hidden = !assistantLost;
  }
}

customElements.define("chat-assistant", ChatAssistant);
