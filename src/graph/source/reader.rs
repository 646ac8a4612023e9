//! Asks the endpoint and tells each answer as soon as it is there.

use std::{
    cell::{Cell, RefCell},
    pin::Pin,
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use web_sys::RequestCache;

use super::{
    next_link::{self, Pages},
    pace::{self, Budget, Gate},
    plan::{self, Group, Part},
};
use crate::{
    auth::{
        challenge,
        problem::Problem,
        session::{AccessToken, Session, TokenError},
    },
    browser::{
        clock::now,
        fetch::{self, Cancel, FetchError, Request},
        task,
        timer::{breathe, in_slices, sleep},
    },
    config::{Auth, GraphEndpoint},
    graph::{
        catalogue::{Resource, Version},
        error::{BadAnswer, Error, GraphError, told_secs},
        pause,
        reply::Reply,
        snapshot::MAX_BYTES,
        store::Answer,
    },
};

/// The longest nap while the gate is closed: whoever cancels, or a clock that jumps, is noticed by then.
const NAP: TimeDelta = TimeDelta::seconds(1);

/// Bodies with more bytes than these are told alone.
const LONG: usize = 100_000;

/// Reads an endpoint. One for the whole page: all requests pass its gate.
pub struct Reader {
    endpoint: GraphEndpoint,
    session: Session,
    gate: RefCell<Gate>,
    budget: RefCell<Budget>,
    /// When an answer was good last: the token was accepted.
    accepted_at: Cell<Option<DateTime<Utc>>>,
    /// What refused a new token that others accepted.
    stubborn: RefCell<Vec<Resource>>,
    /// Told until when everybody waits.
    on_wait: Box<dyn Fn(DateTime<Utc>)>,
}

/// A resource with its answer, or why there is none.
type Asked = (Resource, Result<Reply, Error>);

/// What was read, and the reply that it was read from, where there is one.
pub type Told = (Answer, Option<Reply>);

/// One reading of one group.
pub struct Reading<'a> {
    /// Ends it.
    pub cancel: &'a Cancel,
    /// The id of the organisation, once it is known.
    pub organization_id: &'a dyn Fn() -> Option<String>,
    /// Takes what one request brought: each answer, or why there is none. Also that resources have to wait; their answers follow.
    pub tell: &'a dyn Fn(Vec<Told>),
}

impl Reader {
    /// Asks nothing yet.
    pub fn new(endpoint: GraphEndpoint, session: Session, on_wait: impl Fn(DateTime<Utc>) + 'static) -> Self {
        let (gate, budget, accepted_at, stubborn) = Default::default();
        Self { endpoint, session, gate, budget, accepted_at, stubborn, on_wait: Box::new(on_wait) }
    }

    /// Whether a group may be read without somebody asking for it: the service announcements are limited per tenant.
    pub fn may_read_by_itself(&self, group: Group) -> bool {
        group != Group::Service || self.budget.borrow().allows(now(), group.resources(&self.endpoint).count())
    }

    /// Reads a group. Every resource of it that can be asked for is told in the end.
    pub async fn read(&self, group: Group, reading: Reading<'_>) {
        let run = Run { reader: self, permissions: group.permissions(&self.endpoint), reading };
        let known = (run.reading.organization_id)();
        let batches = Version::ALL.map(|version| plan::parts(group, version, &self.endpoint, known.as_deref()));
        let requests: Vec<Vec<Part>> = if self.endpoint.batch {
            batches.into_iter().filter(|parts| !parts.is_empty()).collect()
        } else {
            batches.into_iter().flatten().map(|part| vec![part]).collect()
        };
        let mut asking: Vec<Pin<Box<dyn Future<Output = ()> + '_>>> = Vec::new();
        for parts in requests {
            asking.push(Box::pin(run.ask(parts)));
        }
        task::all(asking).await;
        // The one address that needs an answer first.
        if group == Group::Tenant && known.is_none() {
            let id = (run.reading.organization_id)();
            if let Some(url) = Resource::MdmAuthority.url(id.as_deref()) {
                run.ask(vec![Part { resource: Resource::MdmAuthority, url }]).await;
            }
        }
    }
}

struct Run<'a> {
    reader: &'a Reader,
    permissions: Vec<&'static str>,
    reading: Reading<'a>,
}

impl Run<'_> {
    /// Asks for `parts`, and for the further pages of those that have some.
    async fn ask(&self, parts: Vec<Part>) {
        let (more, whole) = self.answers(parts).await.into_iter().partition(has_further_pages);
        self.tell(whole).await;
        for (resource, result) in more {
            let result = match result {
                Ok(reply) => Ok(self.with_further_pages(resource, reply).await),
                error => error,
            };
            self.tell(vec![(resource, result)]).await;
        }
    }

    /// Tells answers: short ones together, long ones when they are decoded.
    async fn tell(&self, told: Vec<Asked>) {
        let is_long = |told: &Asked| told.1.as_ref().is_ok_and(|reply| reply.body.get().len() > LONG);
        let (long, short): (Vec<Asked>, Vec<Asked>) = told.into_iter().partition(is_long);
        let mut answers = Vec::new();
        for (resource, result) in short {
            answers.extend(match result {
                Ok(reply) => Answer::read(&reply, &pause::none).await.map(|answer| (answer, Some(reply))),
                Err(error) => Some((Answer::failed(resource, error), None)),
            });
        }
        (self.reading.tell)(answers);
        for (_, result) in long {
            breathe().await;
            if let Ok(reply) = result
                && let Some(answer) = Answer::read(&reply, &in_slices()).await
            {
                (self.reading.tell)(vec![(answer, Some(reply))]);
            }
            breathe().await;
        }
    }

    /// Every part with its last answer: those that failed in passing are asked for again, alone. What has all its pages by then is told
    /// at once, and is not among the answers.
    async fn answers(&self, mut parts: Vec<Part>) -> Vec<Asked> {
        let started = now();
        let mut ended = Vec::new();
        let (mut replacement, mut has_replaced) = (None, false);
        let mut tries = 0;
        while !parts.is_empty() {
            self.pass_gate().await;
            let token = match replacement.take() {
                Some(token) => token,
                None => self.reader.session.token(&self.permissions).await,
            };
            // Somebody else may have been told to wait while the token was on its way.
            self.pass_gate().await;
            let answers = match &token {
                Ok(token) => self.exchange(&parts, token.as_ref()).await,
                Err(error) => Err(self.error_of_token(error)),
            };
            tries += 1;
            let (replies, are_own) = match answers {
                Ok(answers) => answers,
                Err(error) => {
                    ended.extend(parts.into_iter().map(|part| (part.resource, Err(error.clone()))));
                    break;
                }
            };
            let is_in_time = now() - started < TimeDelta::seconds(pace::MAX_SECS);
            let (mut again, mut unauthorized) = (Vec::new(), Vec::new());
            let (mut pause, mut waiting) = (0, Vec::new());
            for (part, reply) in parts.into_iter().zip(replies) {
                let resource = part.resource;
                let error = Error::of_reply(resource, &reply);
                match error {
                    _ if is_about_token(error.as_ref(), &reply, are_own) => unauthorized.push((part, reply)),
                    Some(error) if is_in_time && pace::is_asked_again(reply.status, tries) => {
                        let told = told_secs(&reply);
                        let own_pause = pace::pause_ms(tries, told, js_sys::Math::random());
                        if pace::closes_the_gate(reply.status) {
                            self.close_gate(own_pause);
                            let request_id = error.request_id().map(str::to_owned);
                            waiting.push((resource, Err(Error::Throttled { retry_after_secs: told, request_id })));
                        }
                        pause = pause.max(own_pause);
                        again.push(part);
                    }
                    error => {
                        if error.is_none() {
                            self.reader.accepted_at.set(Some(now()));
                            self.reader.stubborn.borrow_mut().retain(|known| *known != resource);
                        }
                        if let (true, Some(told)) = (pace::closes_the_gate(reply.status), told_secs(&reply)) {
                            // This is the last try, but whoever asks next has to wait as well.
                            self.reader.gate.borrow_mut().close(now(), told * 1000);
                        }
                        // What a server says of the batch proves nothing about a part of it: a 404 is no missing connector here.
                        let result = if are_own { Ok(reply) } else { Err(error.unwrap_or_else(|| no_batch(&reply))) };
                        ended.push((resource, result));
                    }
                }
            }
            if !again.is_empty() {
                // Nobody waits for another's pause.
                let (more, whole) = ended.into_iter().partition(has_further_pages);
                ended = more;
                waiting.extend::<Vec<Asked>>(whole);
                self.tell(waiting).await;
            }
            // What refuses every token, while others take it, says nothing about the token.
            let is_stubborn = |part: &Part| self.reader.stubborn.borrow().contains(&part.resource);
            let (known, mut unauthorized) = unauthorized.into_iter().partition::<Vec<_>, _>(|(part, _)| is_stubborn(part));
            ended.extend(known.into_iter().map(|(part, reply)| (part.resource, Ok(reply))));
            if let (false, Ok(Some(token))) = (unauthorized.is_empty(), &token) {
                let challenges = || unauthorized.iter().filter_map(|(_, reply)| reply.header("www-authenticate"));
                let challenge = challenges().find(|challenge| challenge::claims(challenge).is_some());
                if challenge.is_some() {
                    self.reader.session.rejected(challenge);
                } else if !has_replaced {
                    // One new token; should Graph refuse that too, the session ends.
                    has_replaced = true;
                    replacement = Some(self.reader.session.replace(token, &self.permissions).await);
                    again.extend(unauthorized.drain(..).map(|(part, _)| part));
                } else if self.reader.accepted_at.get().is_some_and(|at| at >= started) {
                    self.reader.stubborn.borrow_mut().extend(unauthorized.iter().map(|(part, _)| part.resource));
                } else {
                    self.reader.session.rejected(None);
                }
            }
            ended.extend(unauthorized.into_iter().map(|(part, reply)| (part.resource, Ok(reply))));
            parts = again;
            if !parts.is_empty() && pause > 0 && !self.is_gate_closed() {
                sleep(Duration::from_millis(pause.into())).await;
            }
        }
        ended
    }

    /// One request; an answer for each part, and whether it is the part's own rather than that to the whole batch.
    async fn exchange(&self, parts: &[Part], token: Option<&AccessToken>) -> Result<(Vec<Reply>, bool), Error> {
        let endpoint = &self.reader.endpoint;
        let id = request_id();
        let authorization = token.map(AccessToken::authorization);
        let mut headers = vec![("accept", "application/json"), ("client-request-id", id.as_str())];
        if let Some(authorization) = &authorization {
            headers.push(("authorization", authorization));
        }
        let service = parts.iter().filter(|part| Group::of(part.resource) == Group::Service).count();
        self.reader.budget.borrow_mut().spend(now(), service);
        let body = plan::batch_body(parts);
        let (url, post) = if let [part] = parts {
            (part.address(endpoint), None)
        } else {
            let version = parts.first().map_or(Version::V1, |part| part.resource.entry().version);
            (plan::batch_address(version, endpoint), Some(("application/json", body.as_str())))
        };
        let request =
            Request { url: &url, post, headers: &headers, cache: RequestCache::NoStore, is_own: false, limit: MAX_BYTES };
        let answer = fetch::send(request, self.reading.cancel).await.map_err(|error| error_of_fetch(&error, &url))?;
        breathe().await;
        let read_at = Some(now());
        let whole = Reply {
            id: String::new(),
            status: answer.status,
            body: plan::body(&answer.body, answer.header("content-type")).into(),
            headers: answer.headers,
            read_at,
        };
        let of = |part: &Part| Reply { id: part.resource.id().to_owned(), ..whole.clone() };
        let replies = if post.is_some() && answer.status == 200 { plan::batch_replies(&whole.body, parts) } else { None };
        Ok(match replies {
            Some(replies) => {
                let own = parts.iter().zip(replies).map(|(part, reply)| match reply {
                    Some(reply) => Reply { read_at, ..reply },
                    // An answer that is missing is an empty one.
                    None => Reply { status: 204, headers: Vec::new(), ..of(part) },
                });
                (own.collect(), true)
            }
            None => (parts.iter().map(of).collect(), post.is_none()),
        })
    }

    /// A list with all its pages. Where a page cannot be had, those before it stay, and the list says that it is incomplete.
    async fn with_further_pages(&self, resource: Resource, first: Reply) -> Reply {
        let mut pages = Pages::new(&self.reader.endpoint.base_url);
        let mut next = pages.take(&first.body);
        let started = now();
        while let Ok(Some(url)) = next {
            if now() - started > TimeDelta::seconds(next_link::MAX_SECS) {
                next = Err(next_link::Stop::TooMany);
                break;
            }
            let answer = Box::pin(self.answers(vec![Part { resource, url }])).await.pop();
            next = match answer {
                Some((_, Ok(page))) if Error::of_reply(resource, &page).is_none() => pages.take(&page.body),
                _ => Err(next_link::Stop::Failed),
            };
            breathe().await;
        }
        Reply { body: pages.joined(next.is_ok()).into(), ..first }
    }

    async fn pass_gate(&self) {
        loop {
            let now = now();
            let until = self.reader.gate.borrow().closed_until(now);
            match until {
                Some(until) if !self.reading.cancel.is_cancelled() => {
                    (self.reader.on_wait)(until);
                    sleep((until - now).min(NAP).to_std().unwrap_or_default()).await;
                }
                _ => return,
            }
        }
    }

    fn is_gate_closed(&self) -> bool {
        self.reader.gate.borrow().closed_until(now()).is_some()
    }

    fn close_gate(&self, pause_ms: u32) {
        let now = now();
        self.reader.gate.borrow_mut().close(now, pause_ms);
        let until = self.reader.gate.borrow().closed_until(now);
        if let Some(until) = until {
            (self.reader.on_wait)(until);
        }
    }

    fn error_of_token(&self, error: &TokenError) -> Error {
        let explained = |problem: &Problem| match problem {
            Problem::Refused(refusal) => GraphError {
                code: refusal.error.clone(),
                message: refusal.description.clone(),
                request_id: refusal.trace_id.clone(),
            },
            _ => GraphError::default(),
        };
        match error {
            TokenError::SignInNeeded(_) => Error::SignedOut { request_id: None },
            TokenError::ConsentNeeded(problem) => Error::Refused(explained(problem)),
            TokenError::Refused(problem) => Error::Failed { status: 401, error: explained(problem) },
            TokenError::Unreachable(error) => error_of_fetch(error, provider(&self.reader.endpoint)),
        }
    }
}

/// Whether an answer is a list that goes on, or says so.
fn has_further_pages((_, result): &Asked) -> bool {
    result.as_ref().is_ok_and(|reply| reply.status == 200 && next_link::goes_on(&reply.body))
}

/// Where tokens come from.
fn provider(endpoint: &GraphEndpoint) -> &str {
    match &endpoint.auth {
        Auth::Entra { .. } => endpoint.cloud.login_authority(),
        Auth::Oidc { issuer, .. } => issuer,
        Auth::None => &endpoint.base_url,
    }
}

/// Whether an answer is about the token: a 401, unless it is Intune's for a missing role; or a claims challenge. What a server says of a
/// whole batch is never about a role.
fn is_about_token(error: Option<&Error>, reply: &Reply, is_own: bool) -> bool {
    let is_challenge = || reply.header("www-authenticate").is_some_and(|challenge| challenge::claims(challenge).is_some());
    matches!(error, Some(Error::SignedOut { .. })) || (reply.status == 401 && !is_own) || (reply.status == 403 && is_challenge())
}

/// An answer to a batch that is none, though its status is one of success.
fn no_batch(reply: &Reply) -> Error {
    let request_id = reply.header("request-id").map(str::to_owned);
    Error::BadAnswer { kind: BadAnswer::Shape, detail: "not the answer to a batch".to_owned(), request_id }
}

/// Why a request to `url` has no answer.
pub fn error_of_fetch(error: &FetchError, url: &str) -> Error {
    let failed = |status| Error::Failed { status, error: GraphError::default() };
    match error {
        FetchError::Offline => Error::Offline,
        FetchError::Unreachable => Error::Unreachable { host: fetch::host_of(url) },
        FetchError::TimedOut | FetchError::Cancelled => failed(408),
        FetchError::Status(status) => failed(*status),
        FetchError::TooLarge(bytes) => {
            Error::BadAnswer { kind: BadAnswer::Shape, detail: format!("{bytes} bytes"), request_id: None }
        }
    }
}

/// A new GUID for each request, by which Microsoft's support finds it.
fn request_id() -> String {
    let mut bytes = [0; 16];
    crate::browser::random::fill(&mut bytes);
    // Version 4, variant 1.
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut id = String::with_capacity(36);
    for (index, byte) in bytes.into_iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            id.push('-');
        }
        for nibble in [byte >> 4, byte & 15] {
            id.push(char::from_digit(nibble.into(), 16).unwrap_or('0'));
        }
    }
    id
}
