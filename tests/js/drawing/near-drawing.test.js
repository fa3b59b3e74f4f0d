import assert from "node:assert/strict";
import test from "node:test";

const frames = [];
const idlers = [];
Object.assign(globalThis, {
  window: { addEventListener: () => {}, requestIdleCallback: (act) => idlers.push(act) },
  requestIdleCallback: (act) => idlers.push(act),
  requestAnimationFrame: (act) => frames.push(act),
  IntersectionObserver: class {
    constructor(_, { root }) {
      this.root = root;
    }

    observe() {}
    unobserve() {}
    disconnect() {}
  },
});
const { NearDrawing } = await import("#chat/drawing/near-drawing");
const { slices } = await import("#chat/drawing/slices");

/** A scroller that shows 100 pixels of its texts, and its end after `toEnd`. A text is `raw` pixels high until it is drawn. */
class Scroller {
  constructor(heights) {
    Object.assign(this, { texts: heights.map(([raw, drawn]) => new Text(this, raw, drawn)), top: 0 });
  }

  toEnd = () => (this.top = this.texts.reduce((sum, { height }) => sum + height, 0) - 100);

  getBoundingClientRect() {
    return { top: 0, bottom: 100 };
  }

  get drawn() {
    return this.texts.map(({ isDrawn }) => isDrawn);
  }
}

class Text {
  constructor(scroller, raw, drawn) {
    Object.assign(this, { scroller, height: raw, finished: drawn, isDrawn: false });
  }

  draw = () => Object.assign(this, { height: this.finished, isDrawn: true });

  closest() {
    return this.scroller;
  }

  checkVisibility() {
    return true;
  }

  getBoundingClientRect() {
    const { texts, top } = this.scroller;
    const above = texts.slice(0, texts.indexOf(this)).reduce((sum, { height }) => sum + height, 0);
    return { top: above - top, bottom: above - top + this.height };
  }

  dispatchEvent({ detail }) {
    detail();
  }
}

function begin(heights) {
  const scroller = new Scroller(heights);
  const near = new NearDrawing();
  for (const text of scroller.texts) near.later(text, text.draw);
  return { near, scroller };
}

/** Lets frames pass until a promise is kept. */
async function passing(promise) {
  let done = false;
  promise.then(() => (done = true));
  for (let round = 0; round < 50 && !done; round++) {
    frames.splice(0).forEach((act) => act());
    await new Promise(setImmediate);
  }
  assert.ok(done);
}

test("what is seen at the end is drawn, also what comes into view because the rest became smaller, and nothing else", async () => {
  const { near, scroller } = begin([[90, 90], [90, 90], [90, 90], [200, 30]]);
  await passing(near.drawWhole(scroller.toEnd));
  assert.deepEqual(scroller.drawn, [false, false, true, true]);
  assert.equal(scroller.top, 200);
  assert.equal(idlers.length, 0);
});

test("what is at the end is drawn before anything is laid out", () => {
  const { near, scroller } = begin([[90, 90], [200, 30]]);
  scroller.texts.forEach((text) => (text.getBoundingClientRect = () => assert.fail("laid out")));
  near.drawLast();
  assert.deepEqual(scroller.drawn, [false, true]);
  new NearDrawing().drawLast();
});

test("what grows after it was drawn first is waited for, and the end is found again", async () => {
  const { near, scroller } = begin([[100, 100], [100, 50]]);
  const [, last] = scroller.texts;
  let come;
  near.later(last, () => {
    last.draw();
    slices.busyUntil(new Promise((done) => (come = () => ((last.height = 150), done()))));
  });
  const whole = near.drawWhole(scroller.toEnd);
  come();
  await passing(whole);
  assert.equal(scroller.top, 150);
});

test("what is shown before all of it is there stands at the end of what is", async () => {
  const { near, scroller } = begin([[100, 100], [100, 50]]);
  const [, last] = scroller.texts;
  let come;
  near.later(last, () => (last.draw(), slices.busyUntil(new Promise((done) => (come = done)))));
  const whole = near.drawWhole(scroller.toEnd);
  assert.equal(scroller.top, 50);
  near.show();
  come();
  await whole;
});

test("it is whole only when it was laid out in a frame of its own", async () => {
  const { near, scroller } = begin([[100, 100]]);
  let whole = false;
  near.drawWhole(scroller.toEnd).then(() => (whole = true));
  for (const expected of [false, false, true]) {
    await new Promise(setImmediate);
    assert.equal(whole, expected);
    frames.splice(0).forEach((act) => act());
  }
});

test("what is shown meanwhile is not brought to its end any more", async () => {
  const { near, scroller } = begin([[100, 100], [100, 150]]);
  const whole = near.drawWhole(scroller.toEnd);
  near.show();
  scroller.top = 10;
  await whole;
  assert.equal(scroller.top, 10);
});

test("the others are drawn when nothing else is to do, the last first, and not while a chat is hidden", async () => {
  const { near, scroller } = begin([[100, 100], [100, 100], [100, 100]]);
  idlers.length = 0;
  await passing(near.drawWhole(scroller.toEnd));
  near.show();
  idlers.shift()();
  assert.deepEqual(scroller.drawn, [false, true, true]);
  near.hide();
  idlers.shift()();
  assert.deepEqual([scroller.drawn, idlers.length], [[false, true, true], 0]);
  near.show();
  idlers.shift()();
  assert.deepEqual(scroller.drawn, [true, true, true]);
});
