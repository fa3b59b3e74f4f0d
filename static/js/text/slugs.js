/** Anchors of headings as GitHub makes them; the server's passages point to the same ones (chatapp/knowledge/anchors.py). */
export class Slugs {
  constructor() {
    this.repeats = new Map();
  }

  of(heading) {
    const wanted = heading.toLowerCase().replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "").replaceAll(" ", "-");
    let anchor = wanted;
    while (this.repeats.has(anchor)) {
      this.repeats.set(wanted, this.repeats.get(wanted) + 1);
      anchor = `${wanted}-${this.repeats.get(wanted)}`;
    }
    this.repeats.set(anchor, 0);
    return anchor;
  }
}
