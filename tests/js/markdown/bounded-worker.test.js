import assert from "node:assert/strict";
import test from "node:test";
import { BoundedWorker, OutOfTime } from "#chat/markdown/parser/bounded-worker";
import { FakeClock } from "../fakes.js";

class FakeWorker {
  constructor() {
    Object.assign(this, { jobs: [], terminated: false });
  }

  postMessage(job) {
    this.jobs.push(job);
  }

  terminate() {
    this.terminated = true;
  }

  say(data) {
    this.onmessage({ data });
  }
}

function begin() {
  const clock = new FakeClock();
  const made = [];
  const create = () => (made.push(new FakeWorker()), made.at(-1));
  return { clock, made, worker: new BoundedWorker(create, { budget: 100, clock }) };
}

test("a worker is made with the first job and gets one job at a time", async () => {
  const { made, worker } = begin();
  assert.equal(made.length, 0);
  const answers = [worker.run("double", 1), worker.run("double", 2)];
  assert.deepEqual(made[0].jobs, []);
  made[0].say({ ready: true });
  assert.deepEqual(made[0].jobs, [{ id: 1, task: "double", input: 1 }]);
  made[0].say({ id: 1, output: 2 });
  made[0].say({ id: 2, output: 4 });
  assert.deepEqual(await Promise.all(answers), [2, 4]);
  assert.equal(made.length, 1);
});

test("a job that takes too long is given up with its worker, and the next one gets another", async () => {
  const { clock, made, worker } = begin();
  const [slow, next] = [worker.run("parse", "bomb"), worker.run("parse", "text")];
  made[0].say({ ready: true });
  clock.advance(100);
  await assert.rejects(slow, OutOfTime);
  assert.ok(made[0].terminated);
  made[1].say({ ready: true });
  made[1].say({ id: 2, output: "html" });
  assert.equal(await next, "html");
});

test("the time to load the worker is not that of a job", async () => {
  const { clock, made, worker } = begin();
  const answer = worker.run("parse", "text");
  clock.advance(10_000);
  made[0].say({ ready: true });
  made[0].say({ id: 1, output: "html" });
  assert.equal(await answer, "html");
});

test("what a job fails with is its own, and ends nothing else", async () => {
  const { made, worker } = begin();
  const answers = [worker.run("parse", "deep"), worker.run("parse", "text")];
  made[0].say({ ready: true });
  made[0].say({ id: 1, error: "too deep" });
  await assert.rejects(answers[0], (error) => error.message === "too deep" && !(error instanceof OutOfTime));
  made[0].say({ id: 2, output: "html" });
  assert.equal(await answers[1], "html");
});

test("where no worker can be had, every job fails at once", async () => {
  const { made, worker } = begin();
  const first = worker.run("parse", "text");
  made[0].say({ ready: false });
  await assert.rejects(first, OutOfTime);
  await assert.rejects(worker.run("parse", "text"), OutOfTime);
  assert.equal(made.length, 1);
});
