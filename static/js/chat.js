import "#chat/page/chat-app";
import { keepOfflinePage } from "#chat/browser/offline-page";

// Not while the page is loaded: it takes nothing away from it.
addEventListener("load", keepOfflinePage);
