import "#chat/elements/chat-assistant";
import "#chat/elements/chat-composer";
import "#chat/elements/chat-menu";
import "#chat/elements/chat-search";
import "#chat/elements/chat-selection";
import "#chat/elements/chat-sidebar";
import "#chat/elements/chat-thread";
import "#chat/elements/command-palette";
import "#chat/elements/connection-banner";
import "#chat/elements/copy-button";
import "#chat/elements/file-viewer";
import "#chat/elements/keeping-menu";
import "#chat/elements/live-announcer";
import "#chat/elements/menu-panel";
import "#chat/elements/notification-switch";
import "#chat/elements/question-queue";
import "#chat/elements/settings/chat-settings";
import "#chat/elements/shortcut-sheet";
import "#chat/elements/temporary-chat";
import "#chat/elements/theme-switch";
import "#chat/elements/toast-stack";
import "#chat/elements/version-comparison";
import { ChatNavigation } from "#chat/dom/chat-navigation";
import { ChatView } from "#chat/dom/chat-view";
import { ChoicesDesk } from "#chat/dom/choices-desk";
import { ContextDesk } from "#chat/dom/context-desk";
import { DeletionDesk } from "#chat/dom/deletion-desk";
import { sendEarly } from "#chat/dom/early-send";
import { FileDesk } from "#chat/dom/file-desk";
import { Drawer } from "#chat/dom/drawer";
import { MessageFinder } from "#chat/dom/message-finder";
import { PageFollower } from "#chat/dom/page-follower";
import { PathChooser } from "#chat/dom/path-chooser";
import { QuestionDesk } from "#chat/dom/question-desk";
import { QueueDesk } from "#chat/dom/queue-desk";
import { ResultDesk } from "#chat/dom/result-desk";
import { ScrollKeeper } from "#chat/dom/scroll-keeper";
import { SeenDesk } from "#chat/dom/seen-desk";
import { ShortcutDesk } from "#chat/dom/shortcut-desk";
import { slot } from "#chat/dom/slots";
import { storage } from "#chat/dom/storage";
import { DraftStore } from "#chat/draft-store";
import { LocalStore } from "#chat/local-store";
import { Outbox } from "#chat/outbox";
import { QuestionQueue } from "#chat/question-queue";
import { Session } from "#chat/session";
import { ChatSocket } from "#chat/socket";
import { TurnBook } from "#chat/turn-book";

/** The page: makes what it consists of, and passes on what the person does. */
class ChatApp extends HTMLElement {
  connectedCallback() {
    const conversation = this.dataset.conversation || null;
    const store = new LocalStore(storage("localStorage"), this.dataset.user);
    const [thread, composer, sidebar, toasts, storing, assistant, settings, temporary] = ["chat-thread", "chat-composer", "chat-sidebar", "toast-stack", "store-switch", "chat-assistant", "chat-settings", "temporary-chat"].map((name) => this.querySelector(name));
    this.outbox = new Outbox(store);
    this.queue = new QuestionQueue(store);
    this.socket = new ChatSocket(`${location.origin.replace(/^http/, "ws")}/ws/`);
    this.session = new Session({ socket: this.socket, book: new TurnBook(), outbox: this.outbox, conversation });
    this.keeper = new ScrollKeeper(slot(this, "scroller"), thread, (away) => (slot(this, "jump").hidden = !away));
    Object.assign(this, { thread, composer, sidebar, toasts, storing, assistant, temporary, parameters: settings.parameters });
    Object.assign(this, { follower: new PageFollower(this), drawer: new Drawer(this), view: new ChatView(this), navigation: new ChatNavigation(this), desk: new QuestionDesk(this), queueDesk: new QueueDesk(this), results: new ResultDesk(this, store) });
    const paths = new PathChooser(this);
    this.finder = new MessageFinder(this, paths);
    this.members = [this.keeper, this.follower, new DeletionDesk(sidebar, toasts), this.drawer, this.navigation, paths, this.finder, new ShortcutDesk(this), new SeenDesk(this), this.desk, this.queueDesk, this.results, new FileDesk(this), new ContextDesk(this), new ChoicesDesk(this)];
    composer.drafts = new DraftStore(store);
    this.view.begin();
    this.#listen(store);
    this.members.forEach((member) => member.connect());
    this.follower.settle();
    // Before anything is drawn: the server answers meanwhile.
    this.socket.connect();
    this.view.goTo(this.navigation.place).then(() => this.finder.arrive());
    sendEarly(composer);
  }

  disconnectedCallback() {
    for (const [target, type, listener] of this.listeners) target.removeEventListener(type, listener);
    this.members.forEach((member) => member.disconnect());
    this.socket.close();
  }

  #listen(store) {
    const on = (type, act) => [this, type, ({ detail }) => act(detail)];
    this.listeners = [
      on("chat-edit-end", () => this.follower.compareSoon()),
      on("chat-section", () => this.follower.follow()),
      on("chat-reconnect", () => this.socket.wake()),
      on("chat-grow", (change) => this.keeper.hold(change)),
      on("chat-say", (sentence) => this.querySelector("live-announcer").say(sentence)),
      on("chat-note", (text) => this.toasts.show(text)),
      on("chat-problem", (text) => this.toasts.show(text)),
      [slot(this, "jump"), "click", () => this.view.toEnd("smooth")],
      // Whoever logs out may be leaving a browser that is not theirs; a session that merely ends takes nothing away.
      [this, "submit", ({ target }) => "logout" in target.dataset && store.clear()],
      [this, "click", ({ target }) => target.dataset.starter && this.composer.restore(target.dataset.starter)],
      [window, "online", () => this.socket.wake()],
      [document, "visibilitychange", () => document.hidden || this.socket.wake()],
      // A page with an open socket is not kept for the Back button.
      [window, "pagehide", () => this.socket.close()],
      [window, "pageshow", ({ persisted }) => persisted && this.socket.connect()],
    ];
    for (const [target, type, listener] of this.listeners) target.addEventListener(type, listener);
  }
}

customElements.define("chat-app", ChatApp);
