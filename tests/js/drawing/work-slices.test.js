import assert from "node:assert/strict";
import test from "node:test";
import { WorkSlices } from "#chat/drawing/work-slices";
import { FakeClock } from "../fakes.js";

/** Work of so many steps, each of which takes so many milliseconds. */
function work(slices, clock, steps, ms, done = []) {
  const proceed = () => {
    while (done.length < steps) {
      if (slices.over) return slices.later(proceed);
      clock.now += ms;
      done.push(clock.now);
    }
  };
  proceed();
  return done;
}

function begin() {
  const clock = new FakeClock();
  return { clock, slices: new WorkSlices({ clock, now: () => clock.now }) };
}

test("what fits into the first slice is done at once", () => {
  const { clock, slices } = begin();
  assert.equal(work(slices, clock, 5, 10).length, 5);
  assert.equal(slices.waiting.size, 0);
});

test("the rest comes in shorter slices, each after the page had its turn", () => {
  const { clock, slices } = begin();
  const done = work(slices, clock, 12, 10);
  assert.equal(done.length, 6);
  const slice = () => {
    const before = done.length;
    clock.advance(1);
    return done.length - before;
  };
  assert.deepEqual([slice(), slice(), slice()], [2, 2, 2]);
  assert.equal(slices.waiting.size, 0);
});

test("two that wait have their turn one after the other, and both come to their end", () => {
  const { clock, slices } = begin();
  const [one, two] = [work(slices, clock, 10, 10), work(slices, clock, 10, 10)];
  assert.deepEqual([one.length, two.length], [6, 0]);
  for (let round = 0; round < 10; round++) clock.advance(1);
  assert.deepEqual([one.length, two.length], [10, 10]);
});

test("each task of the page has a slice of its own", () => {
  const { clock, slices } = begin();
  assert.equal(slices.over, false);
  clock.now += 51;
  assert.equal(slices.over, true);
  clock.advance(1);
  assert.equal(slices.over, false);
});

test("a slice ends where the browser has enough to lay out, and the next one waits for its frame", () => {
  const { clock, slices } = begin();
  const done = [];
  const proceed = () => {
    while (done.length < 5) {
      if (slices.over) return slices.later(proceed);
      slices.put(600);
      done.push(clock.now);
    }
  };
  proceed();
  assert.equal(done.length, 2);
  clock.advance(10);
  assert.equal(done.length, 2);
  clock.advance(10);
  assert.equal(done.length, 4);
  clock.advance(20);
  assert.equal(done.length, 5);
});

test("who waits for quiet hears when nothing waits any more", async () => {
  const { clock, slices } = begin();
  const done = work(slices, clock, 8, 10);
  let quiet = false;
  const heard = slices.idle().then(() => (quiet = true));
  assert.equal(quiet, false);
  clock.advance(1);
  await heard;
  assert.equal(done.length, 8);
  await slices.idle();
});

test("who waits for quiet also waits for what a drawing lacks, be it that it comes or that it fails", async () => {
  for (const end of [(come) => come(), (_, fail) => fail(new Error("It did not come"))]) {
    const { slices } = begin();
    let finish;
    slices.busyUntil(new Promise((come, fail) => (finish = () => end(come, fail))));
    let quiet = false;
    const heard = slices.idle().then(() => (quiet = true));
    await Promise.resolve();
    assert.equal(quiet, false);
    finish();
    await heard;
  }
});

test("a printer gets all at once, also what waited", () => {
  const { clock, slices } = begin();
  const waiting = work(slices, clock, 20, 10);
  const asked = [];
  slices.unbounded(() => work(slices, clock, 30, 10, asked));
  assert.deepEqual([waiting.length, asked.length, slices.waiting.size], [20, 30, 0]);
});
