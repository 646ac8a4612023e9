// Starts the hosts that run on this machine, each with the built page, and the tests against them. Run by
// `cargo xtask test --only hosts`; words after it go to Playwright.
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const dist = join(root, "dist");
const work = mkdtempSync(join(tmpdir(), "tenant-status-hosts-"));
const servers = [];

/** A port that nobody uses. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Starts a server and waits until it answers. */
async function start(name, command, args, origin) {
  // A group of its own: some start further programs.
  const server = spawn(command, args, { cwd: work, detached: true, stdio: ["ignore", "pipe", "pipe"], env: environment });
  servers.push(server);
  let said = "";
  let over = null;
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (text) => (said += text));
  server.on("error", (error) => (over = String(error)));
  server.on("exit", (code) => (over ??= `it ended with ${code}`));
  const until = Date.now() + 90_000;
  for (;;) {
    const answer = await fetch(origin + "/config.json").catch(() => null);
    if (answer?.ok) return origin;
    if (over !== null || Date.now() > until) throw new Error(`${name} does not answer (${over ?? "in time"}):\n${said}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** They are to speak to nobody, and to leave nothing in a home. */
const environment = {
  ...process.env,
  CI: "1",
  NO_UPDATE_NOTIFIER: "1",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_LOG_PATH: join(work, "wrangler-logs"),
  XDG_CONFIG_HOME: join(work, "config"),
};

const packaged = (name) => [process.execPath, join(here, "node_modules", name)];

/** Cloudflare Pages, as its makers run it for development. */
async function cloudflare() {
  const [port, inspector] = [await freePort(), await freePort()];
  const [node, script] = packaged("wrangler/bin/wrangler.js");
  const options = ["--ip", "127.0.0.1", "--port", `${port}`, "--inspector-port", `${inspector}`, "--compatibility-date", "2025-09-01"];
  return { origin: await start("wrangler", node, [script, "pages", "dev", dist, ...options], `http://127.0.0.1:${port}`), prefixes: ["/"] };
}

/** Azure Static Web Apps, as its makers run it for development. */
async function azure() {
  const port = await freePort();
  const [node, script] = packaged("@azure/static-web-apps-cli/dist/cli/bin.js");
  const options = ["--host", "127.0.0.1", "--port", `${port}`];
  return { origin: await start("swa", node, [script, "start", dist, ...options], `http://127.0.0.1:${port}`), prefixes: ["/"] };
}

function onPath(name) {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

/** nginx with the generated file: at the root, below a path, and once more with a copy that a test may publish anew. */
async function nginx() {
  const program = onPath("nginx");
  if (!program) return null;
  const port = await freePort();
  const types = ["/etc/nginx/mime.types", "/usr/local/etc/nginx/mime.types", "/opt/homebrew/etc/nginx/mime.types"].find(existsSync);
  if (!types) throw new Error("nginx is there, but not its mime.types");
  const snippet = readFileSync(join(root, "dist-hosts/nginx.conf"), "utf8");
  const replaced = (text, from, to) => {
    if (text.split(from).length !== 2) throw new Error(`dist-hosts/nginx.conf does not hold once: ${from}`);
    return text.replace(from, to);
  };
  // As the comments of the file say.
  const at = (path, folder) => {
    const located = replaced(snippet, "location / {", `location ${path} {`);
    const rooted = replaced(located, "root /var/www/tenant-status;", `root ${folder};`);
    return replaced(rooted, "=404 /404.html;", `=404 ${path}404.html;`);
  };
  mkdirSync(join(work, "below"));
  symlinkSync(dist, join(work, "below/sub"));
  cpSync(dist, join(work, "below/anew"), { recursive: true });
  const pages = [at("/", dist), at("/sub/", join(work, "below")), at("/anew/", join(work, "below"))].join("\n");
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${join(work, kind)};`);
  writeFileSync(
    join(work, "nginx.conf"),
    `daemon off;
${process.getuid?.() === 0 ? "user root;" : ""}
pid ${join(work, "nginx.pid")};
error_log stderr;
events {}
http {
access_log off;
include ${types};
${temporary.join("\n")}
server {
listen 127.0.0.1:${port};
${pages}
}
}
`,
  );
  const origin = await start("nginx", program, ["-p", work, "-c", join(work, "nginx.conf")], `http://127.0.0.1:${port}`);
  return { origin, prefixes: ["/", "/sub/"], anew: { prefix: "/anew/", folder: join(work, "below/anew") } };
}

function stop() {
  for (const server of servers) {
    try {
      process.kill(-server.pid, "SIGTERM");
    } catch {
      // It has ended by itself.
    }
  }
  rmSync(work, { recursive: true, force: true, maxRetries: 5 });
}

let code = 1;
try {
  const started = await Promise.all([nginx(), cloudflare(), azure()]);
  const hosts = Object.fromEntries(["nginx", "cloudflare", "azure"].map((name, at) => [name, started[at]]));
  if (!hosts.nginx) console.error("\n!!! nginx is not installed: its tests are SKIPPED (Debian: apt-get install nginx-light)\n");
  const playwright = join(root, "node_modules/@playwright/test/cli.js");
  const args = [playwright, "test", "--config", join(here, "playwright.config.mjs"), ...process.argv.slice(2)];
  const env = { ...process.env, HOSTS: JSON.stringify(hosts), E2E_PREFIXES: "/", E2E_ORIGIN: hosts.azure.origin };
  const tests = spawn(process.execPath, args, { cwd: root, env, stdio: "inherit" });
  code = await new Promise((resolve) => tests.on("exit", (code) => resolve(code ?? 1)));
} catch (error) {
  console.error(String(error.message ?? error));
} finally {
  stop();
}
process.exit(code);
