// The way out: published in the place of sw.js, it removes the worker, and everything that was kept, from each browser at its next visit.

addEventListener("install", () => skipWaiting());

addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  const ours = `tenant-status ${registration.scope} `;
  const names = (await caches.keys()).filter((name) => name.startsWith(ours));
  await Promise.all(names.map((name) => caches.delete(name)));
  // What a page would keep anew.
  for (const client of await clients.matchAll({ type: "window", includeUncontrolled: true })) client.postMessage("off");
  await registration.unregister();
}
