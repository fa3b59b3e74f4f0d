/**
 * Adds listeners, until the function that it gives is called: an element's `connectedCallback` and `disconnectedCallback`.
 * @param {[EventTarget, string, Function, object?][]} listeners
 */
export function listen(listeners) {
  for (const [target, ...listener] of listeners) target.addEventListener(...listener);
  return () => {
    for (const [target, ...listener] of listeners) target.removeEventListener(...listener);
  };
}

/** The same for listeners of one target. @param {[string, Function, object?][]} listeners */
export const listenTo = (target, listeners) => listen(listeners.map((each) => [target, ...each]));
