// Starts the app and, when it cannot start or breaks, says why. No string ever becomes markup here.
//
// Contract with the app:
// - it replaces the content of #app, and sets data-app-ready on an element inside;
// - its panic hook dispatches `app-fatal` (CustomEvent, detail: text) on window;
// - once it has read what is open it dispatches `app-rested` on window; `app-outdated` tells it that a newer version waits, and it
//   dispatches `app-renew` when the reader wants that;
// - `tenantStatusEarly` maps an absolute address to the promise of its Response, asked for before the app was there;
//   the app takes (and deletes) what it wants and fetches the rest itself.

// A relative base would move with every pushState.
const base = document.querySelector("base");
if (base) base.href = document.baseURI;

/** The folder of the page, and of its worker. */
const SCOPE = new URL("./", document.baseURI).href;
const WORKER = SCOPE + "sw.js";
/** Where the app remembers of whom data is kept. */
const TENANTS = "offline.tenants " + SCOPE;

// Leptos makes its static markup through a template. Only literals of ours come here: this is a tripwire, not a sanitiser.
const RISKY = /<(script|iframe|object|embed|base|meta)\b|\son[a-z]+\s*=|=\s*["']?\s*javascript:/i;
globalThis.trustedTypes?.createPolicy("default", {
  createHTML(markup) {
    if (!RISKY.test(markup)) return markup;
    console.error("Refused markup: " + markup.slice(0, 200));
    return null;
  },
  createScriptURL: (url) => (url === WORKER ? url : null),
});

/** How long one download of the program may take, in milliseconds. */
const LIMIT = 40_000;
/** How long data may take, as long as for the app. */
const DATA_LIMIT = 60_000;

const WORDS = {
  en: {
    title: "Tenant Status cannot start",
    crashTitle: "Tenant Status has stopped",
    crash: "Something broke in this page. Your tenant is not affected.",
    missing: "The server does not deliver a file of this page. Reload; if that does not help, the copy on the server is incomplete.",
    mixed: "The files of this page do not belong together: two versions are mixed, or something on the way changes them. Reload; if that does not help, publish the whole folder again.",
    network: "A file of this page cannot be reached. Possible causes: network, proxy or an extension.",
    stalled: "The download of this page stopped half-way. Check the connection and reload.",
    unsupported: "This browser cannot run WebAssembly, or it is switched off here. Needed: Chrome or Edge 97, Firefox 102, Safari 16, or newer.",
    reload: "Reload",
    copy: "Copy details",
    copied: "Copied",
    details: "Details",
  },
  nl: {
    title: "Tenant Status kan niet starten",
    crashTitle: "Tenant Status is gestopt",
    crash: "Er is iets misgegaan op deze pagina. Uw tenant is niet geraakt.",
    missing: "De server levert een bestand van deze pagina niet. Laad opnieuw; helpt dat niet, dan is de kopie op de server onvolledig.",
    mixed: "De bestanden van deze pagina horen niet bij elkaar: er zijn twee versies gemengd, of iets onderweg verandert ze. Laad opnieuw; helpt dat niet, publiceer dan de hele map nog eens.",
    network: "Een bestand van deze pagina is niet bereikbaar. Mogelijke oorzaken: netwerk, proxy of een extensie.",
    stalled: "Het downloaden van deze pagina is halverwege gestopt. Controleer de verbinding en laad opnieuw.",
    unsupported: "Deze browser kan geen WebAssembly uitvoeren, of het is hier uitgeschakeld. Nodig: Chrome of Edge 97, Firefox 102, Safari 16, of nieuwer.",
    reload: "Opnieuw laden",
    copy: "Details kopiëren",
    copied: "Gekopieerd",
    details: "Details",
  },
};

const page = document.documentElement;
/** How long the configuration may take, in milliseconds; less where there is kept data to show instead. */
let patience = LIMIT;
// Before the first paint of the app; the app changes it later.
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") page.dataset.theme = theme;
  // Who comes back from signing in has a network.
  if (localStorage.getItem(TENANTS) && !/[?#&]state=/.test(location.href)) patience = 5_000;
} catch {
  // A browser that forbids storage remembers no theme.
}

/** The language as the app chooses it: the reader's choice, else the configured one, else what the browser asks for. */
function languageOf(configured) {
  let chosen;
  try {
    chosen = localStorage.getItem("language");
  } catch {
    // As above.
  }
  const codes = [chosen ?? configured, ...navigator.languages].map((tag) => String(tag).slice(0, 2).toLowerCase());
  return codes.find((code) => code in WORDS) ?? "en";
}
page.lang = languageOf();

/** A start that failed for a reason that WORDS can name. */
class StartError extends Error {
  constructor(reason, message) {
    super(message);
    this.reason = reason;
  }
}

const element = (name, properties, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

/** Replaces the page by a message; the first one stays, later ones are its consequences. */
function paintFailure(reason, problem) {
  if (document.querySelector('[data-page="fatal"]')) return;
  const words = WORDS[page.lang.slice(0, 2)] ?? WORDS.en;
  // Neither query nor fragment: they may say more than a support case needs.
  const details = [problem, location.origin + location.pathname, navigator.userAgent, new Date().toISOString()].join("\n");
  const text = element("pre", { className: "full-page__cause", tabIndex: 0, textContent: details });

  const act = (event, action) => {
    // The stopped app still listens on window.
    event.stopPropagation();
    action();
  };
  const reload = element("button", { type: "button", className: "button", textContent: words.reload });
  reload.dataset.look = "primary";
  reload.addEventListener("click", (event) => act(event, () => location.reload()));
  const copy = element("button", { type: "button", className: "button", textContent: words.copy });
  copy.addEventListener("click", (event) =>
    act(event, async () => {
      try {
        await navigator.clipboard.writeText(details);
        copy.textContent = words.copied;
      } catch {
        // Not allowed to write: leave it selected, ready for the keyboard.
        text.closest("details").open = true;
        getSelection().selectAllChildren(text);
      }
    }),
  );

  const title = reason === "crash" ? words.crashTitle : words.title;
  const heading = element("h1", { tabIndex: -1, textContent: title });
  const main = element(
    "main",
    { className: "full-page" },
    heading,
    element("p", { textContent: words[reason] }),
    element("div", { className: "full-page__actions" }, reload, copy),
    element("details", {}, element("summary", { textContent: words.details }), text),
  );
  main.dataset.page = "fatal";
  main.dataset.reason = reason;
  document.title = title;
  document.body.replaceChildren(main);
  heading.focus();
}

const isTrap = (error) => typeof WebAssembly === "object" && error instanceof WebAssembly.RuntimeError;
const describe = (error) => (error instanceof Error ? error.name + ": " + error.message : String(error));

addEventListener("app-fatal", (event) => paintFailure("crash", String(event.detail)));
addEventListener("error", ({ error }) => {
  // What a browser threw at the program and it did not expect leaves it as broken as a trap of its own.
  if (isTrap(error) || String(error?.stack).includes("wasm-function")) paintFailure("crash", describe(error));
});
addEventListener("unhandledrejection", (event) => {
  if (isTrap(event.reason)) paintFailure("crash", describe(event.reason));
});

/** Not `AbortSignal.timeout`, which browsers have for less long than WebAssembly. */
function endsAfter(milliseconds) {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new DOMException("no answer in time", "TimeoutError")), milliseconds);
  return controller.signal;
}

/** One download; rejects with a StartError when the server does not deliver the file itself. */
async function download(url, options) {
  const response = await fetch(url, { credentials: "same-origin", signal: endsAfter(LIMIT), ...options });
  const type = response.headers.get("content-type") ?? "";
  // Some hosts answer a missing file with their start page and status 200.
  if (!response.ok || type.startsWith("text/html")) {
    throw new StartError("missing", `${url}: HTTP ${response.status} ${type}`);
  }
  return response;
}

/** Why a file did not arrive. A failed fetch does not tell, so this asks once more without the integrity check. */
async function explain(url, error) {
  if (error instanceof StartError) return error;
  if (error.name === "TimeoutError") return new StartError("stalled", `${url}: ${describe(error)}`);
  try {
    const response = await download(url, { cache: "reload" });
    await response.body?.cancel();
    return new StartError("mixed", `${url}: ${describe(error)}`);
  } catch (again) {
    if (again instanceof StartError) return again;
    return new StartError(again.name === "TimeoutError" ? "stalled" : "network", `${url}: ${describe(again)}`);
  }
}

/** The link that has a file fetched early. Whoever asks for the same with its integrity gets that answer: one request. */
const preloadOf = (url) => [...document.querySelectorAll('link[rel="preload"][as="fetch"]')].find((link) => link.href === url);

async function loadWasm(url, integrity = preloadOf(url)?.integrity ?? "") {
  let response;
  try {
    response = await download(url, { integrity });
  } catch {
    try {
      response = await download(url, { integrity, cache: "reload" });
    } catch (error) {
      throw await explain(url, error);
    }
  }
  // Streaming insists on the right type; bytes that pass the check are good under any.
  const typed = response.headers.get("content-type")?.startsWith("application/wasm");
  return typed ? response : response.arrayBuffer();
}

/** Says that a part did not come, where there is no page to say so. */
function stopWithoutPage(reason, error) {
  if (!document.querySelector("[data-app-ready]")) paintFailure(reason, describe(error));
}

/** One part of the program, for its loader. */
globalThis.tenantStatusPart = async (url, integrity) => {
  try {
    return await loadWasm(url, integrity);
  } catch (error) {
    stopWithoutPage(error.reason ?? "crash", error);
    throw error;
  }
};

globalThis.tenantStatusInstantiate = async (part, imports) => {
  const module = await part;
  try {
    return await (module instanceof Response ? WebAssembly.instantiateStreaming(module, imports) : WebAssembly.instantiate(module, imports));
  } catch (error) {
    stopWithoutPage(error.name === "LinkError" ? "mixed" : "crash", error);
    throw error;
  }
};

/**
 * The first view, as the app tells it in tokens with a NUL behind each: `<name` begins an element, `=name` and a token with the value give it
 * an attribute, `'text` a text, and `>` ends it. Text stays text, and the app sets no attribute that runs anything.
 */
globalThis.tenantStatusElements = (told) => {
  const tokens = told.split("\0");
  const open = [document.createDocumentFragment()];
  for (let at = 0; at < tokens.length; at++) {
    const [kind, rest] = [tokens[at][0], tokens[at].slice(1)];
    if (kind === "=") open.at(-1).setAttribute(rest, tokens[++at]);
    else if (kind === "'") open.at(-1).append(rest);
    else if (kind === ">") open.pop();
    else if (kind === "<") {
      const isSvg = rest === "svg" || rest === "path";
      const made = isSvg ? document.createElementNS("http://www.w3.org/2000/svg", rest) : element(rest);
      open.at(-1).append(made);
      open.push(made);
    }
  }
  return open[0];
};

/** Fetches parts of the program: what the page is made of beyond its first view, or what only a live endpoint needs. */
function fetchParts(of) {
  const files = (document.querySelector("script[data-wasm]").dataset[of] ?? "").split(" ");
  for (let at = 0; at + 1 < files.length; at += 2) {
    const link = { rel: "preload", as: "fetch", type: "application/wasm", crossOrigin: "anonymous", integrity: files[at + 1], href: files[at] };
    document.head.append(element("link", link));
  }
}

/** Without its looks the page would be a heap. A style sheet that did not arrive whole is asked for once more, past the cache. */
async function mendStyle() {
  const link = document.querySelector('link[rel="stylesheet"]');
  if (!link) return;
  if (!link.sheet && document.readyState !== "complete") {
    const isLate = await new Promise((resolve) => {
      // The event of the page, too: that of the link may have been before this script.
      for (const [target, event] of [[link, "load"], [link, "error"], [window, "load"]]) target.addEventListener(event, () => resolve(false));
      setTimeout(resolve, LIMIT, true);
    });
    if (isLate) {
      // As long as it is waited for, nothing is painted.
      link.remove();
      throw new StartError("stalled", link.href);
    }
  }
  // What was refused is no sheet, what was missing an empty one.
  if (link.sheet?.cssRules.length > 0) return;
  try {
    await download(link.href, { integrity: link.integrity, cache: "reload" });
  } catch (error) {
    throw await explain(link.href, error);
  }
  link.replaceWith(link.cloneNode());
}

async function loadGlue(url) {
  const late = new Promise((_, reject) => {
    setTimeout(reject, LIMIT, new DOMException("no answer in time", "TimeoutError"));
  });
  try {
    return await Promise.race([import(url), late]);
  } catch (error) {
    // Whichever of the modules it was: altered bytes would stay in the browser's cache as long as good ones.
    for (const { href } of document.querySelectorAll('link[rel="modulepreload"]')) {
      fetch(href, { cache: "reload", signal: endsAfter(LIMIT) }).then((response) => response.arrayBuffer()).catch(() => {});
    }
    throw await explain(url, error);
  }
}

/** The browser's formats take long when they are first asked for: here they do while the program is on its way. */
function warmUp() {
  try {
    const { lang } = page;
    new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", day: "numeric", month: "short", year: "numeric" }).format(0);
    new Intl.RelativeTimeFormat(lang, { numeric: "always" }).format(-1, "day");
    new Intl.PluralRules(lang).select(1);
  } catch {
    // The program asks again, and says what is missing.
  }
}

/** Asks for the configuration, and for the texts and the snapshot that it names, while the app still loads. */
function fetchEarly() {
  const early = new Map();
  globalThis.tenantStatusEarly = early;
  const ask = (url, cache, limit) => fetch(url, { cache, credentials: "same-origin", signal: endsAfter(limit) });
  const keep = (url, answer) => {
    // Whoever takes it sees the failure; untaken, it is none.
    answer.catch(() => {});
    early.set(url.href, answer);
  };
  const askForMore = async (response) => {
    // Read within its time: the limit would also end whoever reads the answer later.
    const bytes = await response.arrayBuffer();
    try {
      const { endpoint, language, offline } = JSON.parse(new TextDecoder().decode(bytes));
      const code = languageOf(language);
      const texts = new URL(`locales/${code}.json`, document.baseURI);
      if (code !== "en") keep(texts, ask(texts, "no-cache", LIMIT));
      if (offline === false) leaveOffline().catch(() => {});
      else addEventListener("app-rested", () => stayOffline().catch(() => {}), { once: true });
      // There is no first view without the page.
      const { search, hash, pathname } = location;
      if (endpoint.kind === "graph") fetchParts("live");
      if (endpoint.kind === "graph" || search || hash || pathname.endsWith("/connect/")) fetchParts("page");
      const url = new URL(endpoint.url, document.baseURI);
      if (endpoint.kind === "snapshot") keep(url, ask(url, "no-store", DATA_LIMIT));
    } catch {
      // The app reads it again and says what is wrong.
    }
    return new Response(bytes.byteLength > 0 ? bytes : null, response);
  };
  const config = new URL("config.json", document.baseURI);
  // Whoever has the configuration finds the rest on its way.
  keep(config, ask(config, "no-cache", patience).then(askForMore));
}

/** Has a worker keep the page's files, and offers a newer version once it is there. Nothing reloads without the reader. */
async function stayOffline() {
  const workers = navigator.serviceWorker;
  const files = [...document.querySelectorAll('link[rel$="load"], link[rel="stylesheet"]')].map(({ href }) => href);
  workers.addEventListener("message", ({ data, source }) => {
    // The worker of a folder above speaks to its own tabs only.
    if (source.scriptURL !== WORKER) return;
    // What removes the worker stands in its place.
    if (data === "off") leaveOffline().catch(() => {});
    else if (data === "new") dispatchEvent(new Event("app-outdated"));
    else source.postMessage(files);
  });
  const registration = await workers.register(WORKER, { updateViaCache: "none" });
  registration.waiting?.postMessage(files);
  addEventListener("app-renew", () => {
    const { waiting } = registration;
    // Another tab may have taken it.
    if (!waiting) return location.reload();
    waiting.addEventListener("statechange", () => location.reload(), { once: true });
    waiting.postMessage("take");
  });
  setInterval(() => registration.update().catch(() => {}), 3_600_000);
}

/** Removes the worker, and everything that was kept. */
async function leaveOffline() {
  localStorage.removeItem(TENANTS);
  const registration = await navigator.serviceWorker.getRegistration(SCOPE);
  if (registration?.scope === SCOPE) await registration.unregister();
  for (const name of await caches.keys()) if (name.startsWith(`tenant-status ${SCOPE} `)) await caches.delete(name);
}

async function start() {
  if (typeof WebAssembly !== "object") throw new StartError("unsupported", "WebAssembly is not defined");
  const { js, wasm } = document.querySelector("script[data-wasm]").dataset;
  const address = (path) => new URL(path, document.baseURI).href;
  fetchEarly();
  setTimeout(warmUp);
  const isParsed = new Promise((resolve) => {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", resolve);
    else resolve();
  });
  const [glue, module] = await Promise.all([loadGlue(address(js)), loadWasm(address(wasm)), mendStyle(), isParsed]);
  try {
    await glue.default({ module_or_path: module });
  } catch (error) {
    const reason =
      error instanceof WebAssembly.CompileError ? "unsupported"
      : error instanceof WebAssembly.LinkError ? "mixed"
      : error.name === "TimeoutError" ? "stalled"
      : "crash";
    throw new StartError(reason, describe(error));
  }
}

start().catch((error) => paintFailure(error.reason ?? "crash", describe(error)));
