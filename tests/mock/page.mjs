// The page of a test: what the page server sends, with another configuration and a policy that fits it.
import { readRequest, serve } from "./http.mjs";

/** Headers that describe the connection to the page server, not the answer. */
const OWN = new Set(["connection", "content-length", "keep-alive", "transfer-encoding"]);

/**
 * Starts a server in front of `upstream`. `config` is what config.json says and `connect` the origins the page may ask; both can be
 * set later. `withToken` counts requests that bore a token: none should.
 */
export async function startPage(upstream) {
  const site = { config: undefined, connect: [], withToken: 0 };
  const allow = (text) => text.replaceAll("connect-src 'self'", ["connect-src 'self'", ...site.connect].join(" "));
  const server = await serve(async (incoming) => {
    const { method, url, headers } = await readRequest(incoming);
    if (headers.authorization !== undefined) site.withToken += 1;
    const known = headers["if-none-match"] ? { "if-none-match": headers["if-none-match"] } : {};
    // As it is: what follows changes texts, and `fetch` would unpack them without saying so in the headers.
    const plain = { "accept-encoding": "identity", ...known };
    const answer = await fetch(upstream + url, { method, headers: plain, redirect: "manual" });
    const kept = Object.fromEntries([...answer.headers].filter(([name]) => !OWN.has(name)));
    kept["content-security-policy"] = allow(kept["content-security-policy"] ?? "");
    if (new URL(url, upstream).pathname.endsWith("/config.json")) {
      delete kept.etag;
      return { status: 200, headers: kept, body: JSON.stringify(site.config) };
    }
    const bytes = Buffer.from(await answer.arrayBuffer());
    // The worker keeps pages of its own policy only.
    const tellsPolicy = kept["content-type"]?.startsWith("text/html") || new URL(url, upstream).pathname.endsWith("/sw.js");
    if (tellsPolicy) delete kept.etag;
    return { status: answer.status, headers: kept, body: tellsPolicy ? allow(bytes.toString()) : bytes };
  });
  return Object.assign(site, { origin: server.origin, close: server.close });
}
