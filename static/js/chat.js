import "#chat/elements/chat-app";
import { keepOfflinePage } from "#chat/dom/offline-page";

// Not while the page is loaded: it takes nothing away from it.
addEventListener("load", keepOfflinePage);
