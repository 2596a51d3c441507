//! A pair that is used often becomes an article in one step.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use yingda_shared::kernel::id::{ArticleId, Uuid};
use yingda_shared::knowledge::articles::{
    ArticleKind, ArticleLanguage, ArticleText, Audience, Facets, Governance, WriteArticle,
};
use yingda_shared::knowledge::pairs::{Candidate, Language, Pair, ProposePair};

use crate::api::call;
use crate::i18n::use_i18n;
use crate::knowledge::new::headed;
use crate::ui::{Tone, use_toasts};
use crate::{t, ui};

/// The article that a pair becomes: for colleagues at first, where and for what the pair is offered.
fn article_of(pair: &Pair, id: ArticleId) -> WriteArticle {
    let language = match pair.language {
        Language::Zh => ArticleLanguage::Zh,
        Language::En => ArticleLanguage::En,
    };
    let kind = ArticleKind::Fault;
    let body = headed(kind, language, |heading| match heading {
        "problem" => if pair.description.trim().is_empty() { &pair.name } else { &pair.description }.clone(),
        "steps" => pair.solution.clone(),
        _ => String::new(),
    });
    let facets = Facets {
        kind,
        audience: Audience::Internal,
        governance: Governance::Experience,
        product_id: pair.product_id,
        only_owners: false,
        category_id: Some(pair.category_id),
        unit_id: pair.unit_id,
        verify_months: None,
    };
    let text = ArticleText { title: pair.name.clone(), summary: String::new(), body };
    WriteArticle { article_id: Some(id), language, facets, text }
}

/// Begins the article and goes on to its editor; the pair waits for one no more.
#[component]
pub fn WriteButton(pair: Pair) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    // Whoever has left the page meanwhile is not taken away from where they are.
    let navigate = StoredValue::new(use_navigate());
    let busy = RwSignal::new(false);
    // Made once, so that a second press does not make a second article.
    let op = StoredValue::new(article_of(&pair, ArticleId(Uuid::now_v7())));
    let id = pair.id;
    let write = move |()| {
        busy.set(true);
        leptos::task::spawn_local(async move {
            match call(op.get_value()).await {
                Ok(begun) => {
                    // First: the mark taken back takes this row off the list. The article stands even where the mark stays.
                    let address = format!("/knowledge/{}/edit", begun.id);
                    navigate.try_with_value(|go| go(&address, leptos_router::NavigateOptions::default()));
                    if let Err(fault) = call(ProposePair { id, candidate: Candidate::Article, withdraw: true }).await {
                        toasts.show(Tone::Danger, untrack(|| i18n.fault(&fault)));
                    }
                }
                Err(fault) => {
                    toasts.show(Tone::Danger, untrack(|| i18n.fault(&fault)));
                    busy.try_set(false);
                }
            }
        });
    };
    view! { <ui::Button label=t!(i18n, pairs.write_article) size=ui::Size::Small icon="edit" busy on_press=write /> }
}
