//! The one session of the page: redirects, tokens, and their renewal.

use std::{cell::RefCell, rc::Rc};

use chrono::TimeDelta;

use super::{id_token::Account, problem::Problem, secret::Secret};
use crate::{
    browser::fetch::FetchError,
    config::{Auth, GraphEndpoint},
};

/// The session. Clones are the same one.
#[derive(Clone)]
pub struct Session(Rc<Inner>);

struct Inner {
    state: RefCell<State>,
    listeners: RefCell<Vec<Rc<dyn Fn()>>>,
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

impl Session {
    /// Starts the session, before the router is mounted: takes the answer of a sign-in out of the address and redeems it, or renews
    /// what the tab remembers. Never redirects. `base` are the permissions that every sign-in asks for.
    pub async fn start(endpoint: &GraphEndpoint, base: &[&str]) -> Self {
        let _ = base;
        let state = if endpoint.auth == Auth::None { State::NotNeeded } else { State::SignedOut { problem: None } };
        Self(Rc::new(Inner { state: RefCell::new(state), listeners: RefCell::default() }))
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

    /// What the last redirect ended with: a refused grant, say, while the session goes on; or the consent of an administrator.
    pub fn arrival(&self) -> Option<Arrival> {
        None
    }

    /// Sends the reader to the provider, to sign in and to grant the base permissions and these. On success the page is being left.
    ///
    /// # Errors
    ///
    /// If the page cannot be left, or would not know what it came back for.
    pub async fn sign_in(&self, permissions: &[&str], prompt: Prompt, login_hint: Option<&str>) -> Result<(), Problem> {
        let _ = (permissions, prompt, login_hint);
        Err(Problem::Unreachable)
    }

    /// A token that holds these permissions, without asking the reader; `None` where no sign-in is needed.
    ///
    /// # Errors
    ///
    /// See [`TokenError`].
    pub async fn token(&self, permissions: &[&str]) -> Result<Option<AccessToken>, TokenError> {
        let _ = permissions;
        Err(TokenError::SignInNeeded(None))
    }

    /// Forgets the tokens in memory and gets a new one: a role activated a minute ago is not in the old one.
    ///
    /// # Errors
    ///
    /// See [`TokenError`].
    pub async fn renew(&self) -> Result<(), TokenError> {
        Err(TokenError::SignInNeeded(None))
    }

    /// Another token in place of one that Graph answered with 401. A second refusal within a minute ends the session: never a loop.
    ///
    /// # Errors
    ///
    /// See [`TokenError`].
    pub async fn replace(&self, rejected: &AccessToken, permissions: &[&str]) -> Result<Option<AccessToken>, TokenError> {
        let _ = (rejected, permissions);
        Err(TokenError::SignInNeeded(None))
    }

    /// Graph refused a fresh token, or sent a challenge (`WWW-Authenticate`): the session ends, and the next sign-in brings the claims.
    pub fn rejected(&self, challenge: Option<&str>) {
        let _ = challenge;
    }

    /// Whether a permission was granted; `None` where the provider does not tell.
    pub fn granted(&self, permission: &str) -> Option<bool> {
        let _ = permission;
        None
    }

    /// How far the provider's clock is ahead of the reader's, as the last id token tells.
    pub fn clock_skew(&self) -> Option<TimeDelta> {
        None
    }

    /// Where an administrator consents to these permissions for everybody; `None` where the provider is not Entra.
    pub fn admin_consent_url(&self, permissions: &[&str]) -> Option<String> {
        let _ = permissions;
        None
    }

    /// Signs out: here and in the other tabs first, then at the provider, which leaves the page.
    pub fn sign_out(&self) {}
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
