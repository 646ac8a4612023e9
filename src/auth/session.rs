//! The one session of the page: redirects, tokens, and their renewal.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use chrono::TimeDelta;
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::RequestCache;

use super::{
    authority::{self, Provider},
    authorize::{self, Authorization},
    callback::Callback,
    challenge, crypto,
    encoding::secure_origin,
    id_token::{self, Account, Expected, IdToken},
    kept::{self, Kept},
    pending::{self, Pending},
    problem::{Cause, Problem, Reaction, Refusal},
    scopes,
    secret::Secret,
    tab::{self, Neighbours},
    token::{self, Age, Answer, Held},
};
use crate::{
    browser::{
        clock::now,
        fetch::{self, Cancel, FetchError, Request},
        storage::{self, Area},
        task,
    },
    config::{Auth, GraphEndpoint, TokenStorage},
    domain::{cloud::Cloud, order},
};

/// The session. Clones are the same one.
#[derive(Clone)]
pub struct Session(Rc<Inner>);

struct Inner {
    auth: Auth,
    cloud: Cloud,
    storage: TokenStorage,
    client_id: String,
    /// The permissions of every sign-in.
    base: Vec<String>,
    /// The address of the page: what is registered at the provider.
    page: String,
    provider: RefCell<Option<Provider>>,
    state: RefCell<State>,
    arrival: RefCell<Option<Arrival>>,
    clock_skew: Cell<Option<TimeDelta>>,
    refresh_token: RefCell<Option<Secret>>,
    sign_out_hint: RefCell<Option<String>>,
    /// The permissions that the reader was asked for; a renewal asks for all of them.
    asked: RefCell<Vec<String>>,
    held: RefCell<Vec<Held>>,
    /// Permissions that the provider did not give silently, so that it is not asked again and again.
    refused: RefCell<Vec<(Vec<String>, Problem)>>,
    /// Whose next token takes the place of one that Graph refused.
    replaced: RefCell<Vec<Vec<String>>>,
    refreshing: RefCell<Option<Refreshing>>,
    /// What the next sign-in has to ask for.
    claims: RefCell<Option<String>>,
    /// Counts the ends of sessions: an answer for the one before is too late.
    generation: Cell<u32>,
    neighbours: RefCell<Option<Neighbours>>,
    listeners: RefCell<Vec<Rc<dyn Fn()>>>,
}

/// A renewal under way. There is never a second one: a refresh token that is used twice counts as stolen with many providers.
#[derive(Clone)]
struct Refreshing {
    permissions: Vec<String>,
    done: Promise,
    outcome: Rc<RefCell<Option<Result<AccessToken, TokenError>>>>,
}

/// Where the session stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// The endpoint asks for no sign-in.
    NotNeeded,
    /// Nobody is signed in.
    SignedOut {
        /// Why, where the reader has tried.
        problem: Option<Problem>,
    },
    /// Somebody is signed in.
    SignedIn {
        /// Who.
        account: Account,
    },
    /// Somebody was signed in until now; what was read of the tenant may stay on the page.
    Ended {
        /// Who.
        account: Account,
        /// Why.
        problem: Problem,
    },
}

/// What the last redirect ended with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrival {
    /// Somebody signed in or granted more.
    SignedIn,
    /// An administrator has consented, perhaps for others; the reader need not be signed in.
    AdminConsent,
    /// It went wrong.
    Failed(Problem),
}

/// What a request to Graph carries. Two are equal if they are the same token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessToken(Secret);

impl AccessToken {
    /// The value of the header field `Authorization`.
    pub fn authorization(&self) -> String {
        format!("Bearer {}", self.0.expose())
    }
}

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenError {
    /// Nobody is signed in, or the session has ended: see [`Session::state`].
    SignInNeeded(Option<Problem>),
    /// The session goes on, but these permissions need a redirect or an administrator.
    ConsentNeeded(Problem),
    /// The provider could not be asked; the same may work in a moment.
    Unreachable(FetchError),
    /// The provider refused in a way that signing in again does not change.
    Refused(Problem),
}

/// What the provider shows to somebody who signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prompt {
    /// Nothing, if it knows the reader.
    Default,
    /// The accounts to choose from.
    SelectAccount,
}

/// The key under which the tab keeps the instants of its redirects.
const REDIRECTS: &str = "auth.redirects";
/// The key under which the tab keeps the state of its last sign-in.
const LAST_STATE: &str = "auth.last";
/// The largest answer of a provider that is read, in bytes.
const MAX_ANSWER: usize = 512 * 1024;
/// What an administrator's consent comes back with. Nothing depends on it.
const CONSENT_STATE: &str = "admin-consent";

impl Session {
    /// Starts the session, before the router is mounted: takes the answer of a sign-in out of the address and redeems it, or takes up
    /// what the tab keeps (renewed when the first token is asked for). Never redirects. `base` are the permissions of every sign-in.
    pub async fn start(endpoint: &GraphEndpoint, base: &[&str]) -> Self {
        let (provider, client_id) = match &endpoint.auth {
            Auth::Entra { client_id, tenant } => (Some(Provider::entra(endpoint.cloud, tenant)), client_id.as_str()),
            Auth::Oidc { client_id, .. } => (None, client_id.as_str()),
            Auth::None => (None, ""),
        };
        let state = match endpoint.auth {
            Auth::None => State::NotNeeded,
            // Better known before the reader tries.
            _ => State::SignedOut { problem: crypto::random().err() },
        };
        let session = Self(Rc::new(Inner {
            auth: endpoint.auth.clone(),
            cloud: endpoint.cloud,
            storage: endpoint.token_storage,
            client_id: client_id.to_owned(),
            base: base.iter().map(|name| (*name).to_owned()).collect(),
            page: page(),
            provider: RefCell::new(provider),
            state: RefCell::new(state),
            arrival: RefCell::default(),
            clock_skew: Cell::default(),
            refresh_token: RefCell::default(),
            sign_out_hint: RefCell::default(),
            asked: RefCell::default(),
            held: RefCell::default(),
            refused: RefCell::default(),
            replaced: RefCell::default(),
            refreshing: RefCell::default(),
            claims: RefCell::default(),
            generation: Cell::default(),
            neighbours: RefCell::default(),
            listeners: RefCell::default(),
        }));
        if endpoint.auth != Auth::None {
            session.listen();
            session.take_up().await;
            session.arrive().await;
        }
        session
    }

    /// Where the session stands.
    pub fn state(&self) -> State {
        self.0.state.borrow().clone()
    }

    /// Who is signed in, or was until the session ended.
    pub fn account(&self) -> Option<Account> {
        match self.state() {
            State::SignedIn { account } | State::Ended { account, .. } => Some(account),
            State::NotNeeded | State::SignedOut { .. } => None,
        }
    }

    /// Calls `listener` after every change of the state, of the granted permissions, or of the clock's difference.
    pub fn on_change(&self, listener: impl Fn() + 'static) {
        self.0.listeners.borrow_mut().push(Rc::new(listener));
    }

    /// What the redirect that led to this page ended with: a refused grant, say, while the session goes on.
    pub fn arrival(&self) -> Option<Arrival> {
        self.0.arrival.borrow().clone()
    }

    /// Whether a permission was granted; `None` where the provider does not tell. One that it gave no token for was not, whatever it
    /// lists: Entra lists everything that was ever consented to.
    pub fn granted(&self, permission: &str) -> Option<bool> {
        if self.refusal(permission).is_some() {
            return Some(false);
        }
        let held = self.0.held.borrow();
        let told = held.iter().filter_map(|held| scopes::grants(held.granted.as_deref()?, permission));
        told.reduce(|one, other| one || other)
    }

    /// Why there is no token with this permission, though the session goes on.
    pub fn refusal(&self, permission: &str) -> Option<Problem> {
        let refused = self.0.refused.borrow();
        refused.iter().find(|(names, _)| names.iter().any(|name| name == permission)).map(|(_, problem)| problem.clone())
    }

    /// How far the provider's clock is ahead of the reader's, as the last id token tells.
    pub fn clock_skew(&self) -> Option<TimeDelta> {
        self.0.clock_skew.get()
    }

    /// Where an administrator consents to these permissions for everybody; `None` where the provider is not Entra.
    pub fn admin_consent_url(&self, permissions: &[&str]) -> Option<String> {
        let Auth::Entra { client_id, tenant } = &self.0.auth else { return None };
        Some(authority::admin_consent_url(self.0.cloud, tenant, client_id, permissions, &self.0.page, CONSENT_STATE))
    }

    /// For which provider, app and page something is kept.
    fn owner(&self) -> String {
        let inner = &self.0;
        match &inner.auth {
            Auth::Entra { client_id, tenant } => {
                format!("{}/{tenant} {client_id} {}", inner.cloud.login_authority(), inner.page)
            }
            Auth::Oidc { issuer, client_id, .. } => format!("{issuer} {client_id} {}", inner.page),
            Auth::None => String::new(),
        }
    }

    /// The base permissions, those asked for before, and these.
    fn with_asked(&self, permissions: &[&str]) -> Vec<String> {
        let mut all = self.0.base.clone();
        let more = self.0.asked.borrow().clone();
        for name in more.iter().map(String::as_str).chain(permissions.iter().copied()) {
            if !all.iter().any(|known| known == name) {
                all.push(name.to_owned());
            }
        }
        all
    }

    fn scope(&self, permissions: &[String]) -> String {
        let permissions: Vec<&str> = permissions.iter().map(String::as_str).collect();
        scopes::text(&self.0.auth, self.0.cloud, &permissions)
    }

    /// The claims of every request; only Entra has them.
    fn claims(&self) -> Option<String> {
        let is_entra = matches!(self.0.auth, Auth::Entra { .. });
        is_entra.then(|| authorize::claims(self.0.claims.borrow().as_deref()))
    }

    fn set_state(&self, state: State) {
        self.0.state.replace(state);
        self.notify();
    }

    fn notify(&self) {
        // Not borrowed meanwhile: a listener may add another.
        let listeners = self.0.listeners.borrow().clone();
        for listener in listeners {
            listener();
        }
    }

    /// Forgets every token, here and in the tab's storage.
    fn forget(&self) {
        let inner = &self.0;
        inner.generation.set(inner.generation.get() + 1);
        inner.refresh_token.take();
        inner.held.borrow_mut().clear();
        inner.refused.borrow_mut().clear();
        inner.replaced.borrow_mut().clear();
        storage::remove(Area::Session, kept::KEY);
    }

    /// The session is over; what was read stays.
    fn end(&self, problem: Problem) -> TokenError {
        if let Problem::Refused(refusal) = &problem
            && let Some(claims) = &refusal.claims
        {
            self.0.claims.replace(Some(claims.clone()));
        }
        self.forget();
        self.set_state(match self.account() {
            Some(account) => State::Ended { account, problem: problem.clone() },
            None => State::SignedOut { problem: Some(problem.clone()) },
        });
        TokenError::SignInNeeded(Some(problem))
    }
}

/// Coming and going.
impl Session {
    /// Sends the reader to the provider, to sign in and to grant the base permissions and these. On success the page is being left.
    ///
    /// # Errors
    ///
    /// If the page cannot be left, or would not know what it came back for.
    pub async fn sign_in(&self, permissions: &[&str], prompt: Prompt) -> Result<(), Problem> {
        let inner = &self.0;
        if inner.auth == Auth::None {
            return Ok(());
        }
        // The provider sends the code to this address, and browsers have no SHA-256 on others.
        secure_origin(&inner.page).ok_or(Problem::InsecureContext)?;
        let [state, nonce, verifier] = [crypto::random()?, crypto::random()?, crypto::random()?];
        let code_challenge = crypto::code_challenge(&verifier).await?;
        let provider = self.provider().await.map_err(Failure::into_problem)?;
        let redirects = pending::count_redirect(&storage::get(Area::Session, REDIRECTS).unwrap_or_default(), now())?;
        let permissions = self.with_asked(permissions);
        let account = self.account();
        let known = account.as_ref().map(|account| account.username.as_str()).filter(|_| prompt == Prompt::Default);
        let url = Authorization {
            endpoint: &provider.authorization,
            client_id: &inner.client_id,
            redirect_uri: &inner.page,
            scope: &self.scope(&permissions),
            state: &state,
            nonce: &nonce,
            code_challenge: &code_challenge,
            prompt: (prompt == Prompt::SelectAccount).then_some("select_account"),
            login_hint: known.filter(|name| !name.is_empty()),
            claims: self.claims().as_deref(),
        }
        .url();
        let pending = Pending {
            nonce: Secret::new(nonce),
            verifier: Secret::new(verifier),
            created: now(),
            return_path: pending::return_path(&here(), &self.base_path()).to_owned(),
            permissions,
            owner: self.owner(),
        };
        if let Some(last) = storage::get(Area::Session, LAST_STATE) {
            storage::remove(Area::Session, &pending::key(&last));
        }
        let is_kept = storage::set(Area::Session, &pending::key(&state), &pending.to_json())
            && storage::set(Area::Session, LAST_STATE, &state)
            && storage::set(Area::Session, REDIRECTS, &redirects);
        if !is_kept {
            storage::remove(Area::Session, &pending::key(&state));
            return Err(Problem::NoStorage);
        }
        go(&url)
    }

    /// Signs out: here and in the other tabs first, then at the provider, which leaves the page.
    pub fn sign_out(&self) {
        if self.state() == State::NotNeeded {
            return;
        }
        let hint = self.0.sign_out_hint.take();
        self.clear(None);
        if let Some(neighbours) = self.0.neighbours.borrow().as_ref() {
            neighbours.tell();
        }
        let session = self.clone();
        task::spawn(async move {
            // Without an answer the reader is signed out of this page at least.
            if let Ok(provider) = session.provider().await
                && let Some(url) = provider.sign_out_url(&session.0.client_id, &session.0.page, hint.as_deref())
            {
                let _ = go(&url);
            }
        });
    }

    fn clear(&self, problem: Option<Problem>) {
        self.forget();
        self.0.asked.borrow_mut().clear();
        self.0.claims.take();
        self.0.clock_skew.take();
        self.0.arrival.take();
        self.set_state(State::SignedOut { problem });
    }

    /// Hears of a sign-out in another tab.
    fn listen(&self) {
        let session = Rc::downgrade(&self.0);
        let neighbours = Neighbours::new(&self.0.page, move || {
            let Some(session) = session.upgrade().map(Self) else { return };
            if session.account().is_some() {
                session.clear(Some(Problem::SignedOutElsewhere));
            }
        });
        self.0.neighbours.replace(Some(neighbours));
    }

    /// Takes up the session that the tab keeps. That of a duplicated tab is the other tab's: both would use one refresh token.
    async fn take_up(&self) {
        if self.0.storage == TokenStorage::Memory {
            storage::remove(Area::Session, kept::KEY);
            return;
        }
        let kept = storage::get(Area::Session, kept::KEY).and_then(|json| Kept::read(&json, &self.owner()));
        if kept.is_some() && tab::take_name().await {
            if let Some(kept) = kept {
                self.0.refresh_token.replace(Some(kept.refresh_token));
                self.0.asked.replace(kept.permissions);
                self.0.sign_out_hint.replace(kept.sign_out_hint);
                self.0.state.replace(State::SignedIn { account: kept.account });
            }
        } else {
            storage::remove(Area::Session, kept::KEY);
            tab::name_anew();
        }
    }

    /// Reads how the reader came to this address. First of all the address forgets it: a reload or a bookmark must not bring it again.
    async fn arrive(&self) {
        let Some(location) = web_sys::window().map(|window| window.location()) else { return };
        let [query, fragment] = [location.search(), location.hash()].map(Result::unwrap_or_default);
        let callback = Callback::read(query.trim_start_matches('?'), fragment.trim_start_matches('#'));
        let base = self.base_path();
        let mut pending = Err(Problem::NotStartedHere);
        if let Callback::Code { state, .. } | Callback::Refused { state, .. } = &callback {
            let key = pending::key(state);
            pending = Pending::read(storage::get(Area::Session, &key).as_deref(), now());
            storage::remove(Area::Session, &key);
        }
        if callback != Callback::None {
            let path = pending.as_ref().map_or(base.as_str(), |pending| pending::return_path(&pending.return_path, &base));
            replace_address(path);
        }
        let outcome = match callback {
            Callback::None => return,
            Callback::AdminConsent { is_granted: true } => Ok(Arrival::AdminConsent),
            Callback::AdminConsent { is_granted: false } => Err(Problem::BadCallback { what: "admin_consent" }),
            Callback::Malformed(problem) => Err(problem),
            // An administrator's consent was not started by this tab, nor does it need to be. Any link could have brought this: no word
            // of it is shown.
            Callback::Refused { state, refusal, .. } if state == CONSENT_STATE => {
                Err(Problem::Refused(Box::new(Refusal { error: String::new(), description: String::new(), ..refusal })))
            }
            Callback::Refused { refusal, issuer, .. } => match self.pending_of(pending, issuer.as_deref()).await {
                Ok(_) => Err(Problem::Refused(Box::new(refusal))),
                Err(problem) => Err(problem),
            },
            Callback::Code { code, issuer, .. } => match self.pending_of(pending, issuer.as_deref()).await {
                Ok((pending, provider)) => self.redeem(&provider, pending, &code).await.map(|()| Arrival::SignedIn),
                Err(problem) => Err(problem),
            },
        };
        if let Err(problem) = &outcome
            && self.account().is_none()
        {
            self.0.state.replace(State::SignedOut { problem: Some(problem.clone()) });
        }
        self.0.arrival.replace(Some(outcome.unwrap_or_else(Arrival::Failed)));
    }

    /// The sign-in that an answer belongs to, if it comes from the provider that was asked.
    async fn pending_of(&self, pending: Result<Pending, Problem>, issuer: Option<&str>) -> Result<(Pending, Provider), Problem> {
        let pending = pending?;
        if pending.owner != self.owner() {
            return Err(Problem::NotStartedHere);
        }
        let provider = self.provider().await.map_err(Failure::into_problem)?;
        if issuer.is_some_and(|issuer| !provider.issuer.allows_redirect(issuer)) {
            return Err(Problem::BadCallback { what: "iss" });
        }
        Ok((pending, provider))
    }

    async fn redeem(&self, provider: &Provider, pending: Pending, code: &Secret) -> Result<(), Problem> {
        let inner = &self.0;
        let scope = self.scope(&pending.permissions);
        let claims = self.claims();
        let form = token::redeem_form(&inner.client_id, code, &pending.verifier, &inner.page, &scope, claims.as_deref());
        let answer = self.ask(provider, &form).await.map_err(Failure::into_problem)?;
        let id_token = answer.id_token.as_ref().ok_or(Problem::BadToken { what: "id_token" })?;
        let expected =
            Expected { issuer: &provider.issuer, client_id: &inner.client_id, nonce: Some(&pending.nonce), now: now() };
        let id_token = id_token::read(id_token, expected)?;
        // Whoever was signed in before is not any more.
        self.forget();
        inner.asked.replace(pending.permissions.clone());
        self.accept(answer, pending.permissions, Some(id_token));
        Ok(())
    }

    /// The path of the page; starts and ends with a slash.
    fn base_path(&self) -> String {
        let path = self.0.page.splitn(4, '/').nth(3).unwrap_or_default();
        format!("/{path}")
    }
}

/// Tokens.
impl Session {
    /// A token that was asked with these permissions, without asking the reader; `None` where no sign-in is needed.
    ///
    /// # Errors
    ///
    /// See [`TokenError`].
    pub async fn token(&self, permissions: &[&str]) -> Result<Option<AccessToken>, TokenError> {
        loop {
            match self.state() {
                State::NotNeeded => return Ok(None),
                State::SignedOut { problem } => return Err(TokenError::SignInNeeded(problem)),
                State::Ended { problem, .. } => return Err(TokenError::SignInNeeded(Some(problem))),
                State::SignedIn { .. } => {}
            }
            let wanted = self.wanted(permissions);
            if let Some(token) = self.usable(&wanted, &[Age::Fresh]) {
                return Ok(Some(token));
            }
            if let Some((_, problem)) = self.0.refused.borrow().iter().find(|(names, _)| *names == wanted) {
                return Err(TokenError::ConsentNeeded(problem.clone()));
            }
            if let Some(outcome) = self.refreshed(&wanted).await {
                return match outcome {
                    // As long as the old one holds, it does.
                    Err(error @ (TokenError::Unreachable(_) | TokenError::Refused(_))) => {
                        self.usable(&wanted, &[Age::Due]).map(Some).ok_or(error)
                    }
                    outcome => outcome.map(Some),
                };
            }
        }
    }

    /// Gets a new token, though the old one still holds: a role activated a minute ago is not in it. On failure the old one stays.
    ///
    /// # Errors
    ///
    /// See [`TokenError`].
    pub async fn renew(&self) -> Result<(), TokenError> {
        loop {
            match self.state() {
                State::NotNeeded => return Ok(()),
                State::SignedOut { problem } => return Err(TokenError::SignInNeeded(problem)),
                State::Ended { problem, .. } => return Err(TokenError::SignInNeeded(Some(problem))),
                State::SignedIn { .. } => {}
            }
            self.0.refused.borrow_mut().clear();
            let wanted = self.wanted(&[]);
            if self.0.refresh_token.borrow().is_none() {
                return Err(TokenError::SignInNeeded(Some(Problem::Expired)));
            }
            if let Some(outcome) = self.refreshed(&wanted).await {
                outcome?;
                // The others are as old as the one that was replaced; what they told of the grants stays.
                for held in self.0.held.borrow_mut().iter_mut().filter(|held| held.asked != wanted) {
                    held.lifetime = TimeDelta::zero();
                }
                self.notify();
                return Ok(());
            }
        }
    }

    /// Another token in place of one that Graph answered with 401. A second refusal within a minute ends the session: never a loop.
    ///
    /// # Errors
    ///
    /// See [`TokenError`].
    pub async fn replace(&self, rejected: &AccessToken, permissions: &[&str]) -> Result<Option<AccessToken>, TokenError> {
        let position = self.0.held.borrow().iter().position(|held| held.access_token == rejected.0);
        if let Some(at) = position {
            let held = self.0.held.borrow_mut().swap_remove(at);
            if held.is_same_episode(now()) {
                return Err(self.end(Problem::Rejected));
            }
            self.0.replaced.borrow_mut().push(held.asked);
        }
        // Otherwise somebody else has replaced it already.
        self.token(permissions).await
    }

    /// Graph refused a fresh token, or sent a challenge (`WWW-Authenticate`): the session ends, and the next sign-in brings the claims.
    pub fn rejected(&self, challenge: Option<&str>) {
        if !matches!(self.state(), State::SignedIn { .. }) {
            return;
        }
        if let Some(claims) = challenge.and_then(challenge::claims) {
            self.0.claims.replace(Some(claims));
        }
        let _ = self.end(Problem::Rejected);
    }

    /// The permissions to ask for, so that these are among them: all of the sign-in, or these alone where it had not all of them.
    fn wanted(&self, permissions: &[&str]) -> Vec<String> {
        let asked = self.0.asked.borrow();
        let has = |name: &&&str| asked.iter().any(|known| known == **name);
        if !scopes::is_incremental(&self.0.auth) || permissions.iter().all(|name| has(&name)) {
            return asked.clone();
        }
        let mut wanted: Vec<String> = permissions.iter().map(|name| (*name).to_owned()).collect();
        order::sort_by(&mut wanted, Ord::cmp);
        wanted.dedup();
        wanted
    }

    fn usable(&self, wanted: &[String], ages: &[Age]) -> Option<AccessToken> {
        let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
        let held = self.0.held.borrow();
        let held = held.iter().find(|held| held.covers(&wanted) && ages.contains(&held.age(now())))?;
        Some(AccessToken(held.access_token.clone()))
    }

    /// What a renewal for these permissions brought, shared by everybody who asks meanwhile. `None` if another one had to end first.
    async fn refreshed(&self, wanted: &[String]) -> Option<Result<AccessToken, TokenError>> {
        let running = self.0.refreshing.borrow().clone();
        let (refreshing, is_ours) = match running {
            Some(running) => {
                let is_ours = running.permissions == wanted;
                (running, is_ours)
            }
            None => (self.start_refresh(wanted.to_vec()), true),
        };
        // It is never rejected.
        let _ = JsFuture::from(refreshing.done).await;
        if is_ours { refreshing.outcome.borrow().clone() } else { None }
    }

    fn start_refresh(&self, permissions: Vec<String>) -> Refreshing {
        let outcome: Rc<RefCell<Option<Result<AccessToken, TokenError>>>> = Rc::default();
        let session = self.clone();
        let done = {
            let (outcome, permissions) = (Rc::clone(&outcome), permissions.clone());
            // A promise, so that it goes on when the first who asked does not wait any more.
            future_to_promise(async move {
                let found = session.refresh(permissions).await;
                *outcome.borrow_mut() = Some(found);
                session.0.refreshing.take();
                Ok(JsValue::UNDEFINED)
            })
        };
        let refreshing = Refreshing { permissions, done, outcome };
        self.0.refreshing.replace(Some(refreshing.clone()));
        refreshing
    }

    async fn refresh(&self, permissions: Vec<String>) -> Result<AccessToken, TokenError> {
        let inner = &self.0;
        let is_whole = permissions == *inner.asked.borrow();
        let generation = inner.generation.get();
        let Some(refresh_token) = inner.refresh_token.borrow().clone() else {
            return match self.usable(&permissions, &[Age::Due]) {
                Some(token) => Ok(token),
                None if is_whole => Err(self.end(Problem::Expired)),
                None => Err(self.not_granted(permissions, Problem::NotAsked)),
            };
        };
        let answer = match self.provider().await {
            Ok(provider) => {
                let names: Vec<&str> = permissions.iter().map(String::as_str).collect();
                let scope = scopes::renewal_text(&inner.auth, inner.cloud, &names, is_whole);
                let claims = self.claims();
                let form = token::refresh_form(&inner.client_id, &refresh_token, scope.as_deref(), claims.as_deref());
                let answer = self.ask(&provider, &form).await;
                answer.and_then(|answer| Ok((self.renewed_identity(&provider, &answer)?, answer)))
            }
            Err(failure) => Err(failure),
        };
        if inner.generation.get() != generation {
            return Err(TokenError::SignInNeeded(None));
        }
        match answer {
            Ok((id_token, answer)) => {
                // Where one of them was granted, Graph itself refuses the other.
                let was_narrowed = !is_whole
                    && permissions
                        .iter()
                        .all(|name| answer.scopes.as_deref().and_then(|granted| scopes::grants(granted, name)) == Some(false));
                let token = self.accept(answer, permissions.clone(), id_token);
                if was_narrowed { Err(self.not_granted(permissions, Problem::NotAsked)) } else { Ok(token) }
            }
            Err(Failure::Fetch(error)) => Err(TokenError::Unreachable(error)),
            Err(Failure::Problem(problem)) => Err(self.refresh_failed(problem, permissions, is_whole)),
        }
    }

    fn refresh_failed(&self, problem: Problem, permissions: Vec<String>, is_whole: bool) -> TokenError {
        if problem.is_passing() {
            let status = if let Problem::Status(status) = problem { status } else { 503 };
            return TokenError::Unreachable(FetchError::Status(status));
        }
        // That the reader gets no more says nothing about what there is: if the session is over, the next whole renewal says so.
        if !is_whole {
            // Without a number this is OAuth's own rule: a renewal gives no more than the sign-in asked for.
            let is_new = matches!(&problem, Problem::Refused(refusal)
                if refusal.cause == Cause::UnknownPermission && refusal.code.is_none());
            return self.not_granted(permissions, if is_new { Problem::NotAsked } else { problem });
        }
        // A page of a proxy instead of an answer says nothing about the session.
        if problem == (Problem::BadToken { what: "" }) {
            return TokenError::Refused(problem);
        }
        match problem.reaction() {
            Reaction::Retry | Reaction::Configuration => TokenError::Refused(problem),
            _ => self.end(problem),
        }
    }

    fn not_granted(&self, permissions: Vec<String>, problem: Problem) -> TokenError {
        self.0.refused.borrow_mut().push((permissions, problem.clone()));
        self.notify();
        TokenError::ConsentNeeded(problem)
    }

    /// The id token of a renewal, which some providers leave out; it has to be of the same account.
    fn renewed_identity(&self, provider: &Provider, answer: &Answer) -> Result<Option<IdToken>, Problem> {
        let Some(id_token) = &answer.id_token else { return Ok(None) };
        let expected = Expected { issuer: &provider.issuer, client_id: &self.0.client_id, nonce: None, now: now() };
        let id_token = id_token::read(id_token, expected)?;
        let is_other = self.account().is_some_and(|account| !account.is_same(&id_token.account));
        if is_other { Err(Problem::OtherAccount) } else { Ok(Some(id_token)) }
    }

    /// Takes a token for `asked`. An answer without a refresh token leaves the one that there is.
    fn accept(&self, answer: Answer, asked: Vec<String>, id_token: Option<IdToken>) -> AccessToken {
        let inner = &self.0;
        let is_replacement = {
            let mut replaced = inner.replaced.borrow_mut();
            let before = replaced.len();
            replaced.retain(|names| *names != asked);
            replaced.len() != before
        };
        if let Some(refresh_token) = answer.refresh_token {
            inner.refresh_token.replace(Some(refresh_token));
        }
        let mut account = self.account();
        if let Some(id_token) = id_token {
            inner.clock_skew.set(Some(id_token.clock_skew));
            if id_token.sign_out_hint.is_some() {
                inner.sign_out_hint.replace(id_token.sign_out_hint);
            }
            account = Some(id_token.account);
        }
        let access_token = answer.access_token;
        {
            let mut held = inner.held.borrow_mut();
            // A renewal that does not tell grants what was granted before.
            let before = held.iter().find(|held| held.asked == asked).and_then(|held| held.granted.clone());
            held.retain(|held| held.asked != asked);
            held.push(Held {
                access_token: access_token.clone(),
                asked,
                granted: answer.scopes.or(before),
                received: now(),
                lifetime: answer.lifetime,
                is_replacement,
            });
        }
        if let Some(account) = account {
            self.keep(&account);
            self.set_state(State::SignedIn { account });
        }
        AccessToken(access_token)
    }

    /// Keeps the session for a reload, if the configuration says so.
    fn keep(&self, account: &Account) {
        let refresh_token = self.0.refresh_token.borrow().clone();
        if let (TokenStorage::Session, Some(refresh_token)) = (self.0.storage, refresh_token) {
            let kept = Kept {
                owner: self.owner(),
                refresh_token,
                permissions: self.0.asked.borrow().clone(),
                account: account.clone(),
                sign_out_hint: self.0.sign_out_hint.borrow().clone(),
            };
            // Full storage costs the reload alone; but an old token there would be worse than none.
            if !storage::set(Area::Session, kept::KEY, &kept.to_json()) {
                storage::remove(Area::Session, kept::KEY);
            }
        }
    }
}

/// Why an answer of the provider is missing.
enum Failure {
    Fetch(FetchError),
    Problem(Problem),
}

impl Failure {
    fn into_problem(self) -> Problem {
        match self {
            Self::Fetch(FetchError::Offline) => Problem::Offline,
            Self::Fetch(FetchError::Status(status)) => Problem::Status(status),
            Self::Fetch(_) => Problem::Unreachable,
            Self::Problem(problem) => problem,
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// The provider.
impl Session {
    /// The provider's addresses, asked for once.
    async fn provider(&self) -> Result<Provider, Failure> {
        let known = self.0.provider.borrow().clone();
        if let Some(provider) = known {
            return Ok(provider);
        }
        let Auth::Oidc { issuer, .. } = &self.0.auth else { return Err(Problem::BadProvider { what: "" }.into()) };
        let answer = send(&authority::discovery_url(issuer), None).await?;
        if !answer.is_ok() {
            return Err(Problem::Status(answer.status).into());
        }
        let provider = Provider::from_discovery(issuer, &String::from_utf8_lossy(&answer.body))?;
        self.0.provider.replace(Some(provider.clone()));
        Ok(provider)
    }

    async fn ask(&self, provider: &Provider, form: &str) -> Result<Answer, Failure> {
        let answer = send(&provider.token, Some(form)).await?;
        Ok(Answer::read(answer.status, &answer.body)?)
    }
}

async fn send(url: &str, form: Option<&str>) -> Result<fetch::Answer, Failure> {
    let request = Request {
        url,
        post: form.map(|form| ("application/x-www-form-urlencoded", form)),
        headers: &[("accept", "application/json")],
        cache: RequestCache::NoStore,
        is_own: false,
        limit: MAX_ANSWER,
    };
    fetch::send(request, &Cancel::default()).await.map_err(Failure::Fetch)
}

/// The address of the page: its base, without what a link adds.
fn page() -> String {
    let base = web_sys::window().and_then(|window| window.document()?.base_uri().ok()?).unwrap_or_default();
    let end = base.find(['?', '#']).unwrap_or(base.len());
    base[..end].to_owned()
}

/// Where the reader is: path and query.
fn here() -> String {
    let Some(location) = web_sys::window().map(|window| window.location()) else { return String::new() };
    location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
}

fn replace_address(path: &str) {
    if let Some(history) = web_sys::window().and_then(|window| window.history().ok()) {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(path));
    }
}

/// Leaves the page.
fn go(url: &str) -> Result<(), Problem> {
    let window = web_sys::window().ok_or(Problem::Unreachable)?;
    window.location().assign(url).map_err(|_| Problem::Unreachable)
}
