//! Service health and news: `admin/serviceAnnouncement`.
//!
//! The documentation writes enum values as `Incident`, live answers as `incident`: they are compared without case and kept as they
//! came.

use std::{cmp::Reverse, sync::Arc};

use serde_json::value::RawValue;

use super::{
    error::DecodeError,
    lenient::Object,
    page::{self, List},
    pause::Pause,
};
use crate::domain::{
    message::{Body, Message},
    order,
    service_issue::{Classification, Post, ServiceIssue, is_resolved_status},
    when::When,
};

/// The overall status of one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HealthOverview {
    /// The name of the service.
    pub service: String,
    /// The status as it came.
    pub status: String,
}

/// Reads `healthOverviews`.
pub(super) fn health_overviews(body: &RawValue) -> Result<List<HealthOverview>, DecodeError> {
    page::readable(
        body,
        |overview: &HealthOverview| &overview.service,
        |item| Ok(HealthOverview { service: required(item, "service")?, status: required(item, "status")? }),
    )
}

/// Reads `issues`. An item without id is unreadable: nothing could link to it.
pub(super) async fn issues(body: &RawValue, pause: Pause<'_>) -> Result<List<Arc<ServiceIssue>>, DecodeError> {
    page::readable_in_slices(body, |issue: &Arc<ServiceIssue>| &issue.id, |item| issue(item).map(Arc::new), pause).await
}

/// Reads `messages`. An item without id is unreadable.
pub(super) async fn messages(body: &RawValue, pause: Pause<'_>) -> Result<List<Arc<Message>>, DecodeError> {
    page::readable_in_slices(body, |message: &Arc<Message>| &message.id, |item| message(item).map(Arc::new), pause).await
}

fn issue(item: &Object) -> Result<ServiceIssue, DecodeError> {
    let is = |key: &str, value: &str| item.text(key).is_some_and(|text| text.eq_ignore_ascii_case(value));
    let status = item.text("status").unwrap_or_default();
    let mut posts: Vec<_> = item.objects("posts").iter().map(post).collect();
    order::sort_by_key(&mut posts, |post| Reverse(post.created.as_ref().and_then(When::instant)));
    Ok(ServiceIssue {
        id: required(item, "id")?,
        title: item.text("title").unwrap_or_default(),
        service: item.text("service").unwrap_or_default(),
        feature: item.text("feature").unwrap_or_default(),
        classification: if is("classification", "incident") { Classification::Incident } else { Classification::Advisory },
        is_customers: is("origin", "customer"),
        is_resolved: item.flag("isResolved").unwrap_or_else(|| is_resolved_status(&status)),
        status,
        impact: item.text("impactDescription").unwrap_or_default(),
        started: item.when("startDateTime"),
        ended: item.when("endDateTime"),
        updated: item.when("lastModifiedDateTime"),
        posts,
    })
}

fn post(item: &Object) -> Post {
    Post {
        created: item.when("createdDateTime"),
        is_quick: item.text("postType").is_some_and(|kind| kind.eq_ignore_ascii_case("quick")),
        body: body(item, "description"),
    }
}

fn message(item: &Object) -> Result<Message, DecodeError> {
    // Null for an application: then nobody has read it.
    let view_point = item.object("viewPoint").unwrap_or_default();
    Ok(Message {
        id: required(item, "id")?,
        title: item.text("title").unwrap_or_default(),
        category: item.text("category").unwrap_or_default(),
        severity: item.text("severity").unwrap_or_default(),
        services: item.texts("services"),
        tags: item.texts("tags"),
        is_major: item.flag("isMajorChange").unwrap_or_default(),
        act_by: item.when("actionRequiredByDateTime"),
        started: item.when("startDateTime"),
        ended: item.when("endDateTime"),
        updated: item.when("lastModifiedDateTime"),
        is_read: view_point.flag("isRead"),
        is_favorite: view_point.flag("isFavorited").unwrap_or_default(),
        is_archived: view_point.flag("isArchived").unwrap_or_default(),
        body: body(item, "body"),
        details: item
            .objects("details")
            .iter()
            .filter_map(|detail| Some((detail.text("name")?, detail.text("value")?)))
            .collect(),
    })
}

/// A text with its type; a bare text is plain.
fn body(item: &Object, key: &str) -> Body {
    match item.object(key) {
        Some(body) => Body {
            is_html: body.text("contentType").is_some_and(|kind| kind.eq_ignore_ascii_case("html")),
            content: body.text("content").unwrap_or_default(),
        },
        None => Body { is_html: false, content: item.text(key).unwrap_or_default() },
    }
}

fn required(item: &Object, key: &str) -> Result<String, DecodeError> {
    let text = item.text(key).filter(|text| !text.is_empty());
    text.ok_or_else(|| DecodeError { problem: format!("an item without `{key}`") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::pause::{at_once, none};

    fn issues(body: &RawValue) -> Result<List<Arc<ServiceIssue>>, DecodeError> {
        at_once(super::issues(body, &none))
    }

    fn messages(body: &RawValue) -> Result<List<Arc<Message>>, DecodeError> {
        at_once(super::messages(body, &none))
    }

    fn raw(json: &str) -> Box<RawValue> {
        RawValue::from_string(json.to_owned()).unwrap()
    }

    fn one_issue(fields: &str) -> Arc<ServiceIssue> {
        let list = issues(&raw(&format!(r#"{{"value": [{{"id": "IT1", {fields}}}]}}"#))).unwrap();
        Arc::clone(&list.items[0])
    }

    #[test]
    fn an_issue_is_read_in_both_spellings() {
        for (classification, origin) in [("incident", "customer"), ("Incident", "Customer")] {
            let issue = one_issue(&format!(r#""classification": "{classification}", "origin": "{origin}", "status": "x""#));
            assert_eq!((issue.classification, issue.is_customers), (Classification::Incident, true));
        }
        let issue = one_issue(r#""classification": "brandNew", "origin": null"#);
        assert_eq!((issue.classification, issue.is_customers), (Classification::Advisory, false));
    }

    #[test]
    fn an_issue_is_over_when_it_says_so_or_else_by_its_status() {
        assert!(one_issue(r#""isResolved": true, "status": "investigating""#).is_resolved);
        assert!(!one_issue(r#""isResolved": "False", "status": "serviceRestored""#).is_resolved);
        assert!(one_issue(r#""status": "ServiceRestored""#).is_resolved);
        assert!(!one_issue(r#""status": "brandNew""#).is_resolved);
        assert!(!one_issue(r#""title": "t""#).is_resolved);
    }

    #[test]
    fn posts_are_newest_first_and_undated_ones_last() {
        let issue = one_issue(
            r#""posts": [{"createdDateTime": "2026-01-01T00:00:00Z", "postType": "Quick", "description": {"contentType": "Html", "content": "a"}},
                {"description": "plain"}, 5, {"createdDateTime": "2026-01-02T00:00:00.1234567Z", "description": {"contentType": "Text", "content": "b"}}]"#,
        );
        let posts: Vec<_> =
            issue.posts.iter().map(|post| (post.body.content.as_str(), post.body.is_html, post.is_quick)).collect();
        assert_eq!(posts, [("b", false, false), ("a", true, true), ("plain", false, false)]);
    }

    #[test]
    fn of_two_with_the_same_id_the_last_wins_and_none_is_unreadable() {
        let list = issues(&raw(
            r#"{"value": [{"id": "IT1", "title": "old"}, {"id": "IT2"}, {"title": "x"}, {"id": "IT1", "title": "new"}]}"#,
        ));
        let list = list.unwrap();
        let titles: Vec<_> = list.items.iter().map(|issue| (issue.id.as_str(), issue.title.as_str())).collect();
        assert_eq!(titles, [("IT1", "new"), ("IT2", "")]);
        assert_eq!(list.unreadable, 1);
    }

    #[test]
    fn a_message_tells_what_its_reader_did_where_graph_knows() {
        let body = r#"{"value": [
            {"id": "MC1", "category": "PlanForChange", "isMajorChange": "true", "services": ["Microsoft Intune", 5], "tags": null,
             "viewPoint": {"isRead": true, "isArchived": false, "isFavorited": true}, "body": {"contentType": "html", "content": "<p>"},
             "details": [{"name": "Platforms", "value": "Web"}, {"name": "x"}], "actionRequiredByDateTime": "2026-12-01T00:00:00Z"},
            {"id": "MC2", "viewPoint": null, "actionRequiredByDateTime": 5}]}"#;
        let list = messages(&raw(body)).unwrap();
        let [first, second] = [&list.items[0], &list.items[1]];
        assert_eq!((first.is_read, first.is_archived, first.is_favorite, first.is_major), (Some(true), false, true, true));
        assert_eq!(first.services, ["Microsoft Intune", "5"]);
        assert_eq!(first.details, [("Platforms".to_owned(), "Web".to_owned())]);
        assert!(first.body.is_html && first.act_by_at().is_some());
        assert_eq!((second.is_read, second.act_by.clone()), (None, Some(When::Invalid("5".to_owned()))));
    }

    #[test]
    fn an_overview_needs_its_service_and_status() {
        let list = health_overviews(&raw(
            r#"{"value": [{"service": "Microsoft Intune", "status": "serviceOperational"}, {"service": "x"}]}"#,
        ));
        let list = list.unwrap();
        assert_eq!((list.items.len(), list.unreadable), (1, 1));
    }
}
