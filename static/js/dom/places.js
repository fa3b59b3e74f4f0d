export const entryOf = (thread, key) => [...thread.children].find(({ entry }) => key && entry === key);

/** Where somebody reads: an entry, how many pixels below the upper edge of what is seen it begins, how many entries are shown. */
export const placeOf = (thread, child, edge) => ({ entry: child.entry, top: child.getBoundingClientRect().top - edge, shown: thread.childElementCount });
