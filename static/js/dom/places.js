/** Names a question or an answer of a thread beyond the page's life. */
const keyOf = ({ dataset }) => dataset.message ?? dataset.turn;

export const entryOf = (thread, key) => [...thread.children].find((child) => key && keyOf(child) === key);

/** Where somebody reads: an entry, how many pixels below the upper edge of what is seen it begins, how many entries are shown. */
export const placeOf = (thread, child, edge) => ({ entry: keyOf(child), top: child.getBoundingClientRect().top - edge, shown: thread.childElementCount });
