//! What is said of an article beside its text.

use leptos::prelude::*;

use super::page::Open;
use crate::format::exact;
use crate::i18n::use_i18n;
use crate::{key, t, ui};

#[component]
pub fn FactsCard(open: Open) -> impl IntoView {
    let i18n = use_i18n();
    let detail = Memo::new(move |_| open.detail.data.get());
    let facts = move || {
        let detail = detail.get()?;
        let (article, names) = (detail.article, detail.names);
        let text = move |text: String, name: crate::i18n::Key| {
            (!text.is_empty()).then(|| view! { <ui::Fact name=i18n.t(name)>{text}</ui::Fact> })
        };
        let at = move |at: Option<i64>, name: crate::i18n::Key| {
            at.map(|at| view! { <ui::Fact name=i18n.t(name)><ui::Time ms=at text=exact(at) /></ui::Fact> })
        };
        let language = article.language;
        let pair = detail.pair.map(|pair| {
            let behind = pair.behind.then(|| {
                view! { " "<ui::Chip tone=ui::Tone::Warn icon="clock" text=Signal::derive(t!(i18n, knowledge.behind)) /> }
            });
            view! { <ui::Fact name=t!(i18n, knowledge.pair)><a href=format!("/knowledge/{}", pair.id)>{pair.title}</a>{behind}</ui::Fact> }
        });
        let redirect = detail.redirect.map(|to| {
            view! { <ui::Fact name=t!(i18n, knowledge.redirect)><a href=format!("/knowledge/{}", to.id)>{to.title}</a></ui::Fact> }
        });
        let help = article.state.is_read().then(|| {
            view! { <ui::Fact name=t!(i18n, knowledge.address)><a href=format!("/help/{}", article.slug) rel="external">{format!("/help/{}", article.slug)}</a></ui::Fact> }
        });
        let owners = article.only_owners.then(|| {
            view! { <ui::Fact name=t!(i18n, knowledge.audience)>{t!(i18n, knowledge.only_owners)}</ui::Fact> }
        });
        let needed = (article.stage.is_some() && detail.needed > 0).then(|| {
            let given = detail.work.as_ref().map_or(0, |work| work.approvals.len()).to_string();
            let needed = detail.needed.to_string();
            view! { <ui::Fact name=t!(i18n, knowledge.approvals)>{move || i18n.fill(key!(knowledge.of), &[("n", &given), ("all", &needed)])}</ui::Fact> }
        });
        let asked: Vec<String> =
            article.reviewers.iter().filter_map(|id| names.people.get(&id.to_string()).cloned()).collect();
        Some(view! {
            <ui::DescriptionList stacked=true>
                {text(names.owner, key!(knowledge.owner))}
                <ui::Fact name=t!(i18n, knowledge.language)>{move || i18n.word("words.article_language", language.as_str())}</ui::Fact>
                {text(names.product, key!(fields.product_id))}
                {owners}
                {text(names.category, key!(fields.category_id))}
                {text(names.unit, key!(knowledge.region))}
                {pair}
                {needed}
                {text(if article.stage.is_some() { asked.join(", ") } else { String::new() }, key!(knowledge.reviewers))}
                {at(article.review_due, key!(knowledge.review_due))}
                {at(article.publish_at, key!(knowledge.publish_at))}
                {at(article.published_at, key!(knowledge.published_at))}
                {at(article.verified_at, key!(knowledge.verified_at))}
                {at(article.verify_by.filter(|_| article.state.is_read()), key!(knowledge.verify_by))}
                {at(article.retire_at, key!(knowledge.retire_at))}
                {redirect}
                {help}
            </ui::DescriptionList>
        })
    };
    view! { <ui::SectionCard id="article-facts" title=t!(i18n, knowledge.facts)>{facts}</ui::SectionCard> }
}
