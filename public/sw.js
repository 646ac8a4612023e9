// Keeps the page's own files, so that it opens without a network. Whatever has an address that is not in the lists below passes as if
// there were no worker: Graph, the sign-in, config.json, snapshots. Nothing is kept but what `install` asks for.
//
// Contract with boot.js: told "here", a tab posts the addresses of the files it was made of; the answer "new" means that they are not this
// version's. "take" comes once the reader of a tab wants this version. See docs/offline.md.

// `cargo xtask build` fills these four. Addresses are relative to the folder of this file.
const VERSION = "";
/** The policy of the pages, which follows the configuration. */
const POLICY = "";
const PAGES = [];
/** Address and integrity of each file that the pages need. */
const FILES = {};

const SCOPE = registration.scope;
/** Several deployments can share an origin and its caches. */
const OURS = `tenant-status ${SCOPE} `;
const CACHE = OURS + VERSION;
/** The last good data, which the page itself keeps. */
const KEPT = OURS + "kept";
/** How long the network may take, in milliseconds, before what is kept is shown. */
const PATIENCE = 3_000;
/** So many versions before this one stay, for tabs that were opened with them. */
const EARLIER = 2;
/** The folder of the files whose names change with their bytes. */
const HASHED = "assets/";

addEventListener("install", (event) => event.waitUntil(install()));

async function install() {
  // A version that was published once more may be the one in use.
  const isNew = !(await caches.has(CACHE));
  try {
    const cache = await caches.open(CACHE);
    await Promise.all(Object.keys(FILES).map((path) => keepFile(cache, path)));
    await Promise.all(PAGES.map((path) => keepPage(cache, path)));
    await tell();
  } catch (error) {
    // The version before stays: a part of one is of no use.
    if (isNew) await caches.delete(CACHE);
    throw error;
  }
}

async function keepFile(cache, path) {
  const isHashed = path.startsWith(HASHED);
  // What an earlier version has kept need not come again.
  const known = isHashed && (await kept(SCOPE + path));
  await cache.put(SCOPE + path, known || (await ask(path, { integrity: FILES[path], cache: isHashed ? "default" : "no-cache" })));
}

async function keepPage(cache, path) {
  const response = await ask(path, { cache: "no-cache" });
  const text = await response.text();
  const files = [...text.matchAll(/"\.\/(assets\/[^" ]+)"/g)].map(([, file]) => file);
  // While a version is being published, the host may still send pages of the one before.
  const isOther = files.length === 0 || files.some((file) => !(file in FILES)) || !text.includes(`"${POLICY}"`);
  if (isOther) throw new Error(`${path} is not of this version`);
  // Made anew: a browser takes no page that was redirected.
  await cache.put(SCOPE + path, new Response(text, { headers: response.headers }));
}

async function ask(path, options) {
  const response = await fetch(SCOPE + path, { credentials: "same-origin", ...options });
  if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
  return response;
}

addEventListener("activate", (event) => event.waitUntil(activate()));

async function activate() {
  const others = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== CACHE && name !== KEPT);
  // They come in the order in which they were made.
  await Promise.all(others.slice(0, -EARLIER).map((name) => caches.delete(name)));
  // The tab of a first visit too has its files from here, and makes the next version wait.
  await clients.claim();
  await tell();
}

/** Tells each tab that a version has come, or is in charge. */
async function tell() {
  for (const client of await clients.matchAll({ type: "window", includeUncontrolled: true })) client.postMessage("here");
}

addEventListener("message", ({ data, source }) => {
  if (data === "take" || data.every((address) => address.slice(SCOPE.length) in FILES)) skipWaiting();
  else source.postMessage("new");
});

addEventListener("fetch", (event) => {
  const { request } = event;
  // Without query and fragment: they may hold the answer of a sign-in.
  const { origin, pathname } = new URL(request.url);
  const address = origin + pathname;
  if (request.method !== "GET" || request.headers.has("range") || !address.startsWith(SCOPE)) return;
  const path = address.slice(SCOPE.length);
  if (request.mode === "navigate") {
    const page = [path, path + "/", path.replace(/index\.html$/, "")].find((page) => PAGES.includes(page));
    if (page !== undefined) event.respondWith(inTime(request, () => keptPage(request, page)));
  } else if (request.cache === "reload" || request.cache === "no-store") {
    // Somebody has a reason.
  } else if (path.startsWith(HASHED)) {
    event.respondWith(kept(address).then((response) => response ?? fetch(request)));
  } else if (path in FILES) {
    // Their names stay the same from version to version.
    event.respondWith(inTime(request, () => keptNow(path)));
  }
});

/** What the network says; or else, or when that takes too long, what is kept. */
async function inTime(request, kept) {
  const asked = whole(request);
  // Nobody may be waiting for it any more when it fails.
  asked.catch(() => {});
  try {
    const response = await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    // A server in trouble is no news.
    if (response && response.status < 500) return response;
  } catch {
    // No network.
  }
  return (await kept().catch(() => undefined)) ?? asked;
}

/** An answer, once all of it is there. */
async function whole(request) {
  const response = await fetch(request);
  await response.clone().arrayBuffer();
  return response;
}

/** From this version or an earlier one: whoever asks for a file by its hash wants these bytes. A store that is broken has nothing. */
const kept = (address) => caches.match(address, { ignoreVary: true }).catch(() => undefined);

/** From this version alone. */
const keptNow = async (path) => (await caches.open(CACHE)).match(SCOPE + path, { ignoreVary: true });

async function keptPage(request, page) {
  const response = await keptNow(page);
  const { pathname, search } = new URL(request.url);
  // Relative addresses of the page count from its folder.
  return response && !pathname.endsWith("/") && page ? Response.redirect(SCOPE + page + search) : response;
}
