//! The last 30 days as a picture: where the bar of each issue lies on a line of time.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    order,
    service_issue::{HISTORY, ServiceIssue},
    when::When,
};

/// How wide the picture is: places on it are whole thousandths.
pub const WIDTH: i64 = 1000;
/// A bar is never narrower: a moment has to be seen, and hit.
const NARROWEST: i64 = 12;
/// The least space between two bars of a lane.
const GAP: i64 = 4;
/// More lanes, and more bars, make no picture any more.
const MOST_LANES: usize = 12;
const MOST_BARS: usize = 60;

/// The bar of one issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// Which issue.
    pub issue: Arc<ServiceIssue>,
    /// Counts from the top.
    pub lane: usize,
    /// Where it begins, in thousandths of [`WIDTH`].
    pub start: i64,
    /// Where it ends; greater than `start`.
    pub end: i64,
}

/// The picture.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timeline {
    /// One bar an issue, from the earliest to the latest.
    pub bars: Vec<Bar>,
    /// How many lanes there are.
    pub lanes: usize,
    /// How many issues have no bar: without a date, over before the picture begins, or too many at once.
    pub left_out: usize,
}

/// Lays out the issues, incidents above advisories, over the time from [`HISTORY`] ago to now.
pub fn timeline<'a>(issues: impl Iterator<Item = &'a Arc<ServiceIssue>>, now: DateTime<Utc>) -> Timeline {
    let mut timeline = Timeline::default();
    let mut bars = Vec::new();
    for issue in issues {
        match place(issue, now) {
            Some((start, end)) => bars.push(Bar { issue: Arc::clone(issue), lane: 0, start, end }),
            None => timeline.left_out += 1,
        }
    }
    let earliest_first = |bar: &Bar| (bar.start, bar.end, bar.issue.id.clone());
    order::sort_by_key(&mut bars, earliest_first);
    order::sort_by_key(&mut bars, |bar| bar.issue.classification);

    let mut lanes: Vec<Vec<(i64, i64)>> = Vec::new();
    for mut bar in bars {
        let is_free = |lane: &Vec<(i64, i64)>| lane.iter().all(|(start, end)| bar.end + GAP <= *start || end + GAP <= bar.start);
        bar.lane = lanes.iter().position(is_free).unwrap_or(lanes.len());
        if bar.lane == MOST_LANES || timeline.bars.len() == MOST_BARS {
            timeline.left_out += 1;
            continue;
        }
        if bar.lane == lanes.len() {
            lanes.push(Vec::new());
        }
        lanes[bar.lane].push((bar.start, bar.end));
        timeline.bars.push(bar);
    }
    timeline.lanes = lanes.len();
    order::sort_by_key(&mut timeline.bars, earliest_first);
    timeline
}

/// From where to where the bar of an issue reaches. Dates that make no span (one is missing, or it ended before it began) make a
/// moment; `None` where there is no date at all, or none of these 30 days.
fn place(issue: &ServiceIssue, now: DateTime<Utc>) -> Option<(i64, i64)> {
    let moment = || {
        let at =
            [&issue.ended, &issue.updated, &issue.started].into_iter().find_map(|when| when.as_ref().and_then(When::instant))?;
        Some((at, at))
    };
    let (start, end) = issue.span(now).or_else(moment)?;
    if now - end > HISTORY {
        return None;
    }
    let end = at(end, now).max(NARROWEST);
    Some((at(start, now).min(end - NARROWEST), end))
}

/// Where an instant lies in the picture; before its beginning and after now at its edges.
fn at(instant: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    let ago = (now - instant).clamp(TimeDelta::zero(), HISTORY);
    WIDTH - ago.num_seconds() * WIDTH / HISTORY.num_seconds()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::service_issue::{Classification, INTUNE};

    fn now() -> DateTime<Utc> {
        DateTime::parse_from_rfc3339("2026-03-31T00:00:00Z").expect("a timestamp").to_utc()
    }

    /// An advisory of these days of March; without an end it is active.
    fn issue(id: &str, started: &str, ended: &str) -> ServiceIssue {
        let when = |day: &str| (!day.is_empty()).then(|| When::parse(&["2026-03-", day, "T00:00:00Z"].concat()));
        ServiceIssue {
            id: id.to_owned(),
            title: String::new(),
            service: INTUNE.to_owned(),
            feature: String::new(),
            classification: Classification::Advisory,
            is_customers: false,
            status: String::new(),
            is_resolved: !ended.is_empty(),
            impact: String::new(),
            started: when(started),
            ended: when(ended),
            updated: None,
            posts: Vec::new(),
        }
    }

    fn incident(id: &str, started: &str, ended: &str) -> ServiceIssue {
        ServiceIssue { classification: Classification::Incident, ..issue(id, started, ended) }
    }

    fn lay_out(issues: Vec<ServiceIssue>) -> Timeline {
        let issues: Vec<_> = issues.into_iter().map(Arc::new).collect();
        timeline(issues.iter(), now())
    }

    /// Where the bar of one issue reaches from and to.
    #[track_caller]
    fn check(issue: ServiceIssue, expected: Option<(i64, i64)>) {
        let timeline = lay_out(vec![issue]);
        assert_eq!(timeline.bars.first().map(|bar| (bar.start, bar.end)), expected);
        assert_eq!(timeline.left_out, usize::from(expected.is_none()));
    }

    #[test]
    fn a_bar_lies_where_its_days_lie() {
        check(issue("IT1", "01", "31"), Some((0, 1000)));
        check(issue("IT1", "16", "31"), Some((500, 1000)));
        check(issue("IT1", "16", "22"), Some((500, 700)));
    }

    #[test]
    fn what_is_active_reaches_to_now_whatever_end_is_announced() {
        check(issue("IT1", "16", ""), Some((500, 1000)));
        check(ServiceIssue { is_resolved: false, ..issue("IT1", "16", "22") }, Some((500, 1000)));
    }

    #[test]
    fn what_began_before_the_picture_begins_at_its_edge() {
        let started = Some(When::parse("2025-12-24T00:00:00Z"));
        check(ServiceIssue { started: started.clone(), ..issue("IT1", "", "07") }, Some((0, 200)));
        check(ServiceIssue { started, ..issue("IT1", "", "") }, Some((0, 1000)));
    }

    #[test]
    fn a_moment_is_wide_enough_to_be_seen_and_stays_inside() {
        check(issue("IT1", "16", "16"), Some((488, 500)));
        check(issue("IT1", "01", "01"), Some((0, 12)));
        check(issue("IT1", "31", "31"), Some((988, 1000)));
    }

    #[test]
    fn dates_that_make_no_span_make_a_moment() {
        // Ended before it began.
        check(issue("IT1", "22", "16"), Some((488, 500)));
        check(issue("IT1", "", "16"), Some((488, 500)));
        check(ServiceIssue { is_resolved: true, ..issue("IT1", "16", "") }, Some((488, 500)));
        let only_updated = ServiceIssue { updated: Some(When::parse("2026-03-16T00:00:00Z")), ..issue("IT1", "", "") };
        check(only_updated, Some((488, 500)));
        // Over without an end: the last change stands for it, however long ago it began.
        let over = ServiceIssue {
            is_resolved: true,
            started: Some(When::parse("2026-02-19T00:00:00Z")),
            updated: Some(When::parse("2026-03-29T00:00:00Z")),
            ..issue("IT1", "", "")
        };
        check(over, Some((922, 934)));
        // In the future.
        check(ServiceIssue { started: Some(When::parse("2027-01-01T00:00:00Z")), ..issue("IT1", "", "") }, Some((988, 1000)));
    }

    #[test]
    fn without_a_date_of_these_days_there_is_no_bar_and_it_is_counted() {
        check(issue("IT1", "", ""), None);
        check(ServiceIssue { started: Some(When::Never), ..issue("IT1", "", "") }, None);
        check(ServiceIssue { ended: Some(When::parse("2026-02-28T23:59:59Z")), ..issue("IT1", "", "01") }, None);
    }

    #[test]
    fn bars_that_touch_lie_in_lanes_of_their_own_incidents_on_top() {
        let timeline = lay_out(vec![
            issue("IT1", "02", "10"),
            issue("IT2", "09", "12"),
            incident("IT3", "05", "08"),
            issue("IT4", "15", "16"),
            incident("IT5", "20", ""),
        ]);
        let lanes: Vec<_> = timeline.bars.iter().map(|bar| (bar.issue.id.as_str(), bar.lane)).collect();
        assert_eq!(lanes, [("IT1", 1), ("IT3", 0), ("IT2", 0), ("IT4", 0), ("IT5", 0)]);
        assert_eq!((timeline.lanes, timeline.left_out), (2, 0));
    }

    #[test]
    fn where_one_ends_and_the_next_begins_the_bars_do_not_touch() {
        for issues in [
            vec![issue("IT1", "02", "05"), issue("IT2", "05", "08")],
            vec![issue("IT1", "02", "05"), incident("IT2", "05", "08")],
            vec![incident("IT1", "02", "05"), issue("IT2", "05", "08")],
        ] {
            assert_eq!(lay_out(issues).lanes, 2);
        }
    }

    #[test]
    fn five_hundred_at_once_make_a_few_lanes_and_the_rest_is_counted() {
        let timeline = lay_out((0..500).map(|n| issue(&["IT", &n.to_string()].concat(), "05", "")).collect());
        assert_eq!((timeline.bars.len(), timeline.lanes, timeline.left_out), (MOST_LANES, MOST_LANES, 500 - MOST_LANES));
        // One after the other they would fit.
        let short = |n: usize| {
            let day = ["0", &(1 + n % 9).to_string()].concat();
            issue(&["IT", &n.to_string()].concat(), &day, &day)
        };
        let timeline = lay_out((0..500).map(short).collect());
        assert_eq!((timeline.bars.len(), timeline.left_out), (MOST_BARS, 500 - MOST_BARS));
    }
}
