//! What the tests of the sections have in common.

use tenant_status::graph::{
    catalogue::Resource,
    error::{BadAnswer, Error, GraphError},
    section::{SectionId, SectionState},
};

/// Errors, the first one by precedence first.
pub(crate) fn errors() -> [(Error, SectionState); 8] {
    let request_id = Some("r1".to_owned());
    let graph = GraphError { code: "X".to_owned(), message: String::new(), request_id: request_id.clone() };
    [
        (Error::SignedOut { request_id: request_id.clone() }, SectionState::SignedOut),
        (Error::Refused(graph.clone()), SectionState::Refused),
        (Error::NotLicensed(graph.clone()), SectionState::NotLicensed),
        (Error::Throttled { retry_after_secs: Some(5), request_id: request_id.clone() }, SectionState::Throttled),
        (Error::Offline, SectionState::Offline),
        (Error::Unreachable { host: "graph.microsoft.com".to_owned() }, SectionState::Unreachable),
        (Error::BadAnswer { kind: BadAnswer::Html, detail: String::new(), request_id }, SectionState::BadAnswer),
        (Error::Failed { status: 503, error: graph }, SectionState::Failed),
    ]
}

/// The resources without which a section is not complete.
pub(crate) fn needed(section: SectionId) -> Vec<Resource> {
    match section {
        SectionId::Tenant => vec![
            Resource::Organization,
            Resource::SubscriptionState,
            Resource::ManagedDeviceOverview,
            Resource::SubscribedSkus,
            Resource::MdmAuthority,
        ],
        SectionId::Licenses => vec![Resource::SubscribedSkus],
        SectionId::Connectors => Resource::all()
            .filter(|resource| resource.entry().section == SectionId::Connectors && *resource != Resource::ConnectorStatus)
            .collect(),
        SectionId::ServiceHealth => vec![Resource::HealthOverviews, Resource::Issues],
        SectionId::EnvironmentIssues => vec![Resource::Issues],
        SectionId::News => vec![Resource::Messages],
    }
}
