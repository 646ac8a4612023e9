//! What the picture says, in words, with a calendar file of each date.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::{
    STEP, Shown, TABLE, file,
    words::{due_words, lead_words, link, reference, subject_words, turns},
};
use crate::{
    app::{
        data::TenantData,
        words::{date_and_utc, moment},
    },
    domain::{health::Health, horizon::Entry},
    i18n::{I18n, Text, use_i18n},
    ui::{Glyph, Icon},
};

/// The id of the row at a place; only the first one of a step has one, to take the focus.
pub(super) fn row_id(index: usize) -> String {
    ["horizon-row-", &index.to_string()].concat()
}

/// The table: what is dated, then the connections.
pub(super) fn table(data: TenantData, shown: Shown) -> AnyView {
    let i18n = use_i18n();
    let warning = turns(i18n, Health::Warning);
    let headings = [i18n.text(Text::HorizonWhat), warning, i18n.text(Text::HorizonDate), i18n.text(Text::HorizonLeads)];
    let headings =
        headings.into_iter().map(|text| view! { <th scope="col" role="columnheader">{text}</th> }.into_any()).collect_view();
    let rows = move |of_connections: bool| {
        let (days, now) = (shown.days.get(), shown.now.get());
        shown.entries.with(|entries| {
            let shown = entries.iter().enumerate().take(shown.most.get());
            let rows = shown.filter(|(_, entry)| entry.subject.is_connection() == of_connections);
            rows.map(|(index, entry)| row(i18n, data, index, entry, days, now)).collect_view()
        })
    };
    let has_connections =
        move || shown.entries.with(|entries| entries.iter().take(shown.most.get()).any(|entry| entry.subject.is_connection()));
    view! {
        <div id=TABLE>
            <table class="data-table horizon__table" role="table">
                <caption class="visually-hidden">{i18n.text(Text::HorizonTitle)}</caption>
                <thead role="rowgroup">
                    <tr role="row">{headings} <td role="cell" class="horizon__file"></td></tr>
                </thead>
                <tbody role="rowgroup">{move || rows(false)}</tbody>
                <tbody role="rowgroup" hidden=move || !has_connections()>
                    <tr role="row" class="horizon__group">
                        <th role="rowheader" scope="rowgroup" colspan="5">{i18n.text(Text::HorizonStale)}</th>
                    </tr>
                    {move || rows(true)}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(i18n: I18n, data: TenantData, index: usize, entry: &Entry, days: u16, now: DateTime<Utc>) -> AnyView {
    let is_first = index > 0 && index.is_multiple_of(STEP);
    let name = subject_words(i18n, &entry.subject);
    let label = i18n.format(Text::HorizonFileOf, &[("name", &name)]);
    let due = entry.due();
    let instant = move |at| view! { <span>{moment(at, date_and_utc(i18n, at))} <br/> {i18n.relative(at, now)}</span> }.into_any();
    let warning = entry.warning_at().map(instant);
    let warning_heading = turns(i18n, Health::Warning);
    let leads = lead_words(i18n, entry);
    let to = link(&entry.subject, days);
    let reference = reference(&entry.subject);
    let (words, label_of_date) = (due_words(i18n, entry), due_words(i18n, entry));
    let entry = entry.clone();
    let save = move |_| {
        let [sort, id, _] = entry.subject.identity();
        file::save(data, &[&entry], &[sort, "-", id].concat());
    };
    view! {
        <tr role="row" data-ref=reference id=is_first.then(|| row_id(index)) tabindex=is_first.then_some("-1")>
            <th role="rowheader" scope="row"><a href=to data-noscroll=""><bdi>{name}</bdi></a></th>
            <td role="cell" data-label=warning_heading>{warning}</td>
            <td role="cell" data-label=label_of_date><span class="horizon__due">{words}</span> {instant(due.at)}</td>
            <td role="cell" data-label=i18n.text(Text::HorizonLeads)>{leads}</td>
            <td role="cell" class="horizon__file">
                <button type="button" class="button" data-look="subtle" aria-label=label on:click=save>
                    <Icon glyph=Glyph::Calendar/>
                    <span class="button__text">{i18n.text(Text::HorizonFile)}</span>
                </button>
            </td>
        </tr>
    }
    .into_any()
}
