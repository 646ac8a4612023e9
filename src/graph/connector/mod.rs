//! The resources that tell about connectors: one file each, one line each in [`SOURCES`].

use serde_json::value::RawValue;

use super::{
    catalogue::Resource,
    error::{DecodeError, GraphError},
};
use crate::domain::{
    connector::{ConnectorKind, Known},
    health::NotEnabled,
};

/// One Graph resource and the kinds of connector that it tells about.
#[derive(Debug)]
pub struct ConnectorSource {
    /// What to ask for.
    pub resource: Resource,
    /// The kinds that its answer is about: one or two.
    pub kinds: &'static [ConnectorKind],
    /// Reads a successful answer for one of [`Self::kinds`].
    pub read: fn(ConnectorKind, &RawValue) -> Result<Known, DecodeError>,
    /// What an error answer proves: the HTTP status and Graph's own envelope.
    pub not_enabled: fn(u16, &GraphError) -> Option<NotEnabled>,
}

/// All sources.
pub const SOURCES: &[&ConnectorSource] = &[];
