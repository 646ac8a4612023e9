//! What is asked for and what was granted.

use crate::{config::Auth, domain::cloud::Cloud};

/// What every sign-in asks for besides permissions: who it is, and a way to renew without the reader.
const IDENTITY: [&str; 3] = ["openid", "profile", "offline_access"];

/// The scopes that stand for these permissions at the provider, besides those of the identity.
pub fn permissions(auth: &Auth, cloud: Cloud, permissions: &[&str]) -> Vec<String> {
    match auth {
        Auth::Entra { .. } => prefixed(cloud, permissions),
        // The provider has names of its own, and all of them are asked for at once.
        Auth::Oidc { scopes, .. } if !scopes.is_empty() => scopes.clone(),
        Auth::Oidc { .. } | Auth::None => permissions.iter().map(|name| (*name).to_owned()).collect(),
    }
}

/// Whether permissions can be asked for one by one.
pub fn is_incremental(auth: &Auth) -> bool {
    !matches!(auth, Auth::Oidc { scopes, .. } if !scopes.is_empty())
}

/// The text of `scope` in a request.
pub fn text(auth: &Auth, cloud: Cloud, permissions: &[&str]) -> String {
    let own = self::permissions(auth, cloud, permissions);
    let mut scopes: Vec<&str> = IDENTITY.to_vec();
    for scope in &own {
        if !scopes.contains(&scope.as_str()) {
            scopes.push(scope);
        }
    }
    scopes.join(" ")
}

/// The text of `scope` in a renewal. `None` asks another provider than Entra for what was granted before: naming a scope that it left
/// out then (RFC 6749, section 6; often `offline_access`) would be refused.
pub fn renewal_text(auth: &Auth, cloud: Cloud, permissions: &[&str], is_whole: bool) -> Option<String> {
    match auth {
        Auth::Entra { .. } => Some(text(auth, cloud, permissions)),
        _ if is_whole => None,
        _ => Some(format!("openid {}", self::permissions(auth, cloud, permissions).join(" "))),
    }
}

/// Permissions of Graph as Entra wants them: with the Graph of their cloud.
pub(super) fn prefixed(cloud: Cloud, permissions: &[&str]) -> Vec<String> {
    permissions.iter().map(|name| format!("{}/{name}", cloud.graph_root())).collect()
}

/// Whether a granted scope is this permission. Entra names scopes with and without their prefix.
pub fn is_same(granted: &str, permission: &str) -> bool {
    last_segment(granted).eq_ignore_ascii_case(last_segment(permission))
}

/// Whether a scope looks like a permission of Graph (`Organization.Read.All`), rather than a name of the provider's own.
pub fn is_of_graph(scope: &str) -> bool {
    let mut parts = last_segment(scope).split('.');
    parts.next().is_some_and(|first| !first.is_empty())
        && parts.next().is_some_and(|verb| verb.to_ascii_lowercase().starts_with("read"))
}

/// Whether `permission` is among the granted scopes; `None` if no permission of Graph is: then the provider speaks another language.
pub fn grants(granted: &[String], permission: &str) -> Option<bool> {
    granted.iter().any(|scope| is_of_graph(scope)).then(|| granted.iter().any(|scope| is_same(scope, permission)))
}

fn last_segment(scope: &str) -> &str {
    scope.rsplit('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entra() -> Auth {
        Auth::Entra { client_id: "app".to_owned(), tenant: "organizations".to_owned() }
    }

    fn oidc(scopes: &[&str]) -> Auth {
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        Auth::Oidc { issuer: "https://id.example".to_owned(), client_id: "app".to_owned(), scopes }
    }

    #[test]
    fn entra_gets_permissions_with_the_graph_of_their_cloud() {
        for (cloud, root) in [
            (Cloud::Global, "https://graph.microsoft.com"),
            (Cloud::UsGov, "https://graph.microsoft.us"),
            (Cloud::UsGovDod, "https://dod-graph.microsoft.us"),
            (Cloud::China, "https://microsoftgraph.chinacloudapi.cn"),
        ] {
            assert_eq!(
                text(&entra(), cloud, &["Organization.Read.All", "ServiceHealth.Read.All"]),
                format!("openid profile offline_access {root}/Organization.Read.All {root}/ServiceHealth.Read.All")
            );
        }
    }

    #[test]
    fn another_provider_gets_bare_names_or_exactly_its_own() {
        let asked = ["User.Read", "User.Read"];
        assert_eq!(text(&oidc(&[]), Cloud::Global, &asked), "openid profile offline_access User.Read");
        assert_eq!(text(&oidc(&["graph", "openid"]), Cloud::Global, &asked), "openid profile offline_access graph");
        assert!(is_incremental(&entra()) && is_incremental(&oidc(&[])) && !is_incremental(&oidc(&["graph"])));
    }

    #[test]
    fn a_renewal_names_no_scope_that_may_have_been_left_out() {
        let renewal = |auth: &Auth, is_whole| renewal_text(auth, Cloud::Global, &["User.Read"], is_whole);
        let entra_asks = "openid profile offline_access https://graph.microsoft.com/User.Read";
        assert_eq!(
            [renewal(&entra(), true), renewal(&entra(), false)],
            [Some(entra_asks.to_owned()), Some(entra_asks.to_owned())]
        );
        assert_eq!([renewal(&oidc(&[]), true), renewal(&oidc(&[]), false)], [None, Some("openid User.Read".to_owned())]);
        assert_eq!(renewal(&oidc(&["graph"]), true), None);
    }

    #[track_caller]
    fn check(granted: &str, permission: &str, expected: Option<bool>) {
        let granted: Vec<String> = granted.split_whitespace().map(str::to_owned).collect();
        assert_eq!(grants(&granted, permission), expected, "{granted:?} {permission}");
    }

    #[test]
    fn granted_scopes_are_compared_by_their_last_segment() {
        check("openid https://graph.microsoft.com/Organization.Read.All", "Organization.Read.All", Some(true));
        check("organization.read.all email", "Organization.Read.All", Some(true));
        check("Organization.Read.All", "ServiceHealth.Read.All", Some(false));
        check("Organization.ReadWrite.All", "Organization.Read.All", Some(false));
        check("Organization.Read.AllX", "Organization.Read.All", Some(false));
    }

    #[test]
    fn a_provider_with_other_names_tells_nothing() {
        for granted in ["", "openid profile", "graph", "api://x/graph.access", "."] {
            check(granted, "Organization.Read.All", None);
        }
    }
}
