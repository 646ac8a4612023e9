// What the mock Graph serves: the paths of the page's catalogue with the permission each needs, and the demo tenant with its dates
// moved to the present.
import { readFileSync } from "node:fs";

const ORGANIZATION = "Organization.Read.All";
const SERVICE_CONFIG = "DeviceManagementServiceConfig.Read.All";
const CONFIGURATION = "DeviceManagementConfiguration.Read.All";
const HEALTH = "ServiceHealth.Read.All";
const MESSAGES = "ServiceMessage.Read.All";
const LOCATION = "Application.Read.All";

/** Every permission that an answer may need, those for service health and news last. */
export const PERMISSIONS = [ORGANIZATION, SERVICE_CONFIG, CONFIGURATION, LOCATION, HEALTH, MESSAGES];

/** Written apart from the page's own table, so that a slip there does not excuse itself here. */
export const RESOURCES = [
  ["organization", "v1.0", "/organization", ORGANIZATION],
  ["mdmAuthority", "v1.0", "/organization/{id}", SERVICE_CONFIG],
  ["subscribedSkus", "v1.0", "/subscribedSkus", ORGANIZATION],
  ["companySubscriptions", "v1.0", "/directory/subscriptions", ORGANIZATION],
  ["subscriptionState", "v1.0", "/deviceManagement/subscriptionState", CONFIGURATION],
  ["managedDeviceOverview", "v1.0", "/deviceManagement/managedDeviceOverview", CONFIGURATION],
  ["tenantLocation", "v1.0", "/servicePrincipals(appId='0000000a-0000-0000-c000-000000000000')/endpoints", LOCATION],
  ["applePushNotificationCertificate", "v1.0", "/deviceManagement/applePushNotificationCertificate", CONFIGURATION],
  ["vppTokens", "v1.0", "/deviceAppManagement/vppTokens", SERVICE_CONFIG],
  ["depOnboardingSettings", "beta", "/deviceManagement/depOnboardingSettings", SERVICE_CONFIG],
  ["windowsAutopilotSettings", "beta", "/deviceManagement/windowsAutopilotSettings", SERVICE_CONFIG],
  ["deviceAppManagement", "v1.0", "/deviceAppManagement", CONFIGURATION],
  ["deviceManagementPartners", "v1.0", "/deviceManagement/deviceManagementPartners", SERVICE_CONFIG],
  ["ndesConnectors", "beta", "/deviceManagement/ndesConnectors", CONFIGURATION],
  ["exchangeConnectors", "v1.0", "/deviceManagement/exchangeConnectors", SERVICE_CONFIG],
  ["androidManagedStoreAccountEnterpriseSettings", "beta", "/deviceManagement/androidManagedStoreAccountEnterpriseSettings", CONFIGURATION],
  ["mobileThreatDefenseConnectors", "v1.0", "/deviceManagement/mobileThreatDefenseConnectors", SERVICE_CONFIG],
  ["chromeOSOnboardingSettings", "beta", "/deviceManagement/chromeOSOnboardingSettings", CONFIGURATION],
  ["connectorStatus", "beta", "/deviceManagement/connectorStatus", CONFIGURATION],
  ["domainJoinConnectors", "beta", "/deviceManagement/domainJoinConnectors", CONFIGURATION],
  ["remoteAssistancePartners", "v1.0", "/deviceManagement/remoteAssistancePartners", SERVICE_CONFIG],
  ["complianceManagementPartners", "v1.0", "/deviceManagement/complianceManagementPartners", SERVICE_CONFIG],
  ["healthOverviews", "v1.0", "/admin/serviceAnnouncement/healthOverviews", HEALTH],
  ["issues", "v1.0", "/admin/serviceAnnouncement/issues", HEALTH],
  ["messages", "v1.0", "/admin/serviceAnnouncement/messages", MESSAGES],
].map(([id, version, path, permission]) => ({ id, version, path, permission, family: familyOf(path, id) }));

function familyOf(path, id) {
  if (path.startsWith("/admin/")) return "service";
  return path.startsWith("/device") || id === "mdmAuthority" ? "intune" : "directory";
}

/** The ids of a version. */
export const idsOf = (version) => RESOURCES.filter((resource) => resource.version === version).map(({ id }) => id);

const DEMO = JSON.parse(readFileSync(new URL("../../public/demo/contoso.json", import.meta.url), "utf8"));

/** A timestamp as Graph writes it; years that stand for "never" and "no end" are not moved. */
const TIMESTAMP = /^(199\d|[2-8]\d{3})(-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function moved(value, by) {
  if (typeof value === "string") {
    const found = TIMESTAMP.exec(value);
    if (!found) return value;
    const [, year, rest, fraction = "", zone] = found;
    return new Date(Date.parse(year + rest + zone) + by).toISOString().slice(0, 19) + fraction + "Z";
  }
  if (Array.isArray(value)) return value.map((item) => moved(item, by));
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, moved(item, by)]));
  }
  return value;
}

/** The recorded answers of the demo tenant by id, as if they had been recorded at `now` (milliseconds). */
export function answers(now) {
  // Whole seconds, since fractions stay as they are written.
  const by = Math.floor((now - Date.parse(DEMO.capturedAt)) / 1000) * 1000;
  return new Map(DEMO.responses.map(({ id, status, headers = {}, body }) => [id, { status, headers, body: moved(body, by) }]));
}

/** The id of the demo organisation. */
export const ORGANIZATION_ID = DEMO.responses.find(({ id }) => id === "organization").body.value[0].id;
