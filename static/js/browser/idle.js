/** Acts when nothing else is to do. @param {{timeout?: number}} [options] milliseconds after which it acts all the same */
export const whenIdle = (act, options) => (window.requestIdleCallback ? requestIdleCallback(act, options) : setTimeout(act, 200));
