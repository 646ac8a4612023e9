// A site of its own for each test of the worker, which bypasses what Playwright answers for a page: the built page, and what can go wrong.
import { serve } from "../mock/http.mjs";

/** Headers that describe the connection to the page server, not the answer. */
const OWN = new Set(["connection", "content-length", "keep-alive", "transfer-encoding"]);
const WASM = /tenant-status-[0-9a-f]+_bg\.wasm/;
/** The file that a second version has in the place of one of the first: the same bytes under another name. */
export const NEXT = "tenant-status-eeeeeeeeeeeeeeee_bg.wasm";

/**
 * Starts a site in front of `upstream`. What can be set: `isDown` breaks every connection; `isStalled`, `isMissing`, `isBroken` and `isOld`
 * tell by the path what is never answered, answered with 404 or 503, or comes from the first version still; `config` gives by the path
 * what config.json says; `scripts` has a function for a script by its name. `requests` has what was asked, each as `GET /path?query`.
 */
export async function startSite(upstream) {
  const site = {
    requests: [],
    isDown: false,
    isStalled: () => false,
    isMissing: () => false,
    isBroken: () => false,
    isOld: () => false,
    config: () => undefined,
    scripts: {},
    version: 1,
    /** Whether something that was asked since `from` has this path. */
    asked: (path, from = 0) => site.requests.slice(from).some((request) => request.split(/[ ?]/)[1] === path),
  };
  const server = await serve(async (incoming) => {
    const { method, url, headers } = incoming;
    const path = new URL(url, upstream).pathname;
    if (site.isDown) return void incoming.socket.destroy();
    site.requests.push(`${method} ${url}`);
    if (site.isStalled(path)) return undefined;
    if (site.isMissing(path)) return { status: 404, headers: { "content-type": "text/plain" }, body: "gone" };
    if (site.isBroken(path)) return { status: 503, headers: { "content-type": "text/plain" }, body: "busy" };
    const name = path.split("/").at(-1);
    // The first version's file is gone with it, and the second one's is not there before.
    if (site.version === 2 ? WASM.test(name) && name !== NEXT : name === NEXT) {
      return { status: 404, headers: { "content-type": "text/plain" }, body: "gone" };
    }
    const asked = site.version === 2 && name === NEXT ? url.replace(NEXT, await wasmOf(upstream)) : url;
    // What is unpacked on the way must not be called packed.
    const plain = { "accept-encoding": "identity", ...(headers.range && { range: headers.range }) };
    const answer = await fetch(upstream + asked, { method, headers: plain, redirect: "manual" });
    const kept = Object.fromEntries([...answer.headers].filter(([header]) => !OWN.has(header) && header !== "etag"));
    let body = Buffer.from(await answer.arrayBuffer());
    const config = name === "config.json" ? site.config(path) : undefined;
    if (config) body = JSON.stringify(config);
    if (site.scripts[name] !== undefined) body = await site.scripts[name](body.toString());
    if (site.version === 2 && !site.isOld(path) && (name === "sw.js" || kept["content-type"]?.startsWith("text/html"))) {
      body = body.toString().replaceAll(new RegExp(WASM, "g"), NEXT).replace(/const VERSION = "[0-9a-f]/, 'const VERSION = "v2-');
    }
    return { status: answer.status, headers: kept, body };
  });
  return Object.assign(site, { origin: server.origin, close: server.close });
}

async function wasmOf(upstream) {
  const page = await fetch(`${upstream}/`);
  return WASM.exec(await page.text())[0];
}
