//! Signing in on the page: the card of whoever is signed out, the account in the header, and what went wrong in words.

use leptos::prelude::*;

use super::{
    copy::copy_texts,
    data::{TenantData, use_tenant_data},
    live::LivePart,
    parts::Draw,
    reading::Connection,
    tab::{Tab, href},
};
use crate::{
    auth::{
        problem::{Cause, Problem, Reaction},
        session::{Prompt, State},
    },
    config::Auth,
    i18n::{I18n, Text, use_i18n},
    ui::{Button, CopyButton, Expander, FileButton, Glyph, Look, StateLine, Tone},
};

impl TenantData {
    /// Sends the reader to the provider; `permissions` are asked for on top of those that every sign-in asks for.
    pub fn sign_in(self, permissions: Vec<&'static str>, prompt: Prompt) {
        if let Some(Connection { part, .. }) = self.connection.get_value() {
            (part.sign_in)(self, permissions, prompt);
        }
    }

    /// Signs out here, in the other tabs, and at the provider.
    pub fn sign_out(self) {
        if let Some(Connection { part, .. }) = self.connection.get_value() {
            (part.sign_out)(self);
        }
    }

    /// What a live endpoint draws; nothing for a snapshot.
    pub fn draw_live(self, pick: fn(&LivePart) -> Draw) -> AnyView {
        self.connection.get_value().map(|Connection { part, .. }| pick(part)()).into_any()
    }

    /// Whether there is nothing to show because nobody is signed in.
    pub fn is_signed_out(self) -> bool {
        self.is_live()
            && match self.session_state().get() {
                State::SignedOut { .. } => true,
                State::Ended { .. } => !self.has_data(),
                State::SignedIn { .. } | State::NotNeeded => false,
            }
    }

    /// Whether a permission was granted; `None` where nobody tells.
    pub fn granted(self, permission: &str) -> Option<bool> {
        // The answer changes with the session.
        self.session_state().track();
        self.connection.with_value(|connection| connection.as_ref()?.session.granted(permission))
    }

    /// Why there is no token with a permission, where that is not for want of consent.
    pub fn obstacle(self, permission: &str) -> Option<Problem> {
        let problem = self.connection.with_value(|connection| connection.as_ref()?.session.refusal(permission))?;
        (!problem.is_about_consent()).then_some(problem)
    }

    /// Where an administrator approves these permissions for everybody; Entra only.
    pub fn admin_consent(self, permissions: &[&str]) -> Option<String> {
        self.connection.with_value(|connection| connection.as_ref()?.session.admin_consent_url(permissions))
    }

    /// How far the provider's clock is ahead of the reader's, as the last sign-in or renewal told.
    pub fn clock_skew(self) -> Option<chrono::TimeDelta> {
        self.session_state().track();
        self.connection.with_value(|connection| connection.as_ref()?.session.clock_skew())
    }

    /// Who is signed in, as they call themselves.
    pub fn account_name(self) -> Option<String> {
        match self.session_state().get() {
            State::SignedIn { account } | State::Ended { account, .. } => {
                Some(if account.username.is_empty() { account.name } else { account.username })
            }
            State::SignedOut { .. } | State::NotNeeded => None,
        }
    }
}

/// The page of whoever is signed out.
#[component]
pub fn SignedOut() -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let problem = Memo::new(move |_| match data.session_state().get() {
        State::SignedOut { problem } => problem,
        State::Ended { problem, .. } => Some(problem),
        State::SignedIn { .. } | State::NotNeeded => None,
    });
    let told = move || problem.get().map(|problem| problem_view(i18n, data, &problem));
    let sign_in_text = move || {
        let is_again = matches!(data.session_state().get(), State::Ended { .. });
        i18n.text(if is_again { Text::ActionSignInAgain } else { Text::ActionSignIn })
    };
    view! {
        <main class="app-main signed-out" id="main" tabindex="-1" data-page="signed-out">
            <section class="card" aria-labelledby="tab-title">
                <div class="card__head">
                    <h1 class="card__title" id="tab-title" tabindex="-1">{i18n.text(Text::SignedOutTitle)}</h1>
                </div>
                {told}
                <div class="card__body">
                    <p>{i18n.text(Text::SignedOutReads)}</p>
                    <p>{i18n.text(Text::SignedOutPromise)}</p>
                    <div class="signed-out__actions">
                        <Button
                            look=Look::Primary
                            on_click=move |()| data.sign_in(Vec::new(), Prompt::Default)
                            text=Signal::derive(sign_in_text)
                        />
                        <Button
                            on_click=move |()| data.sign_in(Vec::new(), Prompt::SelectAccount)
                            text=i18n.text(Text::ActionOtherAccount)
                        />
                        <Button look=Look::Subtle on_click=move |()| data.open_demo() text=i18n.text(Text::ActionLookAtDemo)/>
                        <FileButton
                            look=Look::Subtle
                            text=i18n.text(Text::ActionOpenFile)
                            on_files=Callback::new(move |files| data.open_files(files))
                        />
                        <a class="button" data-look="subtle" href=href(Tab::Connect, &[])>{i18n.text(Text::SignedOutPermissions)}</a>
                    </div>
                </div>
            </section>
        </main>
    }
    .into_any()
}

/// The account and the way out, in the header.
#[component]
pub fn AccountMenu() -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    move || {
        let name = data.account_name().filter(|_| data.is_live())?;
        let view = view! {
            <span class="app-header__account" title=i18n.text(Text::ActionAccount)>
                <bdi>{name}</bdi>
            </span>
            <Button look=Look::Subtle icon=Glyph::SignOut on_click=move |()| data.sign_out() text=i18n.text(Text::ActionSignOut)/>
        };
        Some(view.into_any())
    }
}

/// What went wrong, what helps, and what support asks for.
pub fn problem_view(i18n: I18n, data: TenantData, problem: &Problem) -> AnyView {
    let words = problem_words(i18n, problem);
    let details = details(data, problem);
    let copied = [words.clone(), details.clone()].join("\n");
    let tone = match problem.reaction() {
        Reaction::SignIn | Reaction::Retry | Reaction::Restart | Reaction::OtherAccount => Tone::Warning,
        Reaction::AdminConsent | Reaction::Configuration | Reaction::Stop => Tone::Danger,
    };
    view! {
        <div data-problem=key(problem) role="alert">
            <StateLine tone>
                <p>{words}</p>
                <Expander id="sign-in-details" summary=i18n.text(Text::SignInDetails)>
                    <pre class="signed-out__details" tabindex="0">{details}</pre>
                    <CopyButton text=move || copied.clone() texts=copy_texts(i18n, Text::ActionCopyDetails)/>
                </Expander>
            </StateLine>
        </div>
    }
    .into_any()
}

/// What went wrong and the next step, in a sentence or two.
pub fn problem_words(i18n: I18n, problem: &Problem) -> String {
    match problem {
        Problem::ClockOff { minutes } => {
            let off = chrono::TimeDelta::minutes(minutes.saturating_abs());
            i18n.format(Text::SignInClockOff, &[("duration", &i18n.duration(off))])
        }
        Problem::Status(status) => i18n.format(Text::SignInStatus, &[("status", &status.to_string())]),
        problem => i18n.word("signInProblem", key(problem)),
    }
}

/// The name of a problem in the locale files and in `data-problem`.
fn key(problem: &Problem) -> &'static str {
    match problem {
        Problem::InsecureContext => "insecureContext",
        Problem::NoStorage => "noStorage",
        Problem::Loop => "loop",
        Problem::NotStartedHere => "notStartedHere",
        Problem::TooLate => "tooLate",
        Problem::BadCallback { .. } => "badCallback",
        Problem::BadProvider { .. } => "badProvider",
        Problem::BadToken { .. } => "badToken",
        Problem::ClockOff { .. } => "clockOff",
        Problem::OtherTenant { .. } => "otherTenant",
        Problem::OtherAccount => "otherAccount",
        Problem::Rejected => "rejected",
        Problem::Expired => "expired",
        Problem::NotAsked => "notAsked",
        Problem::SignedOutElsewhere => "signedOutElsewhere",
        Problem::Offline => "offline",
        Problem::Unreachable => "unreachable",
        Problem::Status(_) => "status",
        Problem::Refused(refusal) => match refusal.cause {
            Cause::NotConsented => "notConsented",
            Cause::Declined => "declined",
            Cause::AdminConsentNeeded => "adminConsentNeeded",
            Cause::InteractionNeeded => "interactionNeeded",
            Cause::BlockedByPolicy => "blockedByPolicy",
            Cause::NotAssigned => "notAssigned",
            Cause::RedirectNotRegistered => "redirectNotRegistered",
            Cause::WrongAudience => "wrongAudience",
            Cause::AccountNotInTenant => "accountNotInTenant",
            Cause::SessionEnded => "sessionEnded",
            Cause::CodeUsed => "codeUsed",
            Cause::VerifierMismatch => "verifierMismatch",
            Cause::TooManyRequests => "tooManyRequests",
            Cause::UnknownApp => "unknownApp",
            Cause::UnknownTenant => "unknownTenant",
            Cause::NotSinglePage => "notSinglePage",
            Cause::UnknownPermission => "unknownPermission",
            Cause::Unavailable => "unavailable",
            Cause::Other => "other",
        },
    }
}

/// For whoever mends it: what was configured and what the provider says; the same in all languages. Never a token.
fn details(data: TenantData, problem: &Problem) -> String {
    let mut lines = Vec::new();
    let mut line = |name: &str, value: &str| {
        if !value.is_empty() {
            lines.push(format!("{name}: {value}"));
        }
    };
    match problem {
        Problem::Refused(refusal) => {
            line("error", &refusal.error);
            line("code", &refusal.code.map(|code| format!("AADSTS{code}")).unwrap_or_default());
            line("description", &refusal.description);
            line("trace_id", refusal.trace_id.as_deref().unwrap_or_default());
            line("correlation_id", refusal.correlation_id.as_deref().unwrap_or_default());
        }
        Problem::BadCallback { what } | Problem::BadProvider { what } | Problem::BadToken { what } => line("wrong", what),
        Problem::OtherTenant { found } => line("tid", found),
        Problem::ClockOff { minutes } => line("minutes", &minutes.to_string()),
        Problem::Status(status) => line("status", &status.to_string()),
        _ => line("problem", key(problem)),
    }
    line("redirect_uri", &super::tab::absolute_base());
    match data.graph(|endpoint| endpoint.auth.clone()) {
        Some(Auth::Entra { client_id, tenant }) => {
            line("client_id", &client_id);
            line("tenant", &tenant);
        }
        Some(Auth::Oidc { issuer, client_id, .. }) => {
            line("client_id", &client_id);
            line("issuer", &issuer);
        }
        Some(Auth::None) | None => {}
    }
    lines.join("\n")
}
