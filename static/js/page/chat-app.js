import "#chat/page/chat-assistant";
import "#chat/composer/chat-composer";
import "#chat/page/chat-menu";
import "#chat/sidebar/chat-search";
import "#chat/sidebar/chat-selection";
import "#chat/sidebar/chat-sidebar";
import "#chat/thread/chat-thread";
import "#chat/commands/command-palette";
import "#chat/connection/connection-banner";
import "#chat/ui/copy-button";
import "#chat/files/file-viewer";
import "#chat/sidebar/keeping-menu";
import "#chat/ui/live-announcer";
import "#chat/ui/menu-panel";
import "#chat/page/notification-switch";
import "#chat/questions/question-queue";
import "#chat/settings/chat-settings";
import "#chat/commands/shortcut-sheet";
import "#chat/page/temporary-chat";
import "#chat/ui/theme-switch";
import "#chat/ui/toast-stack";
import "#chat/versions/version-comparison";
import { listen } from "#chat/browser/listeners";
import { ChatNavigation } from "#chat/page/chat-navigation";
import { ChatView } from "#chat/page/chat-view";
import { ChoicesDesk } from "#chat/choices/choices-desk";
import { ContextDesk } from "#chat/composer/context-desk";
import { DeletionDesk } from "#chat/page/deletion-desk";
import { sendEarly } from "#chat/composer/early-send";
import { FileDesk } from "#chat/files/file-desk";
import { Drawer } from "#chat/page/drawer";
import { MessageFinder } from "#chat/thread/message-finder";
import { PageFollower } from "#chat/page/page-follower";
import { PathChooser } from "#chat/thread/path-chooser";
import { QuestionDesk } from "#chat/questions/question-desk";
import { QueueDesk } from "#chat/questions/queue-desk";
import { ResultDesk } from "#chat/tools/result-desk";
import { ScrollKeeper } from "#chat/thread/scroll-keeper";
import { SeenDesk } from "#chat/page/seen-desk";
import { ShortcutDesk } from "#chat/commands/shortcut-desk";
import { slot } from "#chat/browser/slots";
import { storage } from "#chat/browser/storage";
import { KeptValues } from "#chat/browser/kept-values";
import { LocalStore } from "#chat/browser/local-store";
import { Outbox } from "#chat/connection/outbox";
import { QuestionQueue } from "#chat/questions/queue";
import { WishKeeper } from "#chat/composer/wish-keeper";
import { Session } from "#chat/connection/session";
import { ChatSocket } from "#chat/connection/socket";
import { TurnBook } from "#chat/connection/turn-book";

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
    Object.assign(this, { follower: new PageFollower(this), drawer: new Drawer(this), view: new ChatView(this), wishes: new WishKeeper(this, store), navigation: new ChatNavigation(this), desk: new QuestionDesk(this), queueDesk: new QueueDesk(this), results: new ResultDesk(this, store) });
    const paths = new PathChooser(this);
    this.finder = new MessageFinder(this, paths);
    this.members = [this.keeper, this.follower, new DeletionDesk(sidebar, toasts), this.drawer, this.navigation, paths, this.finder, new ShortcutDesk(this), new SeenDesk(this), this.desk, this.queueDesk, this.results, this.wishes, new FileDesk(this), new ContextDesk(this), new ChoicesDesk(this)];
    composer.drafts = new KeptValues(store, "drafts");
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
    this.unlisten();
    this.members.forEach((member) => member.disconnect());
    this.socket.close();
  }

  #listen(store) {
    const on = (type, act) => [this, type, ({ detail }) => act(detail)];
    this.unlisten = listen([
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
    ]);
  }
}

customElements.define("chat-app", ChatApp);
