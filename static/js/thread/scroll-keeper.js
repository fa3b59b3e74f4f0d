import { entryOf, placeOf } from "#chat/thread/places";

const NEAR = 60;
const ABOVE = 16;
// Of a question that is longer than the page its last part is shown, and so much room for its answer.
const ANSWER = 0.6;

/**
 * Keeps a scroller where its reader wants to be: at the end while they are there (following), with the last question at the top
 * while its answer grows below (pinned), and where it is once they scrolled.
 */
export class ScrollKeeper {
  /** @param {(away: boolean) => void} onChange hears whether the reader is away from the end */
  constructor(scroller, content, onChange) {
    Object.assign(this, { scroller, content, onChange, following: true, pinned: false, away: false, top: 0, height: 0, room: 0, held: null });
    this.observer = new ResizeObserver(() => this.#grown());
    this.scrolled = () => this.#scrolled();
  }

  connect() {
    this.observer.observe(this.content);
    this.observer.observe(this.scroller);
    this.scroller.addEventListener("scroll", this.scrolled, { passive: true });
  }

  disconnect() {
    this.observer.disconnect();
    this.scroller.removeEventListener("scroll", this.scrolled);
  }

  toEnd(behavior = "instant") {
    this.#become({ following: true });
    this.#setRoom(0);
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior });
  }

  /** Brings the last question to the top and leaves room for its answer: what grows there moves nothing that is read. */
  pinQuestion() {
    this.#become({ pinned: true });
    this.#stickToQuestion();
  }

  /** Where the reader is, to come back to; null at the end. */
  get place() {
    this.#notice();
    const first = this.following ? null : this.#firstVisible();
    return this.held ?? (first ? placeOf(first, this.#edge) : null);
  }

  restore(place) {
    // Else the end would be pinned again.
    this.#become({});
    this.held = place;
    this.#goTo(place);
  }

  /** Moves the content until an element begins where another one did, unless the reader is at the end still. */
  align(element, top) {
    this.scroller.scrollTop += element.getBoundingClientRect().top - top;
    this.top = this.scroller.scrollTop;
    this.#become({ following: this.#distance < NEAR });
  }

  /** Runs a change above or below what is read so that the line being read does not move. */
  hold(change) {
    const goBack = this.anchor();
    change();
    goBack();
  }

  /** @returns {() => void} brings the line that is read now to where it is now */
  anchor() {
    // Kept until the reader moves: measured anew each time, it would drift by what is rounded.
    const held = (this.held = this.place);
    if (this.following) return () => this.#stickToEnd();
    return () => held && this.#goTo(held);
  }

  #goTo({ entry, top }) {
    const element = entryOf(this.content, entry);
    if (!element) return;
    this.scroller.scrollTop += element.getBoundingClientRect().top - this.#edge - top;
    this.top = this.scroller.scrollTop;
  }

  #stickToEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.top = this.scroller.scrollTop;
  }

  /** What the reader did a moment ago, and its event tells only with the next frame. */
  #notice() {
    if (Math.abs(this.scroller.scrollTop - this.top) > 1) this.#scrolled();
  }

  #grown() {
    this.#notice();
    this.height = this.#contentHeight;
    if (this.pinned) this.#stickToQuestion();
    else if (this.room) this.#makeRoom();
    if (this.following) this.#stickToEnd();
    this.#tell();
  }

  #stickToQuestion() {
    this.#makeRoom();
    this.scroller.scrollTop = this.#pinnedTop;
    this.top = this.scroller.scrollTop;
  }

  /** So much below the content that the question can stand at the top: less with each line of the answer. */
  #makeRoom() {
    const end = this.content.getBoundingClientRect().bottom - this.#edge + this.scroller.scrollTop - this.room;
    const wanted = Math.max(0, Math.ceil(this.#pinnedTop + this.scroller.clientHeight - end));
    this.#setRoom(this.pinned ? wanted : Math.min(wanted, this.room));
  }

  #setRoom(room) {
    if (room !== this.room) this.content.style.setProperty("--room", `${room}px`);
    this.room = room;
  }

  /** How far the scroller has to be for the last question to stand at the top. */
  get #pinnedTop() {
    const question = [...this.content.querySelectorAll("chat-question")].at(-1);
    if (!question) return 0;
    const { top, height } = question.getBoundingClientRect();
    const hidden = Math.max(0, height - (1 - ANSWER) * this.scroller.clientHeight);
    return Math.max(0, this.scroller.scrollTop + top - this.#edge + hidden - ABOVE);
  }

  #scrolled() {
    const { scrollTop } = this.scroller;
    const moved = scrollTop - this.top;
    this.top = scrollTop;
    if (moved) this.held = null;
    if (this.#isHeld) return this.#tell();
    // Only a movement upwards is a wish to leave.
    if (moved < -2 && this.#distance > 4) this.#become({});
    else if (this.#distance < NEAR) this.#become({ following: true });
    else this.#tell();
    return undefined;
  }

  /** Whether what grew or shrank has moved the scroller, not the reader. */
  get #isHeld() {
    if (this.pinned) return Math.abs(this.#pinnedTop - this.top) <= 2 || this.#isCut;
    const grown = Math.max(0, this.#contentHeight - this.height);
    return this.following && this.#distance - grown <= 4;
  }

  /** Whether the scroller, by now too tall for the room below the question, stands at its end: who moves up leaves that. */
  get #isCut() {
    return this.top < this.#pinnedTop && this.#distance <= 1;
  }

  get #contentHeight() {
    return this.scroller.scrollHeight - this.room;
  }

  /** How far it is to the end of the content, which may be far below what is there. */
  get #distance() {
    if (this.content.later) return Infinity;
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight;
  }

  #become({ following = false, pinned = false }) {
    Object.assign(this, { following, pinned, held: null });
    this.#tell();
  }

  #tell() {
    const away = !this.following && this.#distance > (this.pinned ? NEAR : 4);
    if (away !== this.away) this.onChange(away);
    this.away = away;
  }

  get #edge() {
    return this.scroller.getBoundingClientRect().top;
  }

  #firstVisible() {
    return [...this.content.children].find((child) => child.getBoundingClientRect().bottom > this.#edge && child.entry);
  }
}
