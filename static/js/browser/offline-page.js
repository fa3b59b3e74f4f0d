import { offlineWorkerAddress } from "#chat/browser/trusted";

/** Has the browser keep the page that is shown without a network. Where it keeps none, as in a private window, nothing is lost. */
export function keepOfflinePage() {
  navigator.serviceWorker?.register(offlineWorkerAddress()).catch(() => {});
}
