//! The filters of the connectors.

use crate::{
    domain::{
        connector::Connector,
        health::{Family, Health},
    },
    i18n::Text,
};

/// The fixed filters, the value of `show` in the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// All.
    All,
    /// What needs action.
    Action,
    /// What nobody knows about.
    Unchecked,
    /// Certificates and tokens.
    Credentials,
    /// The others.
    Connections,
}

impl Show {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [Self::All, Self::Action, Self::Unchecked, Self::Credentials, Self::Connections];

    /// The value in the address; empty for all.
    pub fn value(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Action => "action",
            Self::Unchecked => "unchecked",
            Self::Credentials => "credentials",
            Self::Connections => "connections",
        }
    }

    /// The filter of a value in the address; of anything unknown, all.
    pub fn from_value(value: &str) -> Self {
        Self::ALL.into_iter().find(|show| show.value() == value).unwrap_or(Self::All)
    }

    /// Its name.
    pub fn label(self) -> Text {
        match self {
            Self::All => Text::FilterAll,
            Self::Action => Text::FilterAction,
            Self::Unchecked => Text::FilterUnchecked,
            Self::Credentials => Text::FilterCredentials,
            Self::Connections => Text::FilterConnections,
        }
    }

    /// Whether a connector is shown.
    pub fn admits(self, connector: &Connector) -> bool {
        let is_credential = connector.kind.facts().family == Family::Credential;
        match self {
            Self::All => true,
            Self::Action => connector.needs_action(),
            Self::Unchecked => connector.health() == Health::Unknown,
            Self::Credentials => is_credential,
            Self::Connections => !is_credential,
        }
    }
}
