//! The session in a real browser, against a provider that answers as each test says.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{cell::RefCell, collections::VecDeque, rc::Rc};

use js_sys::{Array, Function, Object, Promise, Reflect};
use tenant_status::{
    auth::{
        crypto,
        encoding::base64url,
        id_token::Account,
        kept::{self, Kept},
        pending::{self, Pending},
        problem::{Cause, Problem},
        secret::Secret,
        session::{Arrival, Session, State, TokenError},
    },
    browser::{
        clock::now,
        fetch::FetchError,
        storage::{self, Area},
    },
    config::{Auth, GraphEndpoint, TokenStorage},
    domain::cloud::Cloud,
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::window;

const ISSUER: &str = "https://id.test";
const BASE: [&str; 2] = ["Organization.Read.All", "User.Read"];
const HEALTH: [&str; 1] = ["ServiceHealth.Read.All"];

#[wasm_bindgen_test]
async fn the_challenge_is_that_of_rfc_7636() {
    let challenge = crypto::code_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").await;
    assert_eq!(challenge.as_deref(), Ok("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
}

#[wasm_bindgen_test]
fn chance_has_256_bits_and_does_not_repeat() {
    let [one, other] = [crypto::random().unwrap(), crypto::random().unwrap()];
    assert_eq!((one.len(), other.len()), (43, 43));
    assert_ne!(one, other);
}

#[wasm_bindgen_test]
async fn a_code_is_redeemed_once_and_leaves_no_trace() {
    let provider = FakeProvider::new();
    await_sign_in("s1");
    provider.answers(200, &tokens("ACCESS-1", "REFRESH-1", &BASE, Some("n")));
    come_back("#code=CODE-1&state=s1");
    let session = start().await;

    let State::SignedIn { account } = session.state() else { panic!("{:?}", session.state()) };
    assert_eq!((account.name.as_str(), account.id.as_str()), ("Megan", "sub-1"));
    assert_eq!(session.arrival(), Some(Arrival::SignedIn));
    let (url, form) = provider.requests().pop().unwrap();
    assert_eq!(url, "https://id.test/token");
    for part in ["grant_type=authorization_code", "code=CODE-1", "code_verifier=v", "client_id=app"] {
        assert!(form.split('&').any(|pair| pair == part), "{part} in {form}");
    }
    assert_eq!(session.token(&BASE).await.unwrap().unwrap().authorization(), "Bearer ACCESS-1");
    assert_eq!((session.granted("user.read"), session.granted("ServiceHealth.Read.All")), (Some(true), Some(false)));
    assert_eq!(provider.requests().len(), 2, "discovery and token");

    let address = window().unwrap().location().href().unwrap();
    assert!(!address.contains("CODE") && !address.contains('#'), "{address}");
    let kept = everything_kept();
    assert!(kept.contains("REFRESH-1"), "{kept}");
    for secret in ["ACCESS-1", "CODE-1", "auth.pending"] {
        assert!(!kept.contains(secret), "{secret} in {kept}");
    }

    // The back button brings the same address again.
    come_back("#code=CODE-1&state=s1");
    let session = start_anew().await;
    assert_eq!(session.arrival(), Some(Arrival::Failed(Problem::NotStartedHere)));
    assert!(matches!(session.state(), State::SignedIn { .. }), "what there was goes on");
    assert_eq!(provider.requests().len(), 2);
}

#[wasm_bindgen_test]
async fn an_answer_that_was_not_asked_for_is_asked_about_nowhere() {
    let provider = FakeProvider::new();
    await_sign_in("s1");
    for (address, problem) in [
        ("#code=c&state=other", Problem::NotStartedHere),
        ("?error=server_error", Problem::NotStartedHere),
        ("#code=c&code=d&state=s1", Problem::BadCallback { what: "code" }),
    ] {
        come_back(address);
        let session = start_anew().await;
        assert_eq!(session.state(), State::SignedOut { problem: Some(problem) }, "{address}");
    }
    assert_eq!(provider.requests().len(), 0);
    let address = window().unwrap().location().href().unwrap();
    assert!(!address.contains(['?', '#']), "{address}");
}

#[wasm_bindgen_test]
async fn another_issuer_in_the_redirect_gets_no_code() {
    let provider = FakeProvider::new();
    await_sign_in("s1");
    come_back("#code=c&state=s1&iss=https%3A%2F%2Fevil.test");
    let session = start().await;
    assert_eq!(session.state(), State::SignedOut { problem: Some(Problem::BadCallback { what: "iss" }) });
    assert_eq!(provider.requests().len(), 1, "discovery alone");
}

#[wasm_bindgen_test]
async fn an_id_token_with_another_nonce_signs_nobody_in() {
    let provider = FakeProvider::new();
    await_sign_in("s1");
    provider.answers(200, &tokens("ACCESS", "REFRESH", &BASE, Some("other")));
    come_back("#code=c&state=s1");
    let session = start().await;
    assert_eq!(session.state(), State::SignedOut { problem: Some(Problem::BadToken { what: "nonce" }) });
    assert_eq!(session.token(&BASE).await, Err(TokenError::SignInNeeded(Some(Problem::BadToken { what: "nonce" }))));
    assert!(!everything_kept().contains("REFRESH"));
}

#[wasm_bindgen_test]
async fn the_consent_of_an_administrator_signs_nobody_in() {
    let _provider = FakeProvider::new();
    come_back("?admin_consent=True&tenant=x&state=admin-consent");
    let session = start().await;
    assert_eq!((session.state(), session.arrival()), (State::SignedOut { problem: None }, Some(Arrival::AdminConsent)));
    // Anybody can write such a link: the code is understood, the words are not repeated.
    come_back("?error=access_denied&error_description=AADSTS65004%3A+call+0900-123&state=admin-consent");
    let Some(Arrival::Failed(Problem::Refused(refusal))) = start_anew().await.arrival() else { panic!() };
    assert_eq!((refusal.cause, refusal.error.as_str(), refusal.description.as_str()), (Cause::Declined, "", ""));
}

#[wasm_bindgen_test]
async fn memory_storage_keeps_nothing_for_a_reload() {
    let provider = FakeProvider::new();
    await_sign_in("s1");
    provider.answers(200, &tokens("ACCESS", "REFRESH", &BASE, Some("n")));
    come_back("#code=c&state=s1");
    let session = Session::start(&endpoint(TokenStorage::Memory), &BASE).await;
    assert!(matches!(session.state(), State::SignedIn { .. }));
    assert!(!everything_kept().contains("REFRESH"));
}

#[wasm_bindgen_test]
async fn a_reload_renews_once_for_everybody_who_asks() {
    let provider = FakeProvider::new();
    keep_session("REFRESH-1");
    let session = start().await;
    assert!(matches!(session.state(), State::SignedIn { .. }));
    assert_eq!(provider.requests().len(), 0, "nobody has asked yet");

    provider.answers(200, &tokens("ACCESS-2", "REFRESH-2", &BASE, None));
    let asked = Array::new();
    for permissions in [&BASE[..], &BASE[..1], &BASE[..]] {
        let session = session.clone();
        asked.push(&future_to_promise(async move {
            let token = session.token(permissions).await.unwrap().unwrap();
            Ok(JsValue::from_str(&token.authorization()))
        }));
    }
    let tokens = Array::from(&JsFuture::from(Promise::all(&asked)).await.unwrap());
    assert!(tokens.iter().all(|token| token == "Bearer ACCESS-2"));
    assert_eq!(provider.requests().len(), 2, "discovery and one renewal");
    assert!(provider.requests()[1].1.contains("refresh_token=REFRESH-1"));
    let kept = everything_kept();
    assert!(kept.contains("REFRESH-2") && !kept.contains("REFRESH-1"), "{kept}");
}

#[wasm_bindgen_test]
async fn renewals_for_different_permissions_never_run_side_by_side() {
    let provider = FakeProvider::new();
    keep_session("REFRESH-1");
    let session = start().await;
    provider.answers(200, &tokens("ACCESS-2", "REFRESH-2", &HEALTH, None));
    provider.answers(200, &tokens("ACCESS-3", "REFRESH-3", &BASE, None));
    let other = session.clone();
    // It starts when this test waits for the first time.
    let second = future_to_promise(async move {
        other.token(&BASE).await.unwrap();
        Ok(JsValue::UNDEFINED)
    });
    assert_eq!(session.token(&HEALTH).await.unwrap().unwrap().authorization(), "Bearer ACCESS-2");
    JsFuture::from(second).await.unwrap();
    let requests = provider.requests();
    assert!(
        requests[1].1.contains("refresh_token=REFRESH-1") && requests[2].1.contains("refresh_token=REFRESH-2"),
        "{requests:?}"
    );
    assert!(requests[1].1.contains("ServiceHealth.Read.All") && !requests[1].1.contains("User.Read"));
    assert_eq!(session.granted("ServiceHealth.Read.All"), Some(true));
}

#[wasm_bindgen_test]
async fn trouble_of_the_network_never_ends_the_session() {
    let provider = FakeProvider::new();
    keep_session("REFRESH-1");
    let session = start().await;
    for status in [0, 503, 429] {
        provider.answers(status, "<html>");
        let expected = if status == 0 { FetchError::Unreachable } else { FetchError::Status(status) };
        assert_eq!(session.token(&BASE).await, Err(TokenError::Unreachable(expected)));
    }
    provider.answers(200, "<html>sign in to the wifi</html>");
    assert_eq!(session.token(&BASE).await, Err(TokenError::Refused(Problem::BadToken { what: "" })));
    assert!(matches!(session.state(), State::SignedIn { .. }));
    assert!(everything_kept().contains("REFRESH-1"));
    provider.answers(200, &tokens("ACCESS-2", "REFRESH-2", &BASE, None));
    assert!(session.token(&BASE).await.is_ok());
}

#[wasm_bindgen_test]
async fn the_end_of_the_refresh_token_ends_the_session_and_names_the_account() {
    let provider = FakeProvider::new();
    keep_session("REFRESH-1");
    let session = start().await;
    let changes = Rc::new(RefCell::new(0));
    let counter = Rc::clone(&changes);
    session.on_change(move || *counter.borrow_mut() += 1);
    provider.answers(400, r#"{"error": "invalid_grant", "error_codes": [700084], "error_description": "AADSTS700084: over"}"#);
    let Err(TokenError::SignInNeeded(Some(problem))) = session.token(&BASE).await else { panic!("{:?}", session.state()) };
    assert_eq!(problem.code(), Some(700_084));
    assert_eq!(session.state(), State::Ended { account: account(), problem: problem.clone() });
    assert_eq!(*changes.borrow(), 1);
    assert!(!everything_kept().contains("REFRESH"));
    assert_eq!(session.token(&BASE).await, Err(TokenError::SignInNeeded(Some(problem))));
    assert_eq!(provider.requests().len(), 2, "it is not asked again");
}

#[wasm_bindgen_test]
async fn a_renewal_for_another_account_ends_the_session() {
    let provider = FakeProvider::new();
    keep_session("REFRESH-1");
    let session = start().await;
    provider.answers(200, &tokens("ACCESS", "REFRESH-2", &BASE, Some("n")).replace(&body_of("sub-1"), &body_of("sub-2")));
    assert_eq!(session.token(&BASE).await, Err(TokenError::SignInNeeded(Some(Problem::OtherAccount))));
    assert!(!everything_kept().contains("REFRESH"));
}

#[wasm_bindgen_test]
async fn permissions_that_are_not_given_silently_leave_the_rest_alone() {
    let provider = FakeProvider::new();
    keep_session("REFRESH-1");
    let session = start().await;
    let refusal = r#"{"error": "invalid_grant", "error_codes": [65001], "suberror": "consent_required"}"#;
    provider.answers(400, refusal);
    let Err(TokenError::ConsentNeeded(Problem::Refused(refused))) = session.token(&HEALTH).await else { panic!() };
    assert_eq!(refused.cause, Cause::NotConsented);
    assert!(matches!(session.state(), State::SignedIn { .. }));
    assert_eq!(session.granted("ServiceHealth.Read.All"), Some(false));
    assert!(matches!(session.token(&HEALTH).await, Err(TokenError::ConsentNeeded(_))));
    assert_eq!(provider.requests().len(), 2, "it is not asked again by itself");

    provider.answers(200, &tokens("ACCESS-2", "REFRESH-2", &BASE, None));
    assert!(session.token(&BASE).await.is_ok());
    // *Check again* does ask.
    provider.answers(200, &tokens("ACCESS-3", "REFRESH-3", &BASE, None));
    session.renew().await.unwrap();
    provider.answers(200, &tokens("ACCESS-4", "REFRESH-4", &HEALTH, None));
    assert_eq!(session.token(&HEALTH).await.unwrap().unwrap().authorization(), "Bearer ACCESS-4");
    assert_eq!(session.token(&BASE).await.unwrap().unwrap().authorization(), "Bearer ACCESS-3");
    // Most providers give no more than the sign-in asked for; some give less without a word.
    provider.answers(400, r#"{"error": "invalid_scope", "error_description": "refresh token missing requested scope"}"#);
    assert_eq!(session.token(&["Application.Read.All"]).await, Err(TokenError::ConsentNeeded(Problem::NotAsked)));
    provider.answers(200, &tokens("ACCESS-5", "REFRESH-5", &BASE, None));
    assert_eq!(session.token(&["ServiceMessage.Read.All"]).await, Err(TokenError::ConsentNeeded(Problem::NotAsked)));
}

#[wasm_bindgen_test]
async fn a_token_that_graph_refuses_is_replaced_once() {
    let provider = FakeProvider::new();
    keep_session("REFRESH-1");
    let session = start().await;
    provider.answers(200, &tokens("ACCESS-1", "REFRESH-2", &BASE, None));
    let first = session.token(&BASE).await.unwrap().unwrap();
    provider.answers(200, &tokens("ACCESS-2", "REFRESH-3", &BASE, None));
    let second = session.replace(&first, &BASE).await.unwrap().unwrap();
    assert_eq!(second.authorization(), "Bearer ACCESS-2");
    assert_eq!(session.replace(&first, &BASE).await, Ok(Some(second.clone())), "for whoever comes late");
    assert_eq!(session.replace(&second, &BASE).await, Err(TokenError::SignInNeeded(Some(Problem::Rejected))));
    assert_eq!(session.state(), State::Ended { account: account(), problem: Problem::Rejected });
    assert_eq!(provider.requests().len(), 3);
}

#[wasm_bindgen_test]
async fn a_challenge_ends_the_session() {
    let _provider = FakeProvider::new();
    keep_session("REFRESH-1");
    let session = start().await;
    session.rejected(Some("Bearer error=\"insufficient_claims\", claims=\"e30\""));
    assert_eq!(session.state(), State::Ended { account: account(), problem: Problem::Rejected });
    assert!(!everything_kept().contains("REFRESH"));
}

#[wasm_bindgen_test]
async fn a_sign_out_reaches_the_other_tabs() {
    let _provider = FakeProvider::new();
    keep_session("REFRESH-1");
    let session = start().await;
    keep_session("REFRESH-1");
    let other = start_anew().await;
    let heard = Promise::new(&mut |resolve, _| {
        other.on_change(move || drop(resolve.call0(&JsValue::UNDEFINED)));
    });
    session.sign_out();
    assert_eq!(session.state(), State::SignedOut { problem: None });
    assert!(!everything_kept().contains("REFRESH"));
    JsFuture::from(heard).await.unwrap();
    assert_eq!(other.state(), State::SignedOut { problem: Some(Problem::SignedOutElsewhere) });
}

#[wasm_bindgen_test]
async fn a_duplicated_tab_drops_the_refresh_token_that_it_copied() {
    let provider = FakeProvider::new();
    keep_session("REFRESH-1");
    let original = start().await;
    assert!(matches!(original.state(), State::SignedIn { .. }));
    // The same storage in another document: it has the name whose lock the first one holds.
    let copy = start().await;
    assert_eq!(copy.state(), State::SignedOut { problem: None });
    assert!(!everything_kept().contains("REFRESH"));
    assert!(matches!(original.state(), State::SignedIn { .. }));
    assert_eq!(provider.requests().len(), 0);
}

#[wasm_bindgen_test]
async fn what_another_configuration_kept_is_dropped() {
    let _provider = FakeProvider::new();
    keep_session("REFRESH-1");
    let other = Auth::Oidc { issuer: "https://evil.test".to_owned(), client_id: "app".to_owned(), scopes: Vec::new() };
    let session = Session::start(&GraphEndpoint { auth: other, ..endpoint(TokenStorage::Session) }, &BASE).await;
    assert_eq!(session.state(), State::SignedOut { problem: None });
    assert!(!everything_kept().contains("REFRESH"));
}

#[wasm_bindgen_test]
async fn an_endpoint_without_sign_in_needs_no_token() {
    let provider = FakeProvider::new();
    let session = Session::start(&GraphEndpoint { auth: Auth::None, ..endpoint(TokenStorage::Session) }, &BASE).await;
    assert_eq!(session.state(), State::NotNeeded);
    assert_eq!((session.token(&BASE).await, session.renew().await), (Ok(None), Ok(())));
    assert_eq!(provider.requests().len(), 0);
}

fn endpoint(token_storage: TokenStorage) -> GraphEndpoint {
    let auth = Auth::Oidc { issuer: ISSUER.to_owned(), client_id: "app".to_owned(), scopes: Vec::new() };
    let base_url = "https://graph.test".to_owned();
    GraphEndpoint { cloud: Cloud::Global, base_url, batch: true, tenant_location: false, token_storage, auth }
}

async fn start() -> Session {
    Session::start(&endpoint(TokenStorage::Session), &BASE).await
}

/// As a reload does: the document before has let go of the tab's name.
async fn start_anew() -> Session {
    storage::remove(Area::Session, "auth.tab");
    start().await
}

fn page() -> String {
    let base = window().unwrap().document().unwrap().base_uri().unwrap().unwrap();
    base.split(['?', '#']).next().unwrap().to_owned()
}

fn owner() -> String {
    format!("{ISSUER} app {}", page())
}

fn account() -> Account {
    let [name, username, tenant, id] = ["Megan", "megan@contoso.example", "", "sub-1"].map(str::to_owned);
    Account { name, username, tenant, id }
}

fn keep_session(refresh_token: &str) {
    let kept = Kept {
        owner: owner(),
        refresh_token: Secret::new(refresh_token.to_owned()),
        permissions: BASE.map(str::to_owned).to_vec(),
        account: account(),
        sign_out_hint: None,
    };
    assert!(storage::set(Area::Session, kept::KEY, &kept.to_json()));
}

/// As if this tab had sent the reader to the provider.
fn await_sign_in(state: &str) {
    let pending = Pending {
        nonce: Secret::new("n".to_owned()),
        verifier: Secret::new("v".to_owned()),
        created: now(),
        return_path: "/".to_owned(),
        permissions: BASE.map(str::to_owned).to_vec(),
        owner: owner(),
    };
    assert!(storage::set(Area::Session, &pending::key(state), &pending.to_json()));
}

fn come_back(address: &str) {
    let history = window().unwrap().history().unwrap();
    history.replace_state_with_url(&JsValue::NULL, "", Some(&(page() + address))).unwrap();
}

/// Keys and values of both storages.
fn everything_kept() -> String {
    let [session, local] = [window().unwrap().session_storage(), window().unwrap().local_storage()];
    let [session, local]: [JsValue; 2] = [session.unwrap().unwrap().into(), local.unwrap().unwrap().into()];
    [session, local].map(|storage| String::from(js_sys::JSON::stringify(&storage).unwrap())).concat()
}

/// The claims of an id token of this subject, as they stand in it.
fn body_of(subject: &str) -> String {
    claims(subject, Some("n"))
}

fn claims(subject: &str, nonce: Option<&str>) -> String {
    let seconds = now().timestamp() / 1000 * 1000;
    let nonce = nonce.unwrap_or_default();
    base64url(
        format!(
            r#"{{"iss": "{ISSUER}", "aud": "app", "sub": "{subject}", "nonce": "{nonce}", "iat": {}, "exp": {},
                "name": "Megan", "preferred_username": "megan@contoso.example"}}"#,
            seconds - 60,
            seconds + 7200
        )
        .as_bytes(),
    )
}

/// An answer of the token endpoint; without a nonce it has no id token.
fn tokens(access: &str, refresh: &str, permissions: &[&str], nonce: Option<&str>) -> String {
    let scope = permissions.join(" ");
    let id_token = nonce.map(|nonce| format!(r#", "id_token": "e30.{}.x""#, claims("sub-1", Some(nonce)))).unwrap_or_default();
    format!(
        r#"{{"access_token": "{access}", "refresh_token": "{refresh}", "scope": "openid {scope}", "expires_in": 3600, "token_type": "Bearer"{id_token}}}"#
    )
}

/// Takes the place of the network for as long as it lives.
struct FakeProvider {
    requests: Rc<RefCell<Vec<(String, String)>>>,
    answers: Rc<RefCell<VecDeque<(u16, String)>>>,
    fetch: JsValue,
}

impl FakeProvider {
    /// With nothing kept from the test before.
    fn new() -> Self {
        for storage in [window().unwrap().session_storage(), window().unwrap().local_storage()] {
            storage.unwrap().unwrap().clear().unwrap();
        }
        come_back("");
        let requests: Rc<RefCell<Vec<(String, String)>>> = Rc::default();
        let answers: Rc<RefCell<VecDeque<(u16, String)>>> = Rc::default();
        let fetch = Reflect::get(&window().unwrap(), &"fetch".into()).unwrap();
        let (seen, queue) = (Rc::clone(&requests), Rc::clone(&answers));
        let fake = Closure::<dyn Fn(web_sys::Request) -> Promise>::new(move |request: web_sys::Request| {
            let (seen, queue) = (Rc::clone(&seen), Rc::clone(&queue));
            future_to_promise(async move {
                let text = Reflect::get(&request, &"text".into())?.unchecked_into::<Function>().call0(&request)?;
                let body = JsFuture::from(text.unchecked_into::<Promise>()).await?.as_string().unwrap_or_default();
                let url = request.url();
                seen.borrow_mut().push((url.clone(), body));
                if url == format!("{ISSUER}/.well-known/openid-configuration") {
                    return response(
                        200,
                        r#"{"issuer": "https://id.test", "authorization_endpoint": "https://id.test/auth", "token_endpoint": "https://id.test/token"}"#,
                    );
                }
                match queue.borrow_mut().pop_front() {
                    Some((status, body)) if status > 0 => response(status, &body),
                    _ => Err(js_sys::TypeError::new("Failed to fetch").into()),
                }
            })
        });
        Reflect::set(&window().unwrap(), &"fetch".into(), fake.as_ref()).unwrap();
        fake.forget();
        Self { requests, answers, fetch }
    }

    /// What the token endpoint answers next; 0 is no answer.
    fn answers(&self, status: u16, body: &str) {
        self.answers.borrow_mut().push_back((status, body.to_owned()));
    }

    /// Addresses and forms, in order.
    fn requests(&self) -> Vec<(String, String)> {
        self.requests.borrow().clone()
    }
}

impl Drop for FakeProvider {
    fn drop(&mut self) {
        Reflect::set(&window().unwrap(), &"fetch".into(), &self.fetch).unwrap();
    }
}

fn response(status: u16, body: &str) -> Result<JsValue, JsValue> {
    let constructor = Reflect::get(&js_sys::global(), &"Response".into())?.unchecked_into::<Function>();
    let init = Object::new();
    Reflect::set(&init, &"status".into(), &status.into())?;
    Reflect::construct(&constructor, &Array::of2(&body.into(), &init))
}
