//! The clouds of Microsoft, and every address outside of Graph that the page links to.
//!
//! The names of the portals' blades are not documented and change: this is the one place that knows them.

use super::connector::ConnectorKind as K;

/// A cloud of Microsoft: where Graph, the sign-in and the portals are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cloud {
    /// Microsoft 365 for everybody, the United States' GCC included.
    #[default]
    Global,
    /// United States government, GCC High.
    UsGov,
    /// United States Department of Defense.
    UsGovDod,
    /// China, operated by 21Vianet.
    China,
}

/// What is fixed for a cloud.
struct Facts {
    name: &'static str,
    graph_root: &'static str,
    login_authority: &'static str,
    intune_portal: &'static str,
    admin_center: &'static str,
    graph_explorer: Option<&'static str>,
    power_shell: Option<&'static str>,
}

/// Source: Microsoft Graph, *National cloud deployments*; the admin centers' own addresses.
const FACTS: [Facts; 4] = [
    Facts {
        name: "global",
        graph_root: "https://graph.microsoft.com",
        login_authority: "https://login.microsoftonline.com",
        intune_portal: "https://intune.microsoft.com/",
        admin_center: "https://admin.microsoft.com/",
        graph_explorer: Some("https://developer.microsoft.com/graph/graph-explorer"),
        power_shell: None,
    },
    Facts {
        name: "usGov",
        graph_root: "https://graph.microsoft.us",
        login_authority: "https://login.microsoftonline.us",
        intune_portal: "https://intune.microsoft.us/",
        admin_center: "https://portal.office365.us/adminportal/home",
        graph_explorer: None,
        power_shell: Some("USGov"),
    },
    Facts {
        name: "usGovDod",
        graph_root: "https://dod-graph.microsoft.us",
        login_authority: "https://login.microsoftonline.us",
        intune_portal: "https://intune.microsoft.us/",
        admin_center: "https://portal.apps.mil/adminportal/home",
        graph_explorer: None,
        power_shell: Some("USGovDoD"),
    },
    Facts {
        name: "china",
        graph_root: "https://microsoftgraph.chinacloudapi.cn",
        login_authority: "https://login.chinacloudapi.cn",
        intune_portal: "https://intune.microsoftonline.cn/",
        admin_center: "https://portal.partner.microsoftonline.cn/adminportal/home",
        graph_explorer: None,
        power_shell: Some("China"),
    },
];

/// Where Microsoft tells about trouble that keeps people from signing in.
pub const MICROSOFT_STATUS: &str = "https://status.cloud.microsoft";

/// A feature of Microsoft's roadmap by its number; there is one roadmap for all clouds.
pub fn roadmap_link(id: &str) -> String {
    ["https://www.microsoft.com/microsoft-365/roadmap?id=", &encoded(id)].concat()
}

/// The tab of the official page.
const TENANT_STATUS: &str = "#view/Microsoft_Intune_DeviceSettings/TenantAdminMenu/~/tenantStatus";
/// The page that leads to every connector; for those whose own page has no known address.
const CONNECTORS_AND_TOKENS: &str = "#view/Microsoft_Intune_DeviceSettings/TenantAdminMenu/~/connectorsAndTokens";
const MANAGED_GOOGLE_PLAY: &str = "#view/Microsoft_Intune_Apps/ManagedGooglePlaySyncBlade";
const APPLE_VPP: &str = "#view/Microsoft_Intune_DeviceSettings/TenantAdminConnectorsMenu/~/appleVpp";
const DEP_TOKENS: &str = "#view/Microsoft_Intune_Enrollment/DepTokensPaging.ReactView";

impl Cloud {
    /// All clouds.
    pub const ALL: [Self; 4] = [Self::Global, Self::UsGov, Self::UsGovDod, Self::China];

    fn facts(self) -> &'static Facts {
        &FACTS[self as usize]
    }

    /// The name in the configuration and in a snapshot.
    pub fn as_str(self) -> &'static str {
        self.facts().name
    }

    /// The cloud with this name; names are case-sensitive.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cloud| cloud.as_str() == name)
    }

    /// The origin of Microsoft Graph.
    pub fn graph_root(self) -> &'static str {
        self.facts().graph_root
    }

    /// The origin of the sign-in.
    pub fn login_authority(self) -> &'static str {
        self.facts().login_authority
    }

    /// Microsoft's Graph Explorer; only the global cloud has one that is known.
    pub fn graph_explorer(self) -> Option<&'static str> {
        self.facts().graph_explorer
    }

    /// The name of the environment in Microsoft's `PowerShell` module; `None` is its default.
    pub fn power_shell_environment(self) -> Option<&'static str> {
        self.facts().power_shell
    }

    /// The official page.
    pub fn tenant_status(self) -> String {
        self.intune(TENANT_STATUS)
    }

    /// The page of the Intune portal on which a connector is set up and repaired.
    pub fn portal_link(self, kind: K) -> String {
        self.intune(match kind {
            K::ApplePushNotificationServiceExpiration => "#view/Microsoft_Intune_Enrollment/APNSCertificateUploadBlade",
            K::VppTokenExpiration | K::VppTokenLastSync => APPLE_VPP,
            K::WindowsAutopilotLastSync => {
                "#view/Microsoft_Intune_Enrollment/AutopilotDevices.ReactView/filterOnManualRemediationRequired~/false"
            }
            K::NdesConnectorLastConnection => "#view/Microsoft_Intune_DeviceSettings/TenantAdminConnectorsMenu/~/certConnectors",
            K::AppleDepExpiration | K::AppleDepLastSync => DEP_TOKENS,
            K::GooglePlayAppLastSync | K::GooglePlayConnector => MANAGED_GOOGLE_PLAY,
            K::WindowsDefenderAtpConnectorLastHeartbeat => {
                "#view/Microsoft_Intune_DeviceSettings/TenantAdminConnectorsMenu/~/windowsDefenderATP"
            }
            K::WindowsStoreForBusinessLastSync
            | K::JamfLastSync
            | K::OnPremConnectorLastSync
            | K::MobileThreatDefenceConnectorLastHeartbeat
            | K::ChromebookLastDirectorySync
            | K::DomainJoinConnector
            | K::RemoteAssistancePartner
            | K::ComplianceManagementPartner => CONNECTORS_AND_TOKENS,
        })
    }

    /// Where the MDM authority is set.
    pub fn mdm_authority_link(self) -> String {
        self.intune("#view/Microsoft_Intune_Enrollment/ChooseMDMAuthorityBlade")
    }

    /// The start of the Microsoft 365 admin center.
    pub fn admin_center(self) -> &'static str {
        self.facts().admin_center
    }

    /// The service health of the Microsoft 365 admin center; its *Customize* holds the communication preferences.
    pub fn service_health_link(self) -> String {
        self.admin("#/servicehealth")
    }

    /// The licences of the Microsoft 365 admin center.
    pub fn licenses_link(self) -> String {
        self.admin("#/licenses")
    }

    /// The incidents and advisories of the last 30 days.
    pub fn service_history_link(self) -> String {
        self.admin("#/servicehealth/history")
    }

    /// One incident or advisory.
    pub fn issue_link(self, id: &str, is_resolved: bool) -> String {
        let list = if is_resolved { "#/servicehealth/history/:/alerts/" } else { "#/servicehealth/:/alerts/" };
        self.admin(list) + &encoded(id)
    }

    /// The message center.
    pub fn message_center_link(self) -> String {
        self.admin("#/MessageCenter")
    }

    /// One message.
    pub fn message_link(self, id: &str) -> String {
        self.admin("#/MessageCenter/:/messages/") + &encoded(id)
    }

    /// The users of the tenant, where roles are given.
    pub fn users_link(self) -> String {
        self.admin("#/users")
    }

    fn intune(self, fragment: &str) -> String {
        self.facts().intune_portal.to_owned() + fragment
    }

    fn admin(self, fragment: &str) -> String {
        self.facts().admin_center.to_owned() + fragment
    }
}

/// *What's new in Intune* in the reader's language (a code such as `nl` or `pt-BR`), else in English.
pub fn whats_new_link(language: &str) -> String {
    let primary = language.split('-').next().unwrap_or_default();
    let locale = LOCALES.iter().find(|locale| locale.split('-').next() == Some(primary)).unwrap_or(&LOCALES[0]);
    format!("https://learn.microsoft.com/{locale}/intune/whats-new/")
}

/// Languages that Microsoft Learn has, by its own names.
const LOCALES: [&str; 8] = ["en-us", "nl-nl", "de-de", "fr-fr", "es-es", "it-it", "ja-jp", "pt-br"];

/// A path segment from outside, so encoded that it stays one.
fn encoded(segment: &str) -> String {
    let mut encoded = String::with_capacity(segment.len());
    for byte in segment.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            for nibble in [byte >> 4, byte & 15] {
                encoded.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0').to_ascii_uppercase());
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::connector::KINDS;

    #[test]
    fn every_cloud_is_found_by_its_name() {
        for (cloud, name) in Cloud::ALL.into_iter().zip(["global", "usGov", "usGovDod", "china"]) {
            assert_eq!(cloud.as_str(), name);
            assert_eq!(Cloud::from_name(name), Some(cloud));
        }
        assert_eq!(Cloud::from_name("Global"), None);
    }

    #[test]
    fn every_cloud_has_its_own_graph_sign_in_and_shell() {
        let told = Cloud::ALL
            .map(|cloud| (cloud.graph_root(), cloud.login_authority(), cloud.graph_explorer(), cloud.power_shell_environment()));
        let explorer = Some("https://developer.microsoft.com/graph/graph-explorer");
        assert_eq!(
            told,
            [
                ("https://graph.microsoft.com", "https://login.microsoftonline.com", explorer, None),
                ("https://graph.microsoft.us", "https://login.microsoftonline.us", None, Some("USGov")),
                ("https://dod-graph.microsoft.us", "https://login.microsoftonline.us", None, Some("USGovDoD")),
                ("https://microsoftgraph.chinacloudapi.cn", "https://login.chinacloudapi.cn", None, Some("China")),
            ]
        );
    }

    #[test]
    fn every_connector_has_a_link_into_the_portal_of_its_cloud() {
        for facts in &KINDS {
            let link = Cloud::Global.portal_link(facts.kind);
            assert!(link.starts_with("https://intune.microsoft.com/#view/Microsoft_Intune_"), "{link}");
            assert_eq!(Cloud::UsGov.portal_link(facts.kind), link.replace("microsoft.com", "microsoft.us"));
        }
    }

    #[track_caller]
    fn check(link: &str, expected: &str) {
        assert_eq!(link, expected);
    }

    #[test]
    fn items_have_links_into_the_admin_center() {
        check(&Cloud::Global.issue_link("IT1234567", false), "https://admin.microsoft.com/#/servicehealth/:/alerts/IT1234567");
        check(
            &Cloud::Global.issue_link("IT1234567", true),
            "https://admin.microsoft.com/#/servicehealth/history/:/alerts/IT1234567",
        );
        check(&Cloud::Global.message_link("MC1234567"), "https://admin.microsoft.com/#/MessageCenter/:/messages/MC1234567");
        check(&Cloud::Global.service_history_link(), "https://admin.microsoft.com/#/servicehealth/history");
        check(&Cloud::UsGov.message_center_link(), "https://portal.office365.us/adminportal/home#/MessageCenter");
        check(
            &Cloud::Global.tenant_status(),
            "https://intune.microsoft.com/#view/Microsoft_Intune_DeviceSettings/TenantAdminMenu/~/tenantStatus",
        );
    }

    #[test]
    fn what_has_to_be_done_is_done_in_the_portals_of_the_cloud() {
        let (global, china) = (Cloud::Global, Cloud::China);
        check(global.admin_center(), "https://admin.microsoft.com/");
        check(Cloud::UsGovDod.admin_center(), "https://portal.apps.mil/adminportal/home");
        check(
            &global.mdm_authority_link(),
            "https://intune.microsoft.com/#view/Microsoft_Intune_Enrollment/ChooseMDMAuthorityBlade",
        );
        check(&china.service_health_link(), "https://portal.partner.microsoftonline.cn/adminportal/home#/servicehealth");
        check(&global.licenses_link(), "https://admin.microsoft.com/#/licenses");
        check(&global.users_link(), "https://admin.microsoft.com/#/users");
    }

    #[test]
    fn a_feature_of_the_roadmap_is_found_by_its_number() {
        check(&roadmap_link("124813"), "https://www.microsoft.com/microsoft-365/roadmap?id=124813");
        check(&roadmap_link("1&x=2"), "https://www.microsoft.com/microsoft-365/roadmap?id=1%26x%3D2");
    }

    #[test]
    fn an_id_from_outside_stays_one_segment() {
        check(
            &Cloud::Global.message_link("../a?b#c é\""),
            "https://admin.microsoft.com/#/MessageCenter/:/messages/..%2Fa%3Fb%23c%20%C3%A9%22",
        );
    }

    #[test]
    fn whats_new_opens_in_the_readers_language_or_in_english() {
        for (language, locale) in [("nl", "nl-nl"), ("en", "en-us"), ("de-AT", "de-de"), ("xx", "en-us"), ("", "en-us")] {
            check(&whats_new_link(language), &format!("https://learn.microsoft.com/{locale}/intune/whats-new/"));
        }
    }
}
