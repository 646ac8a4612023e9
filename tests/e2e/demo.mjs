// The demo tenant as the tests expect it, the texts of the page, and ways to make other snapshots out of the demo.
import { readFileSync } from "node:fs";

const read = (path) => JSON.parse(readFileSync(new URL("../../" + path, import.meta.url), "utf8"));

/** Everything the page can say, per language. */
export const TEXTS = { en: read("locales/en.json"), nl: read("locales/nl.json") };

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/** A text of the page. */
export function say(key, values = {}, language = "en") {
  const text = TEXTS[language].text[key];
  if (text === undefined) throw new Error(`no text ${key}`);
  return fill(text, values);
}

/** A counted text of the page. */
export function count(key, n, language = "en") {
  const forms = TEXTS[language].plural[key];
  const form = new Intl.PluralRules(language).select(n);
  return fill(forms[form] ?? forms.other, { n });
}

/** What a connector is called. */
export const nameOf = (key, language = "en") => TEXTS[language].connector[key].name;

/** Every connector of the demo in the order of display, with its verdict. */
export const CONNECTORS = [
  ["applePushNotificationServiceExpirationDateTime", "unhealthy"],
  ["ndesConnectorLastConnectionDateTime", "unhealthy"],
  ["onPremConnectorLastSyncDateTime", "unhealthy"],
  ["appleDepLastSyncDateTime", "warning"],
  ["domainJoinConnector", "warning"],
  ["vppTokenExpirationDateTime", "warning"],
  ["windowsDefenderATPConnectorLastHeartbeatDateTime", "warning"],
  ["chromebookLastDirectorySyncDateTime", "unknown"],
  ["complianceManagementPartner", "unknown"],
  ["googlePlayConnectorLastModifiedDateTime", "healthy"],
  ["vppTokenLastSyncDateTime", "healthy"],
  ["googlePlayAppLastSyncDateTime", "healthy"],
  ["windowsAutopilotLastSyncDateTime", "healthy"],
  ["appleDepExpirationDateTime", "healthy"],
  ["mobileThreatDefenceConnectorLastHeartbeatDateTime", "healthy"],
  ["remoteAssistancePartner", "healthy"],
  ["jamfLastSyncDateTime", "notEnabled"],
  ["windowsStoreForBusinessLastSyncDateTime", "notEnabled"],
];

/** The ten newest messages of the demo, newest first. */
export const NEWEST = [
  "MC1190441", "MC1188216", "MC1187000", "MC1183092", "MC1109530",
  "MC1179207", "MC1175618", "MC1169974", "MC1166480", "MC1163550",
];

/** All sections of the page, and the tab each is on. */
export const SECTIONS = {
  "tenant-details/": ["tenant", "licenses"],
  "connectors/": ["connectors"],
  "service-health/": ["serviceHealth", "environmentIssues", "news"],
};

/** A copy of the demo's snapshot, to be changed at will. */
export const demo = () => read("public/demo/contoso.json");

/** One answer of a snapshot. */
export function reply(snapshot, id) {
  const found = snapshot.responses.find((response) => response.id === id);
  if (!found) throw new Error(`no answer ${id}`);
  return found;
}

/** The demo without some of its answers. */
export function without(...ids) {
  const snapshot = demo();
  snapshot.responses = snapshot.responses.filter((response) => !ids.includes(response.id));
  return snapshot;
}

/** What Graph sends when it refuses. */
export const refusal = (status = 403, code = "Forbidden") => ({
  status,
  headers: { "request-id": "11111111-2222-3333-4444-555555555555" },
  body: { error: { code, message: "Not allowed." } },
});

/** A document without any answer. */
export const empty = () => ({ ...demo(), responses: [] });

/** The demo tenant without anything to act on. */
export function untroubled() {
  const snapshot = demo();
  const fine = (id, change) => change(reply(snapshot, id).body);
  const all = (id, change) => fine(id, (body) => body.value.forEach(change));
  const soon = "2026-11-21T08:30:00Z";
  fine("applePushNotificationCertificate", (body) => (body.expirationDateTime = "2027-11-01T00:00:00Z"));
  all("vppTokens", (token) => Object.assign(token, { expirationDateTime: "2027-11-01T00:00:00Z", lastSyncDateTime: soon }));
  all("depOnboardingSettings", (token) => Object.assign(token, { lastSuccessfulSyncDateTime: soon, lastSyncErrorCode: 0 }));
  all("ndesConnectors", (one) => Object.assign(one, { lastConnectionDateTime: soon, state: "active", connectorVersion: "6.2510.0.2" }));
  all("domainJoinConnectors", (one) => Object.assign(one, { lastConnectionDateTime: soon, state: "active", version: "6.2504.2001.8" }));
  all("mobileThreatDefenseConnectors", (one) => Object.assign(one, { lastHeartbeatDateTime: soon, partnerState: "enabled" }));
  fine("exchangeConnectors", (body) => (body.value = []));
  for (const id of ["chromeOSOnboardingSettings", "complianceManagementPartners"]) Object.assign(reply(snapshot, id), { status: 200, body: { value: [] } });
  fine("issues", (body) => (body.value = []));
  fine("messages", (body) => (body.value = body.value.filter((one) => !one.actionRequiredByDateTime)));
  fine("subscribedSkus", (body) => body.value.forEach((sku) => (sku.consumedUnits = 1)));
  return snapshot;
}
