//! The service health in words, and what the first view and the tab have in common.

use super::words::{count, issue_counts};
use crate::{
    graph::section::ServiceHealth,
    i18n::{I18n, Text},
};

/// How many issues a table shows at first, and how many more at each step.
pub const PAGE: usize = 20;
/// The id of the button that opens the past 30 days.
pub const PAST: &str = "past-issues";
/// The id of what lists the services that Intune leans on.
pub const RELATED: &str = "related-services";

/// The overall status.
pub fn overview_words(i18n: I18n, status: &str) -> String {
    i18n.format(Text::HealthIntune, &[("status", &i18n.word("issueStatus", status))])
}

/// What ended lately.
pub fn past_words(i18n: I18n, past: usize) -> String {
    i18n.format(Text::HealthPastHere, &[("n", &count(i18n, past))])
}

/// Whether anything is known of the services that Intune leans on.
pub fn has_related(health: &ServiceHealth) -> bool {
    !(health.related.is_empty() && health.related_overviews.is_empty())
}

/// The services that Intune leans on.
pub fn related_words(i18n: I18n, health: &ServiceHealth) -> String {
    let counts = issue_counts(i18n, &health.related);
    let counts = if counts.is_empty() { i18n.text(Text::HealthRelatedNone) } else { counts };
    i18n.format(Text::HealthRelated, &[("counts", &counts)])
}
