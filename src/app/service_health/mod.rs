//! The tab *Service health and news*: three sections, items open in place.

pub mod filters;
pub mod issues;
pub mod item;
pub mod memory;
pub mod message;
pub mod news;
pub mod picture;
pub mod texts;

use leptos::prelude::*;

use super::data::use_tenant_data;
use crate::{
    i18n::{Text, use_i18n},
    ui::memo,
};
use issues::{EnvironmentIssues, ServiceHealth};
use item::{Kind, follow_opened, use_opened};
use news::News;

/// The tab. Issues in the reader's own environment come first when there are any.
#[component]
pub fn ServiceHealthTab() -> impl IntoView {
    let i18n = use_i18n();
    let sections = use_tenant_data().sections();
    for kind in [Kind::Issue, Kind::Message] {
        follow_opened(use_opened(kind));
    }
    let has_own = memo(move || !sections.get().environment_issues.value.is_empty());
    view! {
        <div class="page-head">
            <h2 id="tab-title" tabindex="-1">{i18n.text(Text::TabService)}</h2>
        </div>
        {move || {
            if has_own.get() {
                view! {
                    <EnvironmentIssues/>
                    <ServiceHealth/>
                }
                    .into_any()
            } else {
                view! {
                    <ServiceHealth/>
                    <EnvironmentIssues/>
                }
                    .into_any()
            }
        }}
        <News/>
    }
    .into_any()
}
