//! Answers without what tells whose they are.
//!
//! Nothing leaves that [`how`] does not name: a property that no rule reads is dropped with all that is in it. What names the tenant,
//! its people and its machines gets a replacement, the same for the same text wherever it stands, upper or lower case; and wherever
//! such a text stands within Microsoft's own texts, it is replaced there too. What the rules judge by stays: dates, counts, and the
//! words that Microsoft defines.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use crate::{
    domain::order,
    graph::{
        catalogue::Resource,
        error::{Error, GraphError},
        pause::Pause,
        reply::Reply,
    },
    json,
};

/// A text of fewer characters is replaced where it stands as a whole, but not within other texts: it is in half of all words, and
/// names nobody there.
pub const SHORTEST: usize = 3;

/// What a text names. It becomes the name of this and a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Tenant,
    Organisation,
    Domain,
    Person,
    Phone,
    Name,
    Server,
    Serial,
    Id,
}

impl Kind {
    const COUNT: usize = Self::Id as usize + 1;

    fn numbered(self, number: usize) -> String {
        let (before, after) = match self {
            Self::Tenant => ("tenant-", ""),
            Self::Organisation => ("organisation-", ""),
            Self::Domain => ("domain-", ".example"),
            Self::Person => ("person-", ""),
            Self::Phone => ("phone-", ""),
            Self::Name => ("name-", ""),
            Self::Server => ("server-", ""),
            Self::Serial => ("serial-", ""),
            Self::Id => return format!("00000000-0000-4000-8000-{number:012}"),
        };
        [before, &number.to_string(), after].concat()
    }
}

/// What becomes of a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// It is left out.
    Drop,
    /// It stays: a word that Microsoft or a partner defines.
    Keep,
    /// It stays if it looks like a word, a number or a date; anything else is a [`How::Text`]. What it holds has its own ways.
    Word,
    /// It stays, without what names the tenant.
    Text,
    /// It is replaced.
    Name(Kind),
    /// That it is there is told, not what it says.
    More,
}

/// The one table of what leaves. `parent` is the property around it, empty at the top of a body.
fn how(resource: Resource, parent: &str, key: &str) -> How {
    use How::{Drop, Keep, Name, Text, Word};
    // That there is more must be told, but not where.
    if key == "@odata.nextLink" {
        return How::More;
    }
    if parent.is_empty() && key == "value" {
        return Word;
    }
    match resource {
        Resource::Organization => match key {
            "name" if parent == "verifiedDomains" => Name(Kind::Domain),
            "id" => Name(Kind::Id),
            "displayName" => Name(Kind::Tenant),
            "verifiedDomains" | "isDefault" | "isInitial" | "countryLetterCode" => Word,
            "technicalNotificationMails" | "marketingNotificationEmails" | "securityComplianceNotificationMails" => {
                Name(Kind::Person)
            }
            "businessPhones" | "securityComplianceNotificationPhones" => Name(Kind::Phone),
            _ => Drop,
        },
        Resource::MdmAuthority => of(key, &["mobileDeviceManagementAuthority"]),
        Resource::TenantLocation => of(key, &["capability", "providerName", "uri"]),
        Resource::SubscriptionState => of(key, &["subscriptionState"]),
        Resource::ManagedDeviceOverview if parent == "deviceOperatingSystemSummary" => Word,
        Resource::ManagedDeviceOverview => of(key, &["enrolledDeviceCount", "deviceOperatingSystemSummary"]),
        Resource::SubscribedSkus | Resource::CompanySubscriptions => of(
            key,
            &[
                "capabilityStatus",
                "appliesTo",
                "consumedUnits",
                "prepaidUnits",
                "enabled",
                "suspended",
                "warning",
                "lockedOut",
                "servicePlans",
                "servicePlanId",
                "servicePlanName",
                "provisioningStatus",
                "skuId",
                "skuPartNumber",
                "status",
                "totalLicenses",
                "nextLifecycleDateTime",
            ],
        ),
        Resource::ConnectorStatus => of(key, &["connectorName", "status", "eventDateTime"]),
        Resource::HealthOverviews | Resource::Issues | Resource::Messages => match key {
            "value" if parent == "details" => Text,
            "title" | "impactDescription" | "content" => Text,
            "service" | "services" | "feature" | "featureGroup" | "tags" | "name" => Keep,
            _ => of(
                key,
                &[
                    "actionRequiredByDateTime",
                    "body",
                    "category",
                    "classification",
                    "contentType",
                    "createdDateTime",
                    "description",
                    "details",
                    "endDateTime",
                    "id",
                    "isArchived",
                    "isFavorited",
                    "isMajorChange",
                    "isRead",
                    "isResolved",
                    "lastModifiedDateTime",
                    "origin",
                    "postType",
                    "posts",
                    "severity",
                    "startDateTime",
                    "status",
                    "viewPoint",
                ],
            ),
        },
        connector => of_connector(connector, key),
    }
}

/// A property of a connector.
fn of_connector(resource: Resource, key: &str) -> How {
    use How::{Drop, Keep, Name, Word};
    match key {
        // The id of a partner is the same in every tenant, and says which partner it is.
        "id" if resource == Resource::MobileThreatDefenseConnectors => Word,
        "id" => Name(Kind::Id),
        "displayName" => match resource {
            // The names of products.
            Resource::DeviceManagementPartners | Resource::RemoteAssistancePartners | Resource::ComplianceManagementPartners => {
                Keep
            }
            Resource::NdesConnectors | Resource::DomainJoinConnectors => Name(Kind::Server),
            _ => Name(Kind::Name),
        },
        "machineName" | "serverName" | "connectorServerName" => Name(Kind::Server),
        "tokenName" | "exchangeAlias" => Name(Kind::Name),
        "organizationName" | "locationName" | "ownerOrganizationName" | "exchangeOrganization" => Name(Kind::Organisation),
        "appleId" | "appleIdentifier" | "ownerUserPrincipalName" | "primarySmtpAddress" => Name(Kind::Person),
        "certificateSerialNumber" | "topicIdentifier" => Name(Kind::Serial),
        key if key.ends_with("DateTime") => Word,
        "androidOnboarded"
        | "bindStatus"
        | "connectorVersion"
        | "iosOnboarded"
        | "isConfigured"
        | "isEnabledForMicrosoftStoreForBusiness"
        | "lastAppSyncStatus"
        | "lastSyncErrorCode"
        | "lastSyncStatus"
        | "linuxOnboarded"
        | "macOsOnboarded"
        | "onboardingStatus"
        | "partnerState"
        | "state"
        | "status"
        | "syncStatus"
        | "version" => Word,
        _ => Drop,
    }
}

fn of(key: &str, words: &[&str]) -> How {
    if words.contains(&key) { How::Word } else { How::Drop }
}

/// The answers without what names the tenant, pausing between the steps.
pub async fn redacted(replies: &[Reply], pause: Pause<'_>) -> Vec<Reply> {
    let mut redactor = Redactor::default();
    let known = || replies.iter().filter_map(|reply| Some((Resource::from_id(&reply.id)?, reply)));
    // First everything that is to be replaced: a text may come before the answer that says whose name is in it.
    for (resource, reply) in known() {
        pause().await;
        // Microsoft's own texts name nobody by themselves.
        if !matches!(resource, Resource::HealthOverviews | Resource::Issues | Resource::Messages) {
            redactor.value(resource, "", reply.body.get(), How::Word, 0);
        }
    }
    redactor.prepare();
    let mut redacted = Vec::new();
    for (resource, reply) in known() {
        pause().await;
        redacted.push(redactor.reply(resource, reply, pause).await);
    }
    redacted
}

/// A text to be found within others.
struct Needle {
    folded: Vec<char>,
    replacement: String,
    is_domain: bool,
}

#[derive(Default)]
struct Redactor {
    /// By the folded original; whether it is a domain.
    known: BTreeMap<String, (String, bool)>,
    counts: [usize; Kind::COUNT],
    /// By their first characters, longest first.
    needles: BTreeMap<[char; SHORTEST], Vec<Needle>>,
}

impl Redactor {
    async fn reply(&mut self, resource: Resource, reply: &Reply, pause: Pause<'_>) -> Reply {
        let mut status = reply.status;
        let body = match GraphError::parse(&reply.body) {
            Some(error) => {
                let what = Error::of_reply(resource, reply);
                if matches!(what, Some(Error::Refused(_))) {
                    status = 403;
                }
                self.error(&error, what.as_ref())
            }
            None => self.body(resource, reply.body.get(), pause).await,
        };
        Reply {
            id: reply.id.clone(),
            status,
            headers: reply.headers.iter().filter(|(name, value)| name == "retry-after" && is_plain(value)).cloned().collect(),
            body: RawValue::from_string(body).unwrap_or_else(|_| RawValue::NULL.to_owned()).into(),
            read_at: reply.read_at,
        }
    }

    /// An error by its code alone. Its message may quote anything; of it only stays whether it is about the licence, and whether
    /// somebody was signed in.
    fn error(&self, error: &GraphError, what: Option<&Error>) -> String {
        let code = match what {
            Some(Error::SignedOut { .. }) => "InvalidAuthenticationToken",
            _ if is_plain(&error.code) && !self.known.contains_key(&fold(&error.code)) => &error.code,
            _ => "Error",
        };
        let message = match what {
            Some(Error::NotLicensed(_)) => "Request not applicable to target tenant",
            _ => "",
        };
        ["{\"error\":{\"code\":", &json::quoted(code), ",\"message\":", &json::quoted(message), "}}"].concat()
    }

    /// The body of an answer; its list item by item.
    async fn body(&mut self, resource: Resource, body: &str, pause: Pause<'_>) -> String {
        if body.starts_with('"') {
            // No answer of Graph. Whether it was a web page is worth knowing.
            let text = json::text(body).unwrap_or_default();
            let is_page = matches!(text.trim_start().as_bytes(), [b'<', ..] | [b'P', b'A'..=b'P', ..]);
            return if is_page { "\"<\"" } else { "\"-\"" }.to_owned();
        }
        let Some(members) = json::member_texts(body) else { return self.value(resource, "", body, How::Word, 0) };
        let mut parts = Vec::new();
        for (key, value) in members {
            let how = how(resource, "", &key);
            if how == How::Drop {
                continue;
            }
            let value = match json::element_texts(value) {
                Some(elements) => {
                    let mut items = Vec::with_capacity(elements.len());
                    for element in elements {
                        pause().await;
                        items.push(self.value(resource, &key, element, how, 1));
                    }
                    ["[", &items.join(","), "]"].concat()
                }
                None => self.value(resource, &key, value, how, 0),
            };
            parts.push([&json::quoted(&key), ":", &value].concat());
        }
        ["{", &parts.join(","), "}"].concat()
    }

    /// A value. `parent` is the property that holds it.
    fn value(&mut self, resource: Resource, parent: &str, value: &str, how: How, depth: usize) -> String {
        // Nothing that is read lies deeper.
        const DEEPEST: usize = 8;
        match value.as_bytes().first() {
            _ if depth > DEEPEST => "null".to_owned(),
            Some(b'{') => {
                let mut parts = Vec::new();
                for (key, value) in json::member_texts(value).unwrap_or_default() {
                    let how = self::how(resource, parent, &key);
                    if how != How::Drop {
                        parts.push([&json::quoted(&key), ":", &self.value(resource, &key, value, how, depth + 1)].concat());
                    }
                }
                ["{", &parts.join(","), "}"].concat()
            }
            Some(b'[') => {
                let elements = json::element_texts(value).unwrap_or_default();
                let items: Vec<String> =
                    elements.into_iter().map(|item| self.value(resource, parent, item, how, depth + 1)).collect();
                ["[", &items.join(","), "]"].concat()
            }
            Some(b'"') => match json::text(value) {
                Some(text) => json::quoted(&self.string(&text, how)),
                // A half of a character: no text, and stays none.
                None => "\"\\ud800\"".to_owned(),
            },
            // A number may be a name, as for whoever decodes it.
            Some(b'-' | b'0'..=b'9') if matches!(how, How::Name(_)) => json::quoted(&self.string(value, how)),
            _ => value.to_owned(),
        }
    }

    fn string(&mut self, text: &str, how: How) -> String {
        match how {
            How::Drop => String::new(),
            How::More => "unread".to_owned(),
            How::Keep => text.to_owned(),
            How::Word if is_plain(text) => text.to_owned(),
            How::Word | How::Text => self.within(text),
            How::Name(kind) => self.name(kind, text),
        }
    }

    /// The replacement of a text, the same each time.
    fn name(&mut self, kind: Kind, text: &str) -> String {
        let text = text.trim();
        // Whether there is a name is not a secret.
        if text.is_empty() {
            return String::new();
        }
        if let Some((replacement, _)) = self.known.get(&fold(text)) {
            return replacement.clone();
        }
        let replacement = match (kind, text.rsplit_once('@')) {
            (Kind::Person, Some((_, domain))) => {
                let domain = self.name(Kind::Domain, domain);
                [&self.next(Kind::Person), "@", &domain].concat()
            }
            _ => self.next(kind),
        };
        self.known.insert(fold(text), (replacement.clone(), kind == Kind::Domain));
        match (kind, text.split_once('.')) {
            // The name of a machine without its domain, and the part of a domain that is chosen.
            (Kind::Server, Some((host, _))) => self.also(host, &replacement),
            (Kind::Domain, Some(_)) => self.also(chosen(text), replacement.trim_end_matches(".example")),
            _ => {}
        }
        replacement
    }

    /// Another name of the same.
    fn also(&mut self, text: &str, replacement: &str) {
        // The word of a mail provider is in Microsoft's own texts, and names nobody.
        const PROVIDERS: [&str; 9] =
            ["icloud", "apple", "gmail", "googlemail", "google", "outlook", "hotmail", "microsoft", "onmicrosoft"];
        if !PROVIDERS.contains(&fold(text).as_str()) {
            self.known.entry(fold(text)).or_insert_with(|| (replacement.to_owned(), false));
        }
    }

    fn next(&mut self, kind: Kind) -> String {
        self.counts[kind as usize] += 1;
        kind.numbered(self.counts[kind as usize])
    }

    /// Makes everything that is known ready to be found within texts, also as HTML and addresses write it.
    fn prepare(&mut self) {
        for (folded, (replacement, is_domain)) in &self.known {
            let mut forms = vec![folded.clone()];
            for form in
                [as_html(folded), as_html(folded).replace("&#39;", "&apos;"), percent(folded, false), percent(folded, true)]
            {
                if !forms.contains(&form) {
                    forms.push(form);
                }
            }
            for form in forms {
                let folded: Vec<char> = form.chars().collect();
                if let Some(start) = folded.first_chunk::<SHORTEST>().copied() {
                    let needle = Needle { folded, replacement: replacement.clone(), is_domain: *is_domain };
                    self.needles.entry(start).or_default().push(needle);
                }
            }
        }
        for needles in self.needles.values_mut() {
            order::sort_by(needles, |a, b| b.folded.len().cmp(&a.folded.len()));
        }
    }

    /// A text with everything replaced that is known, the longest first.
    fn within(&mut self, text: &str) -> String {
        // Each folded character with the place of the one that it comes from.
        let folded: Vec<(char, usize)> =
            text.char_indices().flat_map(|(at, char)| char.to_lowercase().map(move |folded| (folded, at))).collect();
        let mut within = String::with_capacity(text.len());
        let (mut at, mut done) = (0, 0);
        while let Some([(a, start), (b, _), (c, _)]) = folded.get(at..).and_then(|rest| rest.first_chunk()) {
            let found = self.needles.get(&[*a, *b, *c]).and_then(|needles| {
                needles.iter().find(|needle| {
                    let rest = folded[at..].iter().map(|(char, _)| char);
                    folded.len() - at >= needle.folded.len() && needle.folded.iter().zip(rest).all(|(a, b)| a == b)
                })
            });
            let Some(Needle { folded: needle, replacement, is_domain }) = found else {
                at += 1;
                continue;
            };
            // A character that folds into several goes as a whole.
            within.push_str(text.get(done..*start).unwrap_or_default());
            let last = folded[at + needle.len() - 1].1;
            at += needle.len();
            while folded.get(at).is_some_and(|(_, place)| *place == last) {
                at += 1;
            }
            done = folded.get(at).map_or(text.len(), |(_, place)| *place);
            let (replacement, is_domain) = (replacement.clone(), *is_domain);
            if is_domain && within.ends_with('@') {
                let end = within.len() - 1;
                let is_local = |char: char| char.is_alphanumeric() || "._%+-'".contains(char);
                let start = within[..end].trim_end_matches(is_local).len();
                let local = within[start..end].to_owned();
                within.truncate(start);
                within.push_str(&self.person(&local, &replacement));
            } else {
                within.push_str(&replacement);
            }
        }
        within.push_str(text.get(done..).unwrap_or_default());
        within
    }

    /// Somebody of a domain whom only a text names.
    fn person(&mut self, local: &str, domain: &str) -> String {
        let key = [&fold(local), "@", domain].concat();
        if let Some((known, _)) = self.known.get(&key) {
            return known.clone();
        }
        let person = [&self.next(Kind::Person), "@", domain].concat();
        self.known.insert(key, (person.clone(), false));
        person
    }
}

/// Upper and lower case are one.
fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// A word as programs write it, a number, or a date: nothing else is a value that the rules judge by.
fn is_plain(text: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let is_date = |byte: u8| byte.is_ascii_digit() || b"TtZz:.+- ".contains(&byte);
    text.bytes().all(is_word) || text.bytes().all(is_date)
}

/// The part of a domain that its owner chose: `contoso` of `contoso.onmicrosoft.com` and of `mail.contoso.co.uk`.
fn chosen(domain: &str) -> &str {
    let labels: Vec<&str> = domain.split('.').collect();
    match labels.as_slice() {
        [first, "onmicrosoft" | "mail", ..] => first,
        [all @ .., _] => all.iter().copied().rev().max_by_key(|label| label.len()).unwrap_or(domain),
        [] => domain,
    }
}

fn as_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// As an address writes it, folded; with `+` for a blank as forms do.
fn percent(text: &str, plus: bool) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut percent = String::new();
    for byte in text.bytes() {
        match byte {
            b' ' if plus => percent.push('+'),
            byte if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => percent.push(char::from(byte)),
            byte => {
                percent.push('%');
                percent.push(char::from(DIGITS[usize::from(byte >> 4)]));
                percent.push(char::from(DIGITS[usize::from(byte & 15)]));
            }
        }
    }
    percent
}
