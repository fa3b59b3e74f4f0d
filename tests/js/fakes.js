/** A clock that moves only when it is told to. */
export class FakeClock {
  constructor() {
    Object.assign(this, { now: 0, timers: new Map(), next: 1 });
    this.setTimeout = (act, ms) => (this.timers.set(this.next, { at: this.now + ms, act }), this.next++);
    this.clearTimeout = (id) => this.timers.delete(id);
  }

  advance(ms) {
    this.now += ms;
    for (const [id, { at, act }] of [...this.timers]) {
      if (at > this.now || !this.timers.delete(id)) continue;
      act();
    }
  }
}

export class FakeWebSocket {
  static OPEN = 1;
  static CLOSING = 2;
  static all = [];

  static get last() {
    return FakeWebSocket.all.at(-1);
  }

  constructor(url) {
    Object.assign(this, { url, sent: [], closed: false, readyState: FakeWebSocket.OPEN });
    FakeWebSocket.all.push(this);
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  receive(frame) {
    this.onmessage({ data: JSON.stringify(frame) });
  }

  close(code = 1000) {
    if (this.closed) return;
    this.closed = true;
    this.onclose({ code });
  }
}

export class FakeStorage {
  constructor() {
    this.values = new Map();
  }

  get length() {
    return this.values.size;
  }

  key(index) {
    return [...this.values.keys()][index] ?? null;
  }

  getItem(key) {
    return this.values.get(key) ?? null;
  }

  setItem(key, value) {
    this.values.set(key, value);
  }

  removeItem(key) {
    this.values.delete(key);
  }
}

/** As another tab sees a storage: what it changes arrives there later, and what others change meanwhile it does not see. */
export class OtherTab extends FakeStorage {
  constructor(storage) {
    super();
    Object.assign(this, { storage, values: new Map(storage.values), changed: new Set() });
  }

  setItem(key, value) {
    super.setItem(key, value);
    this.changed.add(key);
  }

  removeItem(key) {
    super.removeItem(key);
    this.changed.add(key);
  }

  arrive() {
    for (const key of this.changed) {
      if (this.values.has(key)) this.storage.setItem(key, this.values.get(key));
      else this.storage.removeItem(key);
    }
  }
}

/** A socket as the session sees it. */
export class FakeSocket extends EventTarget {
  constructor(ready = true) {
    super();
    Object.assign(this, { ready, sent: [], limit: Infinity });
  }

  fits(frame) {
    return JSON.stringify(frame).length <= this.limit;
  }

  send(frame) {
    if (this.ready) this.sent.push(frame);
    return this.ready;
  }

  receive(frame) {
    this.dispatchEvent(new CustomEvent("frame", { detail: frame }));
  }
}
