//! The knowledge base in the console: finding, reading, writing, reviewing, publishing.

mod acts;
mod asks;
mod chips;
mod diff;
mod edit;
mod editor;
mod facets;
mod facts;
mod feedback;
mod health;
mod list;
mod new;
mod page;
pub mod pairs;
mod picking;
mod pieces;
mod review;
mod rewards;
mod rules;
mod seeks;
mod tools;
mod uses;
mod versions;

use leptos::prelude::*;
use leptos_meta::Title;
use yingda_shared::identity::ActorKind;
use yingda_shared::kernel::time::{Millis, OffsetMinutes, moment};
use yingda_shared::knowledge::articles::render;

pub use edit::EditPage;
pub use feedback::FeedbackPage;
pub use health::HealthPage;
pub use list::KnowledgePage;
pub use new::NewPage;
pub use page::ArticlePage;
pub use pieces::{Pieces, title_view};
pub use rewards::RewardsPage;
pub use rules::RulesPage;
pub use seeks::tell_in_vain;

use crate::boot::{may, use_boot};
use crate::console::ConsoleFrame;
use crate::i18n::use_i18n;
use crate::t;

/// The frame of every page here, for staff who read articles.
#[component]
fn Frame(children: ChildrenFn) -> impl IntoView {
    let i18n = use_i18n();
    let staff = use_boot().with_value(|boot| boot.me.kind == ActorKind::Staff);
    view! {
        <Title text=t!(i18n, knowledge.title) />
        {match staff && may("articles.list") {
            true => view! { <ConsoleFrame section="knowledge"><div class="page knowledge-page">{children()}</div></ConsoleFrame> }.into_any(),
            false => view! { <crate::portal::NotFoundPage /> }.into_any(),
        }}
    }
}

/// A text as its readers see it.
#[component]
pub fn Prose(#[prop(into)] text: Signal<String>) -> impl IntoView {
    view! { <div class="prose" inner_html=move || text.with(|text| render(text))></div> }
}

/// The moment that a control of date and time holds.
fn typed(text: &str, offset: OffsetMinutes) -> Option<Millis> {
    let (date, time) = text.trim().split_once('T')?;
    moment(date, time, offset)
}
