//! Every Graph resource that the page reads: id, version, path, query and permission in one table.

use std::fmt::Write;

use super::section::SectionId;
use crate::domain::cloud::Cloud;

/// A resource of Microsoft Graph. The order is that of the table and of the requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the variants are named after their ids in the table below")]
pub enum Resource {
    Organization,
    MdmAuthority,
    SubscribedSkus,
    CompanySubscriptions,
    SubscriptionState,
    ManagedDeviceOverview,
    TenantLocation,
    ApplePushNotificationCertificate,
    VppTokens,
    DepOnboardingSettings,
    WindowsAutopilotSettings,
    DeviceAppManagement,
    DeviceManagementPartners,
    NdesConnectors,
    ExchangeConnectors,
    AndroidManagedStoreAccountEnterpriseSettings,
    MobileThreatDefenseConnectors,
    ChromeOsOnboardingSettings,
    ConnectorStatus,
    DomainJoinConnectors,
    RemoteAssistancePartners,
    ComplianceManagementPartners,
    HealthOverviews,
    Issues,
    Messages,
}

/// A version of Microsoft Graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// The stable one.
    V1,
    /// The one that has the resources which the stable one lacks.
    Beta,
}

impl Version {
    /// Both, in the order of the requests.
    pub const ALL: [Self; 2] = [Self::V1, Self::Beta];

    /// The segment of the address.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V1 => "v1.0",
            Self::Beta => "beta",
        }
    }
}

/// What is fixed for a resource.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The resource.
    pub resource: Resource,
    /// The id of its request and reply; case-sensitive.
    pub id: &'static str,
    /// The version of Graph that has it.
    pub version: Version,
    /// The path behind the version. `{id}` stands for the id of the organisation.
    pub path: &'static str,
    /// The query, encoded, with its question mark; or nothing.
    pub query: &'static str,
    /// The delegated permission that is asked for. Reading only.
    pub permission: &'static str,
    /// The section that shows it. Others may use it too.
    pub section: SectionId,
}

/// The permission to read the organisation and its licences.
const ORGANIZATION: &str = "Organization.Read.All";
/// The permission to read how Intune is tied to other services.
const SERVICE_CONFIG: &str = "DeviceManagementServiceConfig.Read.All";
/// The permission to read Intune's configuration. For the push certificate Microsoft's own list marks a permission to write as the
/// least one; this one reads it as well.
const CONFIGURATION: &str = "DeviceManagementConfiguration.Read.All";
/// The optional permission that the Intune location needs.
const LOCATION: &str = "Application.Read.All";
/// The permission to read service health.
const HEALTH: &str = "ServiceHealth.Read.All";
/// The permission to read the message center.
const MESSAGES: &str = "ServiceMessage.Read.All";

use Resource as R;
use SectionId::{Connectors, Licenses, News, ServiceHealth, Tenant};
use Version::{Beta, V1};

/// The table. Intune's resources take no `$select`: it has made them fail before. The MDM authority is the exception, since nothing
/// else names it.
pub const TABLE: [Entry; 25] = [
    entry(R::Organization, "organization", V1, "/organization", ORGANIZATION, Tenant),
    Entry {
        query: "?$select=mobileDeviceManagementAuthority",
        ..entry(R::MdmAuthority, "mdmAuthority", V1, "/organization/{id}", SERVICE_CONFIG, Tenant)
    },
    entry(R::SubscribedSkus, "subscribedSkus", V1, "/subscribedSkus", ORGANIZATION, Licenses),
    entry(R::CompanySubscriptions, "companySubscriptions", V1, "/directory/subscriptions", ORGANIZATION, Licenses),
    entry(R::SubscriptionState, "subscriptionState", V1, "/deviceManagement/subscriptionState", CONFIGURATION, Tenant),
    entry(
        R::ManagedDeviceOverview,
        "managedDeviceOverview",
        V1,
        "/deviceManagement/managedDeviceOverview",
        CONFIGURATION,
        Tenant,
    ),
    entry(
        R::TenantLocation,
        "tenantLocation",
        V1,
        "/servicePrincipals(appId='0000000a-0000-0000-c000-000000000000')/endpoints",
        LOCATION,
        Tenant,
    ),
    entry(
        R::ApplePushNotificationCertificate,
        "applePushNotificationCertificate",
        V1,
        "/deviceManagement/applePushNotificationCertificate",
        CONFIGURATION,
        Connectors,
    ),
    entry(R::VppTokens, "vppTokens", V1, "/deviceAppManagement/vppTokens", SERVICE_CONFIG, Connectors),
    entry(
        R::DepOnboardingSettings,
        "depOnboardingSettings",
        Beta,
        "/deviceManagement/depOnboardingSettings",
        SERVICE_CONFIG,
        Connectors,
    ),
    entry(
        R::WindowsAutopilotSettings,
        "windowsAutopilotSettings",
        Beta,
        "/deviceManagement/windowsAutopilotSettings",
        SERVICE_CONFIG,
        Connectors,
    ),
    entry(R::DeviceAppManagement, "deviceAppManagement", V1, "/deviceAppManagement", CONFIGURATION, Connectors),
    entry(
        R::DeviceManagementPartners,
        "deviceManagementPartners",
        V1,
        "/deviceManagement/deviceManagementPartners",
        SERVICE_CONFIG,
        Connectors,
    ),
    entry(R::NdesConnectors, "ndesConnectors", Beta, "/deviceManagement/ndesConnectors", CONFIGURATION, Connectors),
    entry(R::ExchangeConnectors, "exchangeConnectors", V1, "/deviceManagement/exchangeConnectors", SERVICE_CONFIG, Connectors),
    entry(
        R::AndroidManagedStoreAccountEnterpriseSettings,
        "androidManagedStoreAccountEnterpriseSettings",
        Beta,
        "/deviceManagement/androidManagedStoreAccountEnterpriseSettings",
        CONFIGURATION,
        Connectors,
    ),
    entry(
        R::MobileThreatDefenseConnectors,
        "mobileThreatDefenseConnectors",
        V1,
        "/deviceManagement/mobileThreatDefenseConnectors",
        SERVICE_CONFIG,
        Connectors,
    ),
    entry(
        R::ChromeOsOnboardingSettings,
        "chromeOSOnboardingSettings",
        Beta,
        "/deviceManagement/chromeOSOnboardingSettings",
        CONFIGURATION,
        Connectors,
    ),
    entry(R::ConnectorStatus, "connectorStatus", Beta, "/deviceManagement/connectorStatus", CONFIGURATION, Connectors),
    entry(
        R::DomainJoinConnectors,
        "domainJoinConnectors",
        Beta,
        "/deviceManagement/domainJoinConnectors",
        CONFIGURATION,
        Connectors,
    ),
    entry(
        R::RemoteAssistancePartners,
        "remoteAssistancePartners",
        V1,
        "/deviceManagement/remoteAssistancePartners",
        SERVICE_CONFIG,
        Connectors,
    ),
    entry(
        R::ComplianceManagementPartners,
        "complianceManagementPartners",
        V1,
        "/deviceManagement/complianceManagementPartners",
        SERVICE_CONFIG,
        Connectors,
    ),
    entry(R::HealthOverviews, "healthOverviews", V1, "/admin/serviceAnnouncement/healthOverviews", HEALTH, ServiceHealth),
    Entry {
        // What is over in all services together is many megabytes. What is active in those beside this one is little, and its admins ask.
        query: "?$filter=service%20eq%20'Microsoft%20Intune'%20or%20isResolved%20eq%20false&$top=1000",
        ..entry(R::Issues, "issues", V1, "/admin/serviceAnnouncement/issues", HEALTH, ServiceHealth)
    },
    Entry {
        query: "?$filter=services/any(s:s%20eq%20'Microsoft%20Intune')&$top=1000",
        ..entry(R::Messages, "messages", V1, "/admin/serviceAnnouncement/messages", MESSAGES, News)
    },
];

const fn entry(
    resource: Resource,
    id: &'static str,
    version: Version,
    path: &'static str,
    permission: &'static str,
    section: SectionId,
) -> Entry {
    Entry { resource, id, version, path, query: "", permission, section }
}

impl Resource {
    /// How many there are.
    pub const COUNT: usize = TABLE.len();

    /// All, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|entry| entry.resource)
    }

    /// What is fixed for this resource.
    pub fn entry(self) -> &'static Entry {
        &TABLE[self as usize]
    }

    /// The id of its request and reply.
    pub fn id(self) -> &'static str {
        self.entry().id
    }

    /// The resource with this id; ids are case-sensitive.
    pub fn from_id(id: &str) -> Option<Self> {
        TABLE.iter().find(|entry| entry.id == id).map(|entry| entry.resource)
    }

    /// The address behind the version, as a part of a batch has it. `None` if it needs the id of the organisation and there is none.
    pub fn url(self, organization_id: Option<&str>) -> Option<String> {
        let Entry { path, query, .. } = self.entry();
        let path = match path.strip_suffix("{id}") {
            Some(start) => format!("{start}{}", organization_id.filter(|id| is_plain(id))?),
            None => (*path).to_owned(),
        };
        Some(path + query)
    }

    /// Whether Intune itself answers it.
    pub fn is_intune(self) -> bool {
        self.entry().path.starts_with("/device")
    }
}

/// The permissions that read everything, without the optional one for the location; in the order of the table.
pub fn permissions() -> Vec<&'static str> {
    permissions_of(Resource::all().filter(|resource| *resource != Resource::TenantLocation))
}

/// The permissions that these resources need, each once, in the order of the resources.
pub fn permissions_of(resources: impl Iterator<Item = Resource>) -> Vec<&'static str> {
    let mut permissions = Vec::new();
    for resource in resources {
        let permission = resource.entry().permission;
        if !permissions.contains(&permission) {
            permissions.push(permission);
        }
    }
    permissions
}

/// The body of one `$batch` request that asks for every resource of a version. At most 20 parts, Graph's limit.
///
/// Without the id of the organisation the MDM authority is not asked for: no other request tells it.
pub fn batch_body(version: Version, organization_id: Option<&str>) -> String {
    let mut body = String::from("{\"requests\":[");
    let mut separator = "";
    for entry in TABLE.iter().filter(|entry| entry.version == version) {
        // Neither ids nor addresses hold a character that JSON escapes.
        if let Some(url) = entry.resource.url(organization_id) {
            let _ = write!(body, r#"{separator}{{"id":"{}","method":"GET","url":"{url}"}}"#, entry.id);
            separator = ",";
        }
    }
    body.push_str("]}");
    body
}

/// The address that a batch is posted to.
pub fn batch_url(version: Version, cloud: Cloud) -> String {
    format!("{}/{}/$batch", cloud.graph_root(), version.as_str())
}

/// The file that the answer to a batch is saved as.
pub fn batch_file(version: Version) -> &'static str {
    match version {
        Version::V1 => "tenant-status-v1.json",
        Version::Beta => "tenant-status-beta.json",
    }
}

/// The `PowerShell` line that signs in, with the permissions to read everything.
pub fn connect_line(cloud: Cloud) -> String {
    let scopes: Vec<_> = permissions().into_iter().map(quoted).collect();
    let environment = cloud.power_shell_environment().map(|name| format!(" -Environment {name}")).unwrap_or_default();
    format!("Connect-MgGraph{environment} -Scopes {}", scopes.join(","))
}

/// The `PowerShell` line that posts the batch of a version and saves the answer.
pub fn invoke_line(version: Version, cloud: Cloud, organization_id: Option<&str>) -> String {
    format!(
        "Invoke-MgGraphRequest -Method POST -Uri {} -ContentType {} -Body {} -OutputFilePath {}",
        quoted(&batch_url(version, cloud)),
        quoted("application/json"),
        quoted(&batch_body(version, organization_id)),
        quoted(batch_file(version)),
    )
}

/// A `PowerShell` text in which nothing is expanded (`$batch` is no variable); its only escape is the doubled quote.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Whether an id can stand in an address as it is.
fn is_plain(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::lenient::Object;

    const TENANT: &str = "7f5c1d3e-0000-4000-8000-000000000001";

    #[test]
    fn the_table_is_in_the_order_of_the_resources() {
        for (index, entry) in TABLE.iter().enumerate() {
            assert_eq!(entry.resource as usize, index, "{}", entry.id);
            assert_eq!((Resource::from_id(entry.id), entry.resource.id()), (Some(entry.resource), entry.id));
        }
        assert_eq!(Resource::from_id("Organization"), None, "ids are case-sensitive");
        assert_eq!(Resource::from_id(""), None);
    }

    #[test]
    fn no_permission_writes() {
        for entry in &TABLE {
            assert!(entry.permission.ends_with(".Read.All"), "{}", entry.permission);
        }
        for cloud in Cloud::ALL {
            assert!(!connect_line(cloud).contains("ReadWrite"));
        }
    }

    #[test]
    fn five_permissions_read_everything() {
        assert_eq!(permissions(), [ORGANIZATION, SERVICE_CONFIG, CONFIGURATION, HEALTH, MESSAGES]);
    }

    #[test]
    fn the_mdm_authority_needs_the_id_of_the_organisation() {
        assert_eq!(Resource::MdmAuthority.url(None), None);
        assert_eq!(
            Resource::MdmAuthority.url(Some("7f5c-1")).as_deref(),
            Some("/organization/7f5c-1?$select=mobileDeviceManagementAuthority")
        );
        for bad in ["", "a/b", "a?b", "a b", "a\"b"] {
            assert_eq!(Resource::MdmAuthority.url(Some(bad)), None, "{bad}");
        }
        assert_eq!(Resource::VppTokens.url(None).as_deref(), Some("/deviceAppManagement/vppTokens"));
    }

    #[track_caller]
    fn check_batch(version: Version, organization_id: Option<&str>, expected: usize) {
        let body = batch_body(version, organization_id);
        let parts = Object::read(serde_json::from_str(&body).unwrap()).unwrap().objects("requests");
        assert_eq!(parts.len(), expected);
        assert!(parts.len() <= 20, "Graph's limit");
        for part in parts {
            let resource = Resource::from_id(&part.text("id").unwrap()).unwrap();
            assert_eq!(resource.entry().version, version);
            assert_eq!(part.text("url"), resource.url(organization_id));
            assert_eq!(part.text("method").as_deref(), Some("GET"));
        }
    }

    #[test]
    fn two_batches_ask_for_everything() {
        check_batch(Version::V1, None, 17);
        check_batch(Version::V1, Some(TENANT), 18);
        check_batch(Version::Beta, None, 7);
    }

    /// Reads a text of a `PowerShell` line back, as `PowerShell` would.
    fn unquoted<'a>(line: &'a str, parameter: &str) -> (String, &'a str) {
        let mut rest = line.split_once(&format!("{parameter} '")).unwrap().1;
        let mut text = String::new();
        loop {
            let (start, after) = rest.split_once('\'').unwrap();
            text.push_str(start);
            let Some(more) = after.strip_prefix('\'') else { return (text, after) };
            text.push('\'');
            rest = more;
        }
    }

    #[test]
    fn the_power_shell_lines_hold_the_same_requests() {
        let told = [("v1.0", "tenant-status-v1.json"), ("beta", "tenant-status-beta.json")];
        for (version, (segment, file)) in Version::ALL.into_iter().zip(told) {
            let line = invoke_line(version, Cloud::Global, None);
            assert!(!line.contains('\n'));
            assert_eq!(unquoted(&line, "-Uri").0, format!("https://graph.microsoft.com/{segment}/$batch"));
            let (body, rest) = unquoted(&line, "-Body");
            assert_eq!(body, batch_body(version, None));
            assert_eq!(rest, format!(" -OutputFilePath '{file}'"));
        }
        assert_eq!(
            connect_line(Cloud::Global),
            "Connect-MgGraph -Scopes 'Organization.Read.All','DeviceManagementServiceConfig.Read.All',\
             'DeviceManagementConfiguration.Read.All','ServiceHealth.Read.All','ServiceMessage.Read.All'"
        );
        assert!(connect_line(Cloud::UsGov).starts_with("Connect-MgGraph -Environment USGov -Scopes "));
    }
}
