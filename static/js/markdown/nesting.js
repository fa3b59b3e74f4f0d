/** Whether more than `most` elements stand in each other below this one: a browser's layout goes down as deep, and ends the page where its stack is too small. */
export function isDeeperThan(most, element) {
  return Array.prototype.some.call(element.children, (child) => most === 0 || isDeeperThan(most - 1, child));
}
