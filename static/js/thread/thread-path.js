import { replaceEntries } from "#chat/thread/entries";
import { fetchFragment } from "#chat/browser/http";
import { entryOf } from "#chat/thread/places";

/** The path through its conversation that a thread shows: fetched once more, or another one put in its place. */
export class ThreadPath {
  /** Grows with each path that is put in: one that was asked for before may be older. */
  edition = 0;

  constructor(thread) {
    this.thread = thread;
  }

  /**
   * Fetches the end of the active path anew, or what stands around an entry of it; `hold` runs the change and keeps the place that
   * is being read.
   * @returns {Promise<boolean>} false where another path was put in meanwhile, which may be newer than what was fetched
   */
  async refresh(hold, entry = undefined) {
    const { thread, edition } = this;
    const { conversation } = thread;
    thread.forked = false;
    const fragment = await fetchFragment(`/c/${conversation}/messages/${entry ? `?around=${entry}` : ""}`);
    if (conversation !== thread.conversation) return true;
    if (edition !== this.edition) return false;
    hold(() => this.replace(fragment));
    return true;
  }

  /** Shows a section of another path, or of the same one once more. */
  replace(fragment) {
    this.edition += 1;
    replaceEntries(this.thread, fragment);
    this.thread.pending.clearBelow();
    this.thread.section.watch();
  }

  /** Shows what stands around this entry, unless it is shown or the path runs elsewhere by now. */
  async reach(entry) {
    if (entryOf(this.thread, entry)) return;
    await this.refresh((change) => change(), entry).catch(() => {});
  }
}
