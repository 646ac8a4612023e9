//! The addresses of a provider, and which issuer may stand in its id tokens.

use super::{
    encoding::{form, is_guid, secure_origin},
    json::Object,
    problem::Problem,
    scopes,
};
use crate::domain::cloud::Cloud;

/// A provider, ready to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// Which issuer its id tokens and redirects name.
    pub issuer: Issuer,
    /// Where the reader is sent to.
    pub authorization: String,
    /// Where a code becomes a token.
    pub token: String,
    /// Where the reader is signed out, if the provider has such a page.
    pub end_session: Option<String>,
}

/// Which issuer is the right one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Issuer {
    /// That of the tenant that the id token names.
    Entra {
        /// The hosts that may issue, as origins.
        authorities: Vec<&'static str>,
        /// The only tenant that may sign in, where its id is known.
        tenant: Option<String>,
    },
    /// This one, letter by letter.
    Exactly(String),
}

/// China's older and newer address of one service: instance discovery names the second as the issuer.
const CHINA_ALIAS: &str = "https://login.partner.microsoftonline.cn";

impl Provider {
    /// Microsoft Entra, whose addresses need no discovery.
    pub fn entra(cloud: Cloud, tenant: &str) -> Self {
        let authority = cloud.login_authority();
        let mut authorities = vec![authority];
        if cloud == Cloud::China {
            authorities.push(CHINA_ALIAS);
        }
        Self {
            issuer: Issuer::Entra { authorities, tenant: is_guid(tenant).then(|| tenant.to_ascii_lowercase()) },
            authorization: format!("{authority}/{tenant}/oauth2/v2.0/authorize"),
            token: format!("{authority}/{tenant}/oauth2/v2.0/token"),
            end_session: Some(format!("{authority}/{tenant}/oauth2/v2.0/logout")),
        }
    }

    /// From the discovery document of an OpenID Connect provider.
    ///
    /// # Errors
    ///
    /// [`Problem::BadProvider`] for the first property that is missing, or that a secret must not depend on. The token has to be at
    /// the issuer's own origin, because the policy of the page allows no other.
    pub fn from_discovery(issuer: &str, document: &str) -> Result<Self, Problem> {
        let bad = |what| Problem::BadProvider { what };
        let document = Object::read(document).ok_or(bad(""))?;
        if document.text("issuer").is_none_or(|found| found != issuer) {
            return Err(bad("issuer"));
        }
        let secure = |key: &'static str| document.text(key).filter(|address| secure_origin(address).is_some()).ok_or(bad(key));
        let authorization = secure("authorization_endpoint")?;
        let token = secure("token_endpoint")?;
        if secure_origin(&token) != secure_origin(issuer) {
            return Err(bad("token_endpoint"));
        }
        if document.texts("response_types_supported").is_some_and(|types| !types.iter().any(|name| name == "code")) {
            return Err(bad("response_types_supported"));
        }
        if document.texts("code_challenge_methods_supported").is_some_and(|methods| !methods.iter().any(|name| name == "S256")) {
            return Err(bad("code_challenge_methods_supported"));
        }
        Ok(Self {
            issuer: Issuer::Exactly(issuer.to_owned()),
            authorization,
            token,
            end_session: secure("end_session_endpoint").ok(),
        })
    }

    /// Where the reader is sent to be signed out. The hint spares Entra's question which account is meant.
    pub fn sign_out_url(&self, client_id: &str, redirect_uri: &str, logout_hint: Option<&str>) -> Option<String> {
        let mut pairs = vec![("post_logout_redirect_uri", redirect_uri), ("client_id", client_id)];
        if let Some(hint) = logout_hint.filter(|hint| !hint.is_empty()) {
            pairs.push(("logout_hint", hint));
        }
        self.end_session.as_deref().map(|address| with_query(address, &pairs))
    }
}

impl Issuer {
    /// Whether an id token may name this issuer and this tenant.
    pub fn allows(&self, issuer: &str, tenant: &str) -> bool {
        match self {
            Self::Entra { authorities, .. } => {
                is_guid(tenant) && authorities.iter().any(|authority| issuer == format!("{authority}/{tenant}/v2.0"))
            }
            Self::Exactly(expected) => issuer == expected,
        }
    }

    /// Whether a redirect may name this issuer (RFC 9207); the account is not known then.
    pub fn allows_redirect(&self, issuer: &str) -> bool {
        match self {
            Self::Entra { authorities, .. } => authorities.iter().any(|authority| {
                let rest = issuer
                    .strip_prefix(authority)
                    .and_then(|rest| rest.strip_prefix('/'))
                    .and_then(|rest| rest.strip_suffix("/v2.0"));
                rest.is_some_and(is_guid)
            }),
            Self::Exactly(expected) => issuer == expected,
        }
    }

    /// Whether an account of this tenant may sign in.
    pub fn allows_tenant(&self, tenant: &str) -> bool {
        match self {
            Self::Entra { tenant: Some(expected), .. } => expected.eq_ignore_ascii_case(tenant),
            Self::Entra { tenant: None, .. } | Self::Exactly(_) => true,
        }
    }
}

/// Where the discovery document of an OpenID Connect provider is.
pub fn discovery_url(issuer: &str) -> String {
    format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'))
}

/// Where an administrator of Entra consents for the whole tenant. Not for one app of all tenants (`common`): there `organizations` is asked.
pub fn admin_consent_url(
    cloud: Cloud,
    tenant: &str,
    client_id: &str,
    permissions: &[&str],
    redirect_uri: &str,
    state: &str,
) -> String {
    let tenant = if tenant.eq_ignore_ascii_case("common") { "organizations" } else { tenant };
    let scope = scopes::prefixed(cloud, permissions).join(" ");
    let pairs = [("client_id", client_id), ("scope", &scope), ("redirect_uri", redirect_uri), ("state", state)];
    with_query(&format!("{}/{tenant}/v2.0/adminconsent", cloud.login_authority()), &pairs)
}

/// An address with these parameters behind those that it has.
pub(super) fn with_query(address: &str, pairs: &[(&str, &str)]) -> String {
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}{}", form(pairs))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: &str = "11111111-2222-3333-4444-555555555555";

    #[test]
    fn entra_has_its_addresses_in_each_cloud() {
        for (cloud, authority) in [
            (Cloud::Global, "https://login.microsoftonline.com"),
            (Cloud::UsGov, "https://login.microsoftonline.us"),
            (Cloud::UsGovDod, "https://login.microsoftonline.us"),
            (Cloud::China, "https://login.chinacloudapi.cn"),
        ] {
            let provider = Provider::entra(cloud, "contoso.onmicrosoft.com");
            assert_eq!(provider.authorization, format!("{authority}/contoso.onmicrosoft.com/oauth2/v2.0/authorize"));
            assert_eq!(provider.token, format!("{authority}/contoso.onmicrosoft.com/oauth2/v2.0/token"));
            assert_eq!(provider.end_session, Some(format!("{authority}/contoso.onmicrosoft.com/oauth2/v2.0/logout")));
            assert!(provider.issuer.allows(&format!("{authority}/{TENANT}/v2.0"), TENANT));
        }
    }

    #[test]
    fn the_issuer_of_entra_is_that_of_the_tokens_own_tenant() {
        let issuer = Provider::entra(Cloud::Global, TENANT).issuer;
        for (name, tenant, expected) in [
            (format!("https://login.microsoftonline.com/{TENANT}/v2.0"), TENANT, true),
            (format!("https://login.microsoftonline.com/{TENANT}/v2.0/"), TENANT, false),
            (format!("https://login.microsoftonline.us/{TENANT}/v2.0"), TENANT, false),
            (format!("https://sts.windows.net/{TENANT}/"), TENANT, false),
            ("https://login.microsoftonline.com/common/v2.0".to_owned(), "common", false),
            ("https://login.microsoftonline.com//v2.0".to_owned(), "", false),
        ] {
            assert_eq!(issuer.allows(&name, tenant), expected, "{name}");
        }
        assert!(issuer.allows_tenant(&TENANT.to_uppercase()));
        assert!(!issuer.allows_tenant("99999999-2222-3333-4444-555555555555"));
        assert!(Provider::entra(Cloud::Global, "organizations").issuer.allows_tenant(TENANT));
    }

    #[test]
    fn china_may_call_itself_by_its_newer_name() {
        let name = format!("https://login.partner.microsoftonline.cn/{TENANT}/v2.0");
        assert!(Provider::entra(Cloud::China, "organizations").issuer.allows(&name, TENANT));
        assert!(!Provider::entra(Cloud::Global, "organizations").issuer.allows(&name, TENANT));
    }

    #[test]
    fn a_redirect_names_the_issuer_that_was_asked() {
        let issuer = Provider::entra(Cloud::Global, "organizations").issuer;
        assert!(issuer.allows_redirect(&format!("https://login.microsoftonline.com/{TENANT}/v2.0")));
        assert!(!issuer.allows_redirect("https://login.microsoftonline.com.evil.example/x/v2.0"));
        let issuer = Issuer::Exactly("https://id.example".to_owned());
        assert!(issuer.allows_redirect("https://id.example"));
        assert!(!issuer.allows_redirect("https://id.example/"));
    }

    const ISSUER: &str = "https://id.example/realm";

    fn document(change: &str, with: &str) -> String {
        let text = r#"{"issuer": "https://id.example/realm", "authorization_endpoint": "https://id.example/realm/auth?x=1",
            "token_endpoint": "https://id.example/realm/token", "end_session_endpoint": "https://id.example/realm/out",
            "response_types_supported": ["code", "id_token"], "code_challenge_methods_supported": ["plain", "S256"]}"#;
        assert!(text.contains(change), "{change}");
        text.replace(change, with)
    }

    #[test]
    fn ok_with_a_sound_discovery_document() {
        let provider = Provider::from_discovery(ISSUER, &document("", "")).unwrap();
        assert_eq!(provider.issuer, Issuer::Exactly(ISSUER.to_owned()));
        assert_eq!(provider.authorization, "https://id.example/realm/auth?x=1");
        assert_eq!(provider.token, "https://id.example/realm/token");
        assert_eq!(provider.end_session.as_deref(), Some("https://id.example/realm/out"));
        // What a provider does not tell is not held against it.
        for name in ["response_types_supported", "code_challenge_methods_supported", "end_session_endpoint"] {
            Provider::from_discovery(ISSUER, &document(name, "other")).unwrap();
        }
        assert_eq!(discovery_url("https://id.example/realm/"), "https://id.example/realm/.well-known/openid-configuration");
    }

    #[test]
    fn ok_on_loopback() {
        let text = document("", "").replace("https://id.example", "http://localhost:9");
        Provider::from_discovery("http://localhost:9/realm", &text).unwrap();
    }

    #[test]
    fn err_names_the_property_that_cannot_be_trusted() {
        for (change, with, what) in [
            ("example/realm\",", "example/realm/\",", "issuer"),
            ("\"issuer\"", "\"issue\"", "issuer"),
            ("https://id.example/realm/auth", "http://id.example/realm/auth", "authorization_endpoint"),
            ("https://id.example/realm/auth", "javascript:alert(1)//", "authorization_endpoint"),
            ("authorization_endpoint", "x", "authorization_endpoint"),
            ("https://id.example/realm/token", "https://evil.example/token", "token_endpoint"),
            ("https://id.example/realm/token", "https://id.example:8443/token", "token_endpoint"),
            ("https://id.example/realm/token", "/realm/token", "token_endpoint"),
            ("[\"code\", \"id_token\"]", "[\"id_token\"]", "response_types_supported"),
            ("[\"plain\", \"S256\"]", "[\"plain\"]", "code_challenge_methods_supported"),
        ] {
            assert_eq!(Provider::from_discovery(ISSUER, &document(change, with)), Err(Problem::BadProvider { what }), "{with}");
        }
        assert_eq!(Provider::from_discovery(ISSUER, "<html>"), Err(Problem::BadProvider { what: "" }));
    }

    #[test]
    fn sign_out_comes_back_to_the_page() {
        assert_eq!(
            Provider::entra(Cloud::Global, "organizations")
                .sign_out_url("app", "https://page.example/a/", Some("a@b.c"))
                .as_deref(),
            Some(
                "https://login.microsoftonline.com/organizations/oauth2/v2.0/logout?post_logout_redirect_uri=https%3A%2F%2Fpage.example%2Fa%2F\
                 &client_id=app&logout_hint=a%40b.c"
            )
        );
        let provider = Provider::from_discovery(ISSUER, &document("end_session_endpoint", "x")).unwrap();
        assert_eq!(provider.sign_out_url("app", "https://page.example/", None), None);
    }

    #[test]
    fn an_administrator_consents_in_the_right_cloud() {
        let consent = |cloud, tenant| {
            admin_consent_url(cloud, tenant, "app", &["ServiceHealth.Read.All", "User.Read"], "https://page.example/", "s")
        };
        assert_eq!(
            consent(Cloud::Global, "contoso.onmicrosoft.com"),
            "https://login.microsoftonline.com/contoso.onmicrosoft.com/v2.0/adminconsent?client_id=app\
             &scope=https%3A%2F%2Fgraph.microsoft.com%2FServiceHealth.Read.All%20https%3A%2F%2Fgraph.microsoft.com%2FUser.Read\
             &redirect_uri=https%3A%2F%2Fpage.example%2F&state=s"
        );
        assert!(
            consent(Cloud::Global, "common").starts_with("https://login.microsoftonline.com/organizations/v2.0/adminconsent?")
        );
        let china = consent(Cloud::China, TENANT);
        assert!(china.starts_with(&format!("https://login.chinacloudapi.cn/{TENANT}/v2.0/adminconsent?")), "{china}");
        assert!(china.contains("https%3A%2F%2Fmicrosoftgraph.chinacloudapi.cn%2FServiceHealth.Read.All"), "{china}");
    }
}
