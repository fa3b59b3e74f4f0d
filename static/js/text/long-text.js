const CHARACTERS = 2_000;
const LINES = 25;

/** Whether a question is so long that the page folds it. */
export const isLong = (text) => text.length > CHARACTERS || text.split("\n", LINES + 1).length > LINES;
