// More than the highest area shows.
const MOST = 4_000;

/** Lets a text area be as high as its text: its parent, `.growing`, holds the text once more, and nothing is measured. */
export function grow(area) {
  area.parentElement.dataset.text = area.value.slice(0, MOST);
}
