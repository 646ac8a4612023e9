// One artefact on real servers, each with the file that the build makes for it. What a host says is compared with `dist/` and with the
// headers of `dist/_headers`.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

import { ROUTES, expect, open, ready, section, test } from "../e2e/harness.mjs";
import { say } from "../e2e/demo.mjs";

const HOSTS = JSON.parse(process.env.HOSTS);
const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const FOR_EVER = "public, max-age=31536000, immutable";
/** Each of these makes a browser ask before it shows what it kept. */
const ASK_FIRST = /^(no-cache|no-store|public, max-age=0(, must-revalidate)?)$/;
const assets = readdirSync(join(dist, "assets")).filter((name) => !/\.(br|gz)$/.test(name));
const assetOf = (pattern) => "assets/" + assets.find((name) => pattern.test(name));

/** What stands on each tab. */
const SECTIONS = { "": "tenant", "tenant-details/": "tenant", "connectors/": "connectors", "service-health/": "news" };

/** The headers that every answer has to have. */
const SECURITY = Object.fromEntries(
  readFileSync(join(dist, "_headers"), "utf8")
    .split(/^\/assets/m)[0]
    .split("\n")
    .flatMap((line) => (line.startsWith("  ") ? [line.trim().match(/^([^:]+): (.*)$/).slice(1)] : []))
    .map(([name, value]) => [name.toLowerCase(), value]),
);

/** An answer as it comes over the wire: no redirect followed, nothing unpacked. */
function ask(origin, path, headers = {}) {
  return new Promise((resolve, reject) => {
    const request = get(origin + path, { headers: { "accept-encoding": "identity", ...headers } }, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }));
    });
    request.on("error", reject);
  });
}

function unpacked({ headers, body }) {
  const encoding = headers["content-encoding"];
  if (encoding === "br") return brotliDecompressSync(body);
  if (encoding === "gzip") return gunzipSync(body);
  expect(encoding).toBeUndefined();
  return body;
}

/** How an answer differs from what has to stand in its head. */
const lacking = ({ headers }) =>
  Object.entries(SECURITY).flatMap(([name, value]) => (headers[name] === value ? [] : [`${name}: ${headers[name]}`]));

/** What is peculiar to a host. */
const WAYS = {
  nginx: { slash: 301, heads404: true },
  cloudflare: { slash: 308, heads404: true },
  // Its own redirect would drop the query, so the page is there without the slash, too. The emulator answers a missing file by itself,
  // without the headers of the file that configures it.
  azure: { slash: 200, heads404: false },
};

for (const [name, host] of Object.entries(HOSTS)) {
  if (host === null) {
    test(`${name} is not installed here: nothing of it is tested`, () => test.skip());
    continue;
  }
  const { origin, prefixes } = host;
  const { slash, heads404 } = WAYS[name];

  for (const prefix of prefixes) {
    test.describe(`${name} at ${prefix}`, () => {
      test.use({ baseURL: origin + "/" });

      for (const route of ROUTES) {
        test(`/${route} is a page of its own, with every header`, async () => {
          const answer = await ask(origin, `${prefix}${route}?q=a`);
          expect(answer.status).toBe(200);
          expect(answer.headers["content-type"]).toMatch(/^text\/html/);
          expect(answer.headers["cache-control"]).toMatch(ASK_FIRST);
          expect(lacking(answer)).toEqual([]);
          expect(answer.body.equals(readFileSync(join(dist, route, "index.html")))).toBe(true);
        });

        test(`/${route} paints without trouble`, async ({ page }) => {
          await open(page, route, { prefix });
          if (SECTIONS[route]) await expect(section(page, SECTIONS[route])).toBeVisible();
          expect(new URL(await page.locator("base").getAttribute("href")).pathname).toBe(prefix);
        });
      }

      test("an address without its slash leads to the page, and keeps the query", async ({ page }) => {
        const answer = await ask(origin, `${prefix}connectors?q=apple`);
        expect(answer.status).toBe(slash);
        if (slash !== 200) expect(new URL(answer.headers.location, origin).pathname).toBe(`${prefix}connectors/`);
        await page.goto(`${prefix}connectors?q=apple`);
        await ready(page);
        await expect(section(page, "connectors")).toBeVisible();
        expect(new URL(page.url()).search).toBe("?q=apple");
      });

      test("what is named by its bytes is kept for ever, with the right type", async () => {
        const types = { js: /^(text|application)\/javascript/, wasm: /^application\/wasm$/, css: /^text\/css/, svg: /^image\/svg\+xml/ };
        expect(new Set(assets.map((file) => file.split(".").at(-1)))).toEqual(new Set(Object.keys(types)));
        for (const file of assets) {
          const answer = await ask(origin, `${prefix}assets/${file}`);
          expect([answer.status, answer.headers["cache-control"]], file).toEqual([200, FOR_EVER]);
          expect(answer.headers["content-type"], file).toMatch(types[file.split(".").at(-1)]);
          expect(lacking(answer), file).toEqual([]);
          expect(answer.body.equals(readFileSync(join(dist, "assets", file))), file).toBe(true);
        }
      });

      test("everything else is asked for again", async () => {
        for (const [file, type] of [
          ["config.json", /^application\/json/],
          ["locales/nl.json", /^application\/json/],
          ["demo/contoso.json", /^application\/json/],
          ["not-found.js", /^(text|application)\/javascript/],
          ["manifest.webmanifest", /^application\/manifest\+json/],
        ]) {
          const answer = await ask(origin, prefix + file);
          expect(answer.status, file).toBe(200);
          expect(answer.headers["content-type"], file).toMatch(type);
          expect(answer.headers["cache-control"], file).toMatch(ASK_FIRST);
          expect(lacking(answer), file).toEqual([]);
        }
      });

      test("what is not there is a 404 with a page, and nobody keeps that", async () => {
        for (const path of ["assets/gone.js", "assets/part-0.wasm", "assets/", "locales/", "gone.js", "locales/xx.json", "nothing", "no/such/page"]) {
          const answer = await ask(origin, prefix + path);
          expect(answer.status, path).toBe(404);
          expect(answer.body.equals(readFileSync(join(dist, "404.html"))), path).toBe(true);
          expect(answer.headers["cache-control"], path).toMatch(ASK_FIRST);
          if (heads404) expect(lacking(answer), path).toEqual([]);
        }
      });

      test("an unknown address leads home", async ({ page, trouble }) => {
        trouble.allow(/Failed to load resource/);
        for (const path of ["nothing", "no/such/page"]) {
          await page.goto(prefix + path);
          await expect(page.locator("[data-home]").first()).toHaveAttribute("href", origin + prefix);
        }
      });

      test("what is compressed on its way is the same file", async () => {
        for (const file of ["connectors/index.html", "config.json", assetOf(/_bg\.wasm$/), assetOf(/^style/), assetOf(/^boot/)]) {
          const path = prefix + file.replace("index.html", "");
          const answer = await ask(origin, path, { "accept-encoding": "gzip, deflate, br" });
          expect(unpacked(answer).equals(readFileSync(join(dist, file))), file).toBe(true);
        }
      });

      test("an unchanged page is not sent again", async () => {
        test.skip(name === "azure", "the emulator gives every file one tag");
        const { headers } = await ask(origin, prefix);
        const answer = await ask(origin, prefix, { "if-none-match": headers.etag });
        expect(answer.status).toBe(304);
        // Without the header the browser keeps the one it has.
        expect(answer.headers["cache-control"] ?? "no-cache").toMatch(ASK_FIRST);
      });
    });
  }
}

test("the function for CloudFront finds the page of a folder, and keeps the query of an address without its slash", () => {
  const source = readFileSync(fileURLToPath(new URL("../../dist-hosts/cloudfront-function.js", import.meta.url)), "utf8");
  const handler = new Function(`${source}; return handler;`)();
  const answer = (uri, querystring = {}) => {
    const { uri: found, statusCode, headers } = handler({ request: { uri, querystring } });
    return found ?? `${statusCode} ${headers.location.value}`;
  };
  expect(answer("/")).toBe("/index.html");
  expect(answer("/sub/connectors/", { q: { value: "apple" } })).toBe("/sub/connectors/index.html");
  expect(answer("/assets/boot-0.js")).toBe("/assets/boot-0.js");
  expect(answer("/connectors")).toBe("308 /connectors/");
  const several = { q: { value: "a%20b" }, show: { value: "", multiValue: [{ value: "" }, { value: "all" }] } };
  expect(answer("/connectors", several)).toBe("308 /connectors/?q=a%20b&show&show=all");
  expect(answer("//elsewhere.example")).toBe("//elsewhere.example");
  expect(answer("//elsewhere")).toBe("308 /elsewhere/");
});

test.describe("nginx", () => {
  test.skip(HOSTS.nginx === null, "nginx is not installed here");
  const { origin, anew } = HOSTS.nginx ?? { origin: HOSTS.azure.origin };
  test.use({ baseURL: origin + "/" });

  test("the compressed files beside the originals are what is sent", async () => {
    const file = assetOf(/_bg\.wasm$/);
    const answer = await ask(origin, "/" + file, { "accept-encoding": "gzip" });
    expect(answer.headers).toMatchObject({ "content-encoding": "gzip", "content-type": "application/wasm", vary: "Accept-Encoding" });
    expect(answer.body.equals(readFileSync(join(dist, file + ".gz")))).toBe(true);
    // Behind a proxy that names itself, too.
    const behind = await ask(origin, "/" + file, { "accept-encoding": "gzip", via: "1.1 cdn" });
    expect(behind.headers["content-encoding"]).toBe("gzip");
  });

  test("a tab of before offers to reload after the page was published anew, and then is the new one", async ({ page, trouble }) => {
    trouble.allow(/Failed to load resource|integrity|StartError|part-/);
    // This tab came when only its own parts had: the others ask for the new files.
    const own = [...readFileSync(join(anew.folder, "index.html"), "utf8").match(/ data-page="([^"]+)"/)[1].matchAll(/(part-[0-9a-f]+\.wasm)/g)];
    const isOwn = (url) => own.some(([, name]) => url.endsWith(name));
    let isAnew = false;
    await page.route(/part-[0-9a-f]+\.wasm$/, (route) => (isAnew || isOwn(route.request().url()) ? route.continue() : route.abort()));
    await open(page, "", { prefix: anew.prefix });
    const before = await page.locator("script[data-js]").getAttribute("src");
    publishAnew(anew.folder);
    isAnew = true;

    await page.locator('nav a[href$="/connectors/"]').first().click();
    const missing = page.locator('[data-part="missing"]');
    await expect(missing).toContainText(say("part.missing"));
    // The texts are those of the new version; what they no longer have is English.
    await page.getByRole("combobox", { name: say("language.label") }).selectOption("nl");
    await expect(page.locator("html")).toHaveAttribute("lang", "nl");
    await expect(page.locator("nav a").first()).toContainText(say("tab.tenant", {}, "nl"));
    await expect(missing).toContainText(say("part.missing"));
    await missing.getByRole("button", { name: say("action.reload", {}, "nl"), exact: true }).click();
    await ready(page);
    await expect(section(page, "connectors")).toBeVisible();
    expect(await page.locator("script[data-js]").getAttribute("src")).not.toBe(before);
  });
});

/** Another version in the same folder: every asset under another name, nothing left of those of before. */
function publishAnew(folder) {
  const at = (name) => join(folder, "assets", name);
  const there = readdirSync(join(folder, "assets"));
  const names = there.filter((name) => !/\.(br|gz)$/.test(name));
  // A name becomes one of the same length, so that it may stand in any of the files.
  const renamed = new Map(names.map((name) => [name, name.replace(/[0-9a-f]{16}/, (hash) => [...hash].reverse().join(""))]));
  const pages = ["index.html", "404.html", ...ROUTES.filter(Boolean).map((route) => route + "index.html")];
  const hashOf = (bytes) => "sha384-" + createHash("sha384").update(bytes).digest("base64");
  const swap = (text, pairs) => [...pairs].reduce((text, [from, to]) => text.replaceAll(from, to), text);

  const hashes = new Map();
  const scripts = names.filter((name) => name.endsWith(".js"));
  for (const name of [...names.filter((name) => !scripts.includes(name)), ...scripts]) {
    const bytes = readFileSync(at(name));
    const next = scripts.includes(name) ? Buffer.from(swap(bytes.toString(), renamed)) : bytes;
    hashes.set(hashOf(bytes), hashOf(next));
    rmSync(at(name));
    writeFileSync(at(renamed.get(name)), next);
  }
  for (const page of pages) {
    const text = readFileSync(join(folder, page), "utf8");
    writeFileSync(join(folder, page), swap(swap(text, renamed), hashes));
    for (const ending of [".br", ".gz"]) rmSync(join(folder, page + ending), { force: true });
  }
  const dutch = JSON.parse(readFileSync(join(folder, "locales/nl.json"), "utf8"));
  delete dutch.text["part.missing"];
  writeFileSync(join(folder, "locales/nl.json"), JSON.stringify(dutch));
  for (const ending of [".br", ".gz"]) rmSync(join(folder, "locales/nl.json" + ending));
  for (const name of there) {
    if (/\.(br|gz)$/.test(name) && existsSync(at(name))) rmSync(at(name));
  }
}
