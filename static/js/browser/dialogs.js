/**
 * The listener for clicks that close a dialog: on its backdrop, which is the dialog itself, as what it holds covers it, or on
 * what `closing` selects.
 */
export const closeBy = (dialog, closing) => ({ target }) => (target === dialog || target.closest(closing)) && dialog.close();
