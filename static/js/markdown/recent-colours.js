const KEPT = 50;

/** The latest texts that were coloured: code that is being written grows, and the block that it stands in is drawn again and again. */
export class RecentColours {
  constructor() {
    this.entries = [];
  }

  /** @param {{lang: string, text: string, html: string}} entry */
  add(entry) {
    this.entries.unshift(entry);
    this.entries.length = Math.min(this.entries.length, KEPT);
  }

  /** @returns {object|undefined} the entry with the longest text that this one begins with */
  longest(lang, text) {
    const fitting = this.entries.filter((entry) => entry.lang === lang && text.startsWith(entry.text));
    return fitting.reduce((best, entry) => (best && best.text.length >= entry.text.length ? best : entry), undefined);
  }
}
