//! What is asked of Graph, and in which requests.

use std::fmt::Write as _;

use serde_json::value::RawValue;

use crate::{
    config::GraphEndpoint,
    graph::{
        catalogue::{Resource, Version, permissions_of},
        lenient::{self, Object},
        reply::Reply,
        secret,
        section::SectionId,
    },
    json,
};

/// What is asked together: the resources of one tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// The tab *Tenant details*.
    Tenant,
    /// The tab *Connector status*.
    Connectors,
    /// The tab *Service health and news*, whose permissions are asked for apart.
    Service,
}

impl Group {
    /// All, in the order of the tabs.
    pub const ALL: [Self; 3] = [Self::Tenant, Self::Connectors, Self::Service];

    /// The group of a resource.
    pub fn of(resource: Resource) -> Self {
        Self::of_section(resource.entry().section)
    }

    /// The group that fills a section.
    pub fn of_section(section: SectionId) -> Self {
        match section {
            SectionId::Tenant | SectionId::Licenses => Self::Tenant,
            SectionId::Connectors => Self::Connectors,
            SectionId::ServiceHealth | SectionId::EnvironmentIssues | SectionId::News => Self::Service,
        }
    }

    /// The resources that this endpoint is asked for, in the order of the catalogue.
    pub fn resources(self, endpoint: &GraphEndpoint) -> impl Iterator<Item = Resource> {
        let location = endpoint.tenant_location;
        Resource::all().filter(move |resource| Self::of(*resource) == self && (location || *resource != Resource::TenantLocation))
    }

    /// The permissions of Graph that its resources need.
    pub fn permissions(self, endpoint: &GraphEndpoint) -> Vec<&'static str> {
        permissions_of(self.resources(endpoint))
    }
}

/// The permissions that are asked for at sign-in: those of the first two tabs.
pub fn base_permissions(endpoint: &GraphEndpoint) -> Vec<&'static str> {
    permissions_of(Group::Tenant.resources(endpoint).chain(Group::Connectors.resources(endpoint)))
}

/// One GET, alone or as a part of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What is asked for; its id is that of the part.
    pub resource: Resource,
    /// The address behind the version, with its slash; absolute for a further page of a list.
    pub url: String,
}

impl Part {
    /// The whole address.
    pub fn address(&self, endpoint: &GraphEndpoint) -> String {
        if !self.url.starts_with('/') {
            return self.url.clone();
        }
        [&endpoint.base_url, "/", self.resource.entry().version.as_str(), &self.url].concat()
    }
}

/// The parts of a group that have this version. What needs the id of the organisation is left out as long as that is not known.
pub fn parts(group: Group, version: Version, endpoint: &GraphEndpoint, organization_id: Option<&str>) -> Vec<Part> {
    group
        .resources(endpoint)
        .filter(|resource| resource.entry().version == version)
        .filter_map(|resource| Some(Part { resource, url: resource.url(organization_id)? }))
        .collect()
}

/// The address that a batch is posted to.
pub fn batch_address(version: Version, endpoint: &GraphEndpoint) -> String {
    [&endpoint.base_url, "/", version.as_str(), "/$batch"].concat()
}

/// The body of a batch. At most 20 parts, Graph's limit: no group has more of one version.
pub fn batch_body(parts: &[Part]) -> String {
    let mut body = String::from("{\"requests\":[");
    for (index, part) in parts.iter().enumerate() {
        let separator = if index == 0 { "" } else { "," };
        // Neither ids nor addresses hold a character that JSON escapes.
        let _ = write!(body, r#"{separator}{{"id":"{}","method":"GET","url":"{}"}}"#, part.resource.id(), part.url);
    }
    body.push_str("]}");
    body
}

/// The answers of a batch to the `parts` of it, in their order; `None` where there is none. Answers come in any order.
///
/// `None` as a whole if the body is not the answer to a batch.
pub fn batch_replies(body: &RawValue, parts: &[Part]) -> Option<Vec<Option<Reply>>> {
    let envelope = Object::read(body).ok()?;
    let answers = envelope.get("responses").and_then(lenient::array)?;
    let answers: Vec<Object> = answers.into_iter().filter_map(|answer| Object::read(answer).ok()).collect();
    let reply = |part: &Part| {
        let id = part.resource.id();
        let answer = answers.iter().rev().find(|answer| answer.text("id").as_deref() == Some(id))?;
        Some(Reply::of_part(answer, id.to_owned()).0)
    };
    Some(parts.iter().map(reply).collect())
}

/// A body as it came, as raw JSON. What is no JSON, or does not claim to be, becomes a text with its beginning: nothing is read out
/// of a page that a proxy put in between.
pub fn body(bytes: &[u8], content_type: Option<&str>) -> Box<RawValue> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}').trim();
    if let Ok(raw) = json::document(text)
        && content_type.is_none_or(is_json)
    {
        return secret::without(raw).0;
    }
    if text.is_empty() {
        return RawValue::NULL.to_owned();
    }
    let start: String = text.chars().take(200).collect();
    RawValue::from_string(json::quoted(&start)).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

fn is_json(content_type: &str) -> bool {
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    media_type.ends_with("/json") || media_type.ends_with("+json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        config::{Auth, TokenStorage},
        domain::cloud::Cloud,
        graph::catalogue::TABLE,
    };

    const ID: &str = "7f5c1d3e-0000-4000-8000-000000000001";

    fn endpoint(cloud: Cloud) -> GraphEndpoint {
        GraphEndpoint {
            cloud,
            base_url: cloud.graph_root().to_owned(),
            batch: true,
            tenant_location: true,
            token_storage: TokenStorage::Session,
            auth: Auth::None,
        }
    }

    fn all_parts(endpoint: &GraphEndpoint, organization_id: Option<&str>) -> Vec<Part> {
        let groups = Group::ALL.into_iter().flat_map(|group| Version::ALL.map(|version| (group, version)));
        groups.flat_map(|(group, version)| parts(group, version, endpoint, organization_id)).collect()
    }

    /// Every address behind the root of Graph, by id.
    const ADDRESSES: [(&str, &str); 25] = [
        ("organization", "/v1.0/organization"),
        ("mdmAuthority", "/v1.0/organization/7f5c1d3e-0000-4000-8000-000000000001?$select=mobileDeviceManagementAuthority"),
        ("subscribedSkus", "/v1.0/subscribedSkus"),
        ("companySubscriptions", "/v1.0/directory/subscriptions"),
        ("subscriptionState", "/v1.0/deviceManagement/subscriptionState"),
        ("managedDeviceOverview", "/v1.0/deviceManagement/managedDeviceOverview"),
        ("tenantLocation", "/v1.0/servicePrincipals(appId='0000000a-0000-0000-c000-000000000000')/endpoints"),
        ("applePushNotificationCertificate", "/v1.0/deviceManagement/applePushNotificationCertificate"),
        ("vppTokens", "/v1.0/deviceAppManagement/vppTokens"),
        ("depOnboardingSettings", "/beta/deviceManagement/depOnboardingSettings"),
        ("windowsAutopilotSettings", "/beta/deviceManagement/windowsAutopilotSettings"),
        ("deviceAppManagement", "/v1.0/deviceAppManagement"),
        ("deviceManagementPartners", "/v1.0/deviceManagement/deviceManagementPartners"),
        ("ndesConnectors", "/beta/deviceManagement/ndesConnectors"),
        ("exchangeConnectors", "/v1.0/deviceManagement/exchangeConnectors"),
        ("androidManagedStoreAccountEnterpriseSettings", "/beta/deviceManagement/androidManagedStoreAccountEnterpriseSettings"),
        ("mobileThreatDefenseConnectors", "/v1.0/deviceManagement/mobileThreatDefenseConnectors"),
        ("chromeOSOnboardingSettings", "/beta/deviceManagement/chromeOSOnboardingSettings"),
        ("connectorStatus", "/beta/deviceManagement/connectorStatus"),
        ("domainJoinConnectors", "/beta/deviceManagement/domainJoinConnectors"),
        ("remoteAssistancePartners", "/v1.0/deviceManagement/remoteAssistancePartners"),
        ("complianceManagementPartners", "/v1.0/deviceManagement/complianceManagementPartners"),
        ("healthOverviews", "/v1.0/admin/serviceAnnouncement/healthOverviews"),
        (
            "issues",
            "/v1.0/admin/serviceAnnouncement/issues?$filter=service%20eq%20'Microsoft%20Intune'%20or%20isResolved%20eq%20false&$top=1000",
        ),
        ("messages", "/v1.0/admin/serviceAnnouncement/messages?$filter=services/any(s:s%20eq%20'Microsoft%20Intune')&$top=1000"),
    ];

    #[test]
    fn every_resource_has_its_address_in_every_cloud() {
        for (cloud, root) in [
            (Cloud::Global, "https://graph.microsoft.com"),
            (Cloud::UsGov, "https://graph.microsoft.us"),
            (Cloud::UsGovDod, "https://dod-graph.microsoft.us"),
            (Cloud::China, "https://microsoftgraph.chinacloudapi.cn"),
        ] {
            let endpoint = endpoint(cloud);
            let mut asked: Vec<_> =
                all_parts(&endpoint, Some(ID)).iter().map(|part| (part.resource.id(), part.address(&endpoint))).collect();
            asked.sort_by_key(|(id, _)| Resource::from_id(id).map(|resource| resource as usize));
            let expected: Vec<_> = ADDRESSES.iter().map(|(id, path)| (*id, format!("{root}{path}"))).collect();
            assert_eq!(asked, expected);
            for version in Version::ALL {
                assert_eq!(batch_address(version, &endpoint), format!("{root}/{}/$batch", version.as_str()));
            }
        }
    }

    #[test]
    fn a_path_in_the_base_address_stays() {
        let endpoint = GraphEndpoint { base_url: "https://proxy.example/graph".to_owned(), ..endpoint(Cloud::Global) };
        let part = Part { resource: Resource::VppTokens, url: Resource::VppTokens.url(None).unwrap() };
        assert_eq!(part.address(&endpoint), "https://proxy.example/graph/v1.0/deviceAppManagement/vppTokens");
    }

    #[test]
    fn a_batch_is_one_tab_of_one_version_and_within_the_limit() {
        for organization_id in [None, Some(ID)] {
            for group in Group::ALL {
                for version in Version::ALL {
                    let parts = parts(group, version, &endpoint(Cloud::Global), organization_id);
                    assert!(parts.len() <= 20, "Graph's limit");
                    let body = batch_body(&parts);
                    let requests = Object::read(serde_json::from_str(&body).unwrap()).unwrap().objects("requests");
                    assert_eq!(requests.len(), parts.len());
                    for (request, part) in requests.iter().zip(&parts) {
                        assert_eq!(Group::of(part.resource), group);
                        assert_eq!(part.resource.entry().version, version);
                        assert_eq!(request.text("id").as_deref(), Some(part.resource.id()));
                        assert_eq!(request.text("url").as_ref(), Some(&part.url));
                        assert_eq!(request.text("method").as_deref(), Some("GET"));
                        assert_eq!(request.entries().count(), 3);
                    }
                }
            }
        }
    }

    #[test]
    fn what_needs_the_organisation_waits_for_it() {
        let without = all_parts(&endpoint(Cloud::Global), None);
        assert_eq!(without.len(), TABLE.len() - 1);
        assert!(without.iter().all(|part| part.resource != Resource::MdmAuthority));
    }

    #[test]
    fn the_location_is_asked_for_only_where_it_is_wanted() {
        let plain = GraphEndpoint { tenant_location: false, ..endpoint(Cloud::Global) };
        assert!(all_parts(&plain, Some(ID)).iter().all(|part| part.resource != Resource::TenantLocation));
        assert!(!base_permissions(&plain).contains(&"Application.Read.All"));
        assert!(base_permissions(&endpoint(Cloud::Global)).contains(&"Application.Read.All"));
    }

    #[test]
    fn sign_in_asks_for_the_first_two_tabs_only() {
        let plain = GraphEndpoint { tenant_location: false, ..endpoint(Cloud::Global) };
        assert_eq!(
            base_permissions(&plain),
            ["Organization.Read.All", "DeviceManagementServiceConfig.Read.All", "DeviceManagementConfiguration.Read.All"]
        );
        assert_eq!(Group::Service.permissions(&plain), ["ServiceHealth.Read.All", "ServiceMessage.Read.All"]);
        for permission in Group::ALL.into_iter().flat_map(|group| group.permissions(&endpoint(Cloud::Global))) {
            assert!(!permission.contains("Write"), "{permission}");
        }
    }

    fn raw(json: &str) -> Box<RawValue> {
        RawValue::from_string(json.to_owned()).unwrap()
    }

    fn two() -> Vec<Part> {
        [Resource::VppTokens, Resource::Organization].map(|resource| Part { resource, url: resource.url(None).unwrap() }).to_vec()
    }

    #[test]
    fn answers_are_matched_by_id_in_any_order() {
        let body = raw(r#"{"responses": [
                {"id": "organization", "status": 200, "headers": {"Request-Id": "r"}, "body": {"value": []}},
                {"id": "nobody asked", "status": 200, "body": {}},
                5,
                {"id": "vppTokens", "status": "429", "headers": {"Retry-After": 7}, "body": null}]}"#);
        let replies = batch_replies(&body, &two()).unwrap();
        let (tokens, organization) = (replies[0].as_ref().unwrap(), replies[1].as_ref().unwrap());
        assert_eq!((tokens.id.as_str(), tokens.status, tokens.header("retry-after")), ("vppTokens", 429, Some("7")));
        assert_eq!((organization.status, organization.header("request-id")), (200, Some("r")));
        assert_eq!(organization.body.get(), r#"{"value": []}"#);
    }

    #[test]
    fn a_part_without_an_answer_is_told() {
        let body = raw(r#"{"responses": [{"id": "VPPTOKENS", "status": 200, "body": {}}, {"id": "organization"}]}"#);
        let replies = batch_replies(&body, &two()).unwrap();
        assert!(replies[0].is_none(), "ids are case-sensitive");
        assert_eq!(replies[1].as_ref().unwrap().status, 0, "no status is a bad one");
    }

    #[test]
    fn secrets_do_not_get_through() {
        let answer = r#"{"responses": [{"id": "vppTokens", "status": 200, "body": {"value": [{"token": "s3cret"}]}}]}"#;
        let replies = batch_replies(&raw(answer), &two()).unwrap();
        assert!(!replies[0].as_ref().unwrap().body.get().contains("s3cret"));
        assert!(!body(br#"{"certificate": "s3cret"}"#, None).get().contains("s3cret"));
    }

    #[test]
    fn what_is_no_answer_to_a_batch_is_none() {
        for body in ["null", "[]", "{}", r#"{"responses": {}}"#, r#""text""#] {
            assert!(batch_replies(&raw(body), &two()).is_none(), "{body}");
        }
    }

    #[test]
    fn a_body_that_is_no_json_becomes_a_text() {
        let of = |bytes: &[u8]| body(bytes, Some("application/json")).get().to_owned();
        assert_eq!(of(b"<html>\n"), r#""<html>""#);
        assert_eq!(of(b"\xef\xbb\xbf {\"a\": 1} "), r#"{"a": 1}"#);
        assert_eq!(of(b"  "), "null");
        assert_eq!(of(b""), "null");
        assert!(of(b"\xff\xfe{").starts_with('"'));
        assert!(of(br#"{"value": [1, 2"#).starts_with('"'), "cut");
        assert!(of("x".repeat(10_000).as_bytes()).len() < 300);
    }

    #[test]
    fn a_body_has_to_claim_that_it_is_json() {
        let is_object = |content_type| body(b"{}", content_type).get() == "{}";
        for content_type in
            ["application/json", "Application/JSON; odata.metadata=minimal; charset=utf-8", "application/problem+json"]
        {
            assert!(is_object(Some(content_type)), "{content_type}");
        }
        assert!(is_object(None), "some proxies tell no type");
        for content_type in ["text/html", "text/html; charset=utf-8", "text/plain", "", "application/jsonp"] {
            assert!(!is_object(Some(content_type)), "{content_type}");
        }
    }
}
