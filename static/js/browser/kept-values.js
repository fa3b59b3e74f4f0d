import { KeptList } from "#chat/browser/kept-list";

const NEW = "new";

/** One value for each chat (null: the new one), or whatever else has a name. The oldest go when there are too many. */
export class KeptValues {
  constructor(store, name, most = 100) {
    Object.assign(this, { list: new KeptList(store, name), most });
    // Until 0.1.0 all of them were one value.
    const before = store.read(name);
    if (!before) return;
    for (const [chat, value] of Object.entries(before)) this.set(chat, value);
    store.write(name, null);
  }

  get(chat) {
    return this.list.get(chat ?? NEW)?.value ?? null;
  }

  /** One that is empty is not kept. */
  set(chat, value) {
    const id = chat ?? NEW;
    if (!value) return this.list.remove(id);
    const isNew = !this.list.get(id);
    this.list.put(id, { value });
    if (isNew) for (const oldest of this.list.all.slice(0, -this.most)) this.list.remove(oldest.id);
  }
}
