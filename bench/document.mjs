// A large tenant, the same one every time: messages and issues as Microsoft writes them, in any number.
import { readFileSync } from "node:fs";

const SEED = 20_261_121;
const WORDS = "admins policy device compliance enrollment update tenant setting rollout profile users report Windows macOS Android configuration Intune portal security baseline access conditional assignment filter group certificate app protection preview general availability default change organization review required before after service console account sign-in experience remote action management endpoint privilege".split(" ");
const FEATURES = ["Enrollment", "Compliance", "Reporting", "Device actions", "App management", "Policy"];
const DAY = 86_400_000;

/** Numbers below 1 that look like chance and come in the same order every time. */
function chance(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A body of about `size` bytes: headings in brackets, paragraphs, lists, links, a table. */
function body(size, next) {
  const word = () => WORDS[Math.floor(next() * WORDS.length)];
  const words = (n) => Array.from({ length: n }, word).join(" ");
  const parts = [`<p>${words(30)}. See roadmap ${100_000 + Math.floor(next() * 99_999)} and MC${1_000_000 + Math.floor(next() * 99_999)}.</p>`];
  for (let length = parts[0].length, n = 0; length < size; n += 1) {
    const kinds = [
      () => `<p><b>[${words(5)}]</b></p>`,
      () => `<p>${words(40)} &amp; ${words(20)}, <i>${words(4)}</i>.</p>`,
      () => `<ul>${Array.from({ length: 4 }, () => `<li>${words(12)}</li>`).join("")}</ul>`,
      () => `<p>${words(15)} <a href="https://learn.microsoft.com/intune/${word()}" target="_blank">${words(3)}</a> ${words(10)}.</p>\n`,
      () => `<table><tbody><tr><td>${words(4)}</td><td>${words(6)}</td></tr><tr><td>${words(4)}</td><td>${words(6)}</td></tr></tbody></table>`,
    ];
    const part = kinds[n % kinds.length]();
    parts.push(part);
    length += part.length;
  }
  return { contentType: "html", content: parts.join("").slice(0, size) };
}

function message(n, next, now, size) {
  const updated = now - n * 0.7 * DAY;
  return {
    startDateTime: new Date(updated - 3 * DAY).toISOString(),
    endDateTime: new Date(now + (30 + n) * DAY).toISOString(),
    lastModifiedDateTime: new Date(updated).toISOString(),
    title: `${n % 3 ? "" : "(Updated) "}Message ${n}: ${body(60, next).content.slice(3, 60)}`,
    id: `MC${1_300_000 - n}`,
    category: ["planForChange", "stayInformed", "preventOrFixIssue"][n % 3],
    severity: n % 40 ? "normal" : "high",
    tags: [["New feature"], ["Admin impact", "User impact"], ["Retirement"], ["Updated message", "Feature update"]][n % 4],
    isMajorChange: n % 9 === 0,
    actionRequiredByDateTime: n % 25 ? null : new Date(now + (n % 60) * DAY).toISOString(),
    services: ["Microsoft Intune"],
    hasAttachments: false,
    viewPoint: { isRead: n % 2 === 0, isArchived: false, isFavorited: n % 31 === 0 },
    details: [{ name: "Platforms", value: "Web" }],
    body: body(size ?? 1000 + Math.floor(next() * 14_000), next),
  };
}

function issue(n, next, now) {
  const isResolved = n % 2 === 1;
  const start = now - (n % 29) * DAY - next() * DAY;
  const end = isResolved ? Math.min(start + next() * 5 * DAY, now) : null;
  const posts = Array.from({ length: 1 + (n % 8) }, (_, post) => ({
    createdDateTime: new Date(start + post * 7_200_000).toISOString(),
    postType: post % 4 === 2 ? "quick" : "regular",
    description: body(300 + Math.floor(next() * 1200), next),
  }));
  return {
    startDateTime: new Date(start).toISOString(),
    endDateTime: end && new Date(end).toISOString(),
    lastModifiedDateTime: new Date(end ?? now - next() * DAY).toISOString(),
    title: `Issue ${n}: ${body(40, next).content.slice(3, 40)}`,
    id: `IT${1_400_000 + n}`,
    impactDescription: "Some admins may see this.",
    classification: n % 3 ? "advisory" : "incident",
    origin: "microsoft",
    status: isResolved ? "serviceRestored" : "serviceDegradation",
    service: "Microsoft Intune",
    feature: FEATURES[n % FEATURES.length],
    featureGroup: "Microsoft Intune",
    isResolved,
    highImpact: null,
    details: [],
    posts,
  };
}

/** The lists whose items are members of connectors. */
const MEMBERS = ["vppTokens", "depOnboardingSettings", "ndesConnectors", "mobileThreatDefenseConnectors", "domainJoinConnectors", "exchangeConnectors"];

/** A member as the demo tenant has one, with an id and dates of its own. */
function member(like, n, next) {
  const own = Object.entries(like).map(([key, value]) => {
    if (key === "id") return [key, `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`];
    const isDate = key.endsWith("DateTime") && Date.parse(value) > 0;
    return [key, isDate ? new Date(Date.parse(value) - next() * DAY).toISOString() : value];
  });
  return Object.fromEntries(own);
}

/**
 * The demo tenant with so many messages, issues and members of connectors instead of its own; what is left out stays as it is. `size` is that
 * of a message's body in bytes, of all the same.
 */
export function snapshot({ messages, issues, members, size }) {
  const document = JSON.parse(readFileSync(new URL("../public/demo/contoso.json", import.meta.url), "utf8"));
  const now = Date.parse(document.capturedAt);
  const next = chance(SEED);
  const list = (id) => document.responses.find((response) => response.id === id).body;
  const put = (id, number, make) => {
    if (number !== undefined) list(id).value = Array.from({ length: number }, (_, n) => make(n, next, now, size));
  };
  put("messages", messages, message);
  put("issues", issues, issue);
  for (const [at, id] of MEMBERS.entries()) {
    const all = list(id).value;
    const share = members === undefined ? undefined : Math.ceil((members - at) / MEMBERS.length);
    put(id, share, (n) => member(all[n % all.length], n * MEMBERS.length + at, next));
  }
  return JSON.stringify(document);
}
