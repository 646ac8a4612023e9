// The little that the servers share: a loopback server, a body, an answer that may come late, cut or never.
import { createServer } from "node:http";

const LARGEST_BODY = 1024 * 1024;

/** A request as plain data, so that it can also come from a browser's route. */
export async function readRequest(incoming) {
  const chunks = [];
  let length = 0;
  for await (const chunk of incoming) {
    length += chunk.length;
    if (length > LARGEST_BODY) throw new Error("the body is too large");
    chunks.push(chunk);
  }
  return { method: incoming.method, url: incoming.url, headers: incoming.headers, body: Buffer.concat(chunks) };
}

/**
 * Starts a server on loopback. `answer` takes a request and gives `{ status, headers, body, delay, cut, stall }`: milliseconds to
 * wait, bytes after which the connection breaks, "headers" or "body" for one that never goes on. Given the raw pair it may also
 * answer by itself and give nothing.
 */
export async function serve(answer, port = 0) {
  const server = createServer((incoming, outgoing) => {
    // Browsers ask on their own; a 404 would look like the page's error.
    if (incoming.url === "/favicon.ico") return void outgoing.writeHead(204).end();
    Promise.resolve(answer(incoming, outgoing))
      .then((given) => given && send(outgoing, given))
      .catch((error) => {
        if (!outgoing.headersSent) outgoing.writeHead(500, { "content-type": "text/plain", "access-control-allow-origin": "*" });
        outgoing.end(`The mock itself failed: ${error.stack}`);
      });
  });
  await new Promise((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, close };
}

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds).unref());

/** Sends an answer, or as much of it as it wants to be sent. */
export async function send(outgoing, { status, headers = {}, body = "", delay, cut, stall }) {
  if (delay) await wait(delay);
  if (stall === "headers") return;
  const bytes = Buffer.from(body);
  outgoing.writeHead(status, { ...headers, "content-length": bytes.length });
  if (stall === "body") {
    outgoing.write(bytes.subarray(0, Math.ceil(bytes.length / 2)));
  } else if (cut === undefined) {
    outgoing.end(bytes);
  } else {
    // The head promises more than follows.
    outgoing.write(bytes.subarray(0, cut), () => outgoing.destroy());
  }
}

/** Text that is safe in a page. */
export const escaped = (text) => String(text).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** A plain page. */
export function page(title, body, status = 200) {
  const style = "body{font:16px/1.5 system-ui;max-width:46rem;margin:3rem auto;padding:0 1rem}button,input{font:inherit;padding:.3rem .6rem}";
  return {
    status,
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
    body: `<!doctype html><html lang="en"><title>${escaped(title)}</title><style>${style}</style><h1>${escaped(title)}</h1>${body}`,
  };
}

/** The fields of a form. */
export const form = (body) => new URLSearchParams(body.toString());

/** The path and the query of an address. */
export const parsed = (url) => new URL(url, "http://mock.invalid");
