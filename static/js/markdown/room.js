const ELEMENTS = 20_000;

/** How much one text may bring onto the page: what follows when it is full is shown without any structure. */
export class Room {
  constructor(elements = ELEMENTS) {
    Object.assign(this, { elements, used: 0 });
  }

  get full() {
    return this.isFullBeside(0);
  }

  /** Whether the others have taken it all: not those elements that the asking one has brought itself. */
  isFullBeside(own) {
    return this.used - own >= this.elements;
  }
}
