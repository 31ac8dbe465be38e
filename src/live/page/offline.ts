/** @file The page keeps itself, and says when it needs no network any more. */
import { say } from "./elements.ts";

export async function keepOffline(): Promise<void> {
  if (!("serviceWorker" in navigator)) {
    say("offline", "not without a network: pages are kept over HTTPS or from this machine only");
    return;
  }
  await navigator.serviceWorker.register("service-worker.js");
  await navigator.serviceWorker.ready;
  say("offline", "yes, it is kept in this browser");
}
