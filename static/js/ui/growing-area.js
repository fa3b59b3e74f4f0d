// More than the highest area shows.
const MOST = 4_000;
const SIZED = CSS.supports("field-sizing", "content");

/** Lets a text area be as high as its text where the browser does not: its parent, `.growing`, holds the text once more, and nothing is measured. */
export function grow(area) {
  if (!SIZED) area.parentElement.dataset.text = area.value.slice(0, MOST);
}
