import { fillSlots, slot } from "#chat/browser/slots";
import "#chat/ui/menu-panel";

/** How full the window of the chosen model is: a ring, and behind it the figures. Hidden where that is not known. */
class ContextMeter extends HTMLElement {
  /** @param {object|null} fill of `contextFill` */
  show(fill) {
    this.hidden = !fill;
    if (!fill) return;
    const { percent, tone, used, reserved, cost, leftOut, tooLong } = fill;
    this.dataset.tone = tone;
    slot(this, "arc").setAttribute("stroke-dasharray", `${percent} 100`);
    fillSlots(this, { percent: tone ? `${percent} %` : "", used, reserved, cost, leftOut, tooLong });
    const summary = this.querySelector("summary");
    summary.title = summary.ariaLabel = `Context: ${percent} % of the model's window`;
  }
}

customElements.define("context-meter", ContextMeter);
