export const entryOf = (thread, key) => [...thread.children].find(({ entry }) => key && entry === key);

/** Where somebody reads: an entry, and how many pixels below the upper edge of what is seen it begins. */
export const placeOf = (child, edge) => ({ entry: child.entry, top: child.getBoundingClientRect().top - edge });
