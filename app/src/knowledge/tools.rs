//! What narrows the list of articles.

use leptos::prelude::*;
use yingda_shared::catalog::Product;
use yingda_shared::knowledge::articles::{ArticleLanguage, Audience, Workflow};

use super::list::Filters;
use crate::boot::may;
use crate::cases::RecordPicker;
use crate::i18n::use_i18n;
use crate::{key, t, ui};

/// Rest between keys before the server is asked.
const REST: std::time::Duration = std::time::Duration::from_millis(200);

/// Choices of a kind of words.
pub fn choices(all: Vec<&'static str>, group: &'static str) -> Signal<Vec<ui::Choice>> {
    let i18n = use_i18n();
    Signal::derive(move || all.iter().map(|word| ui::Choice::new(*word, i18n.word(group, word))).collect::<Vec<_>>())
}

#[component]
pub fn Tools(filters: Filters, settled: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let typed = Callback::new(ui::resting(REST, move |text: String| settled.set(text)));
    let any = move |key| MaybeProp::derive(move || Some(i18n.say(key)));
    let states = choices(Workflow::ALL.iter().map(|one| one.as_str()).collect(), "words.article_state");
    let audiences = choices(Audience::ALL.iter().map(|one| one.as_str()).collect(), "words.article_audience");
    let languages = choices(ArticleLanguage::ALL.iter().map(|one| one.as_str()).collect(), "words.article_language");
    let review = may("articles.approve").then(|| {
        view! { <ui::Checkbox name="review" label=t!(i18n, knowledge.to_review) checked=filters.review /> }
    });
    let narrows = Signal::derive(move || filters.narrows_beside_words());
    view! {
        <div class="contract-tools" role="search">
            <ui::TextInput name="q" id="article-search" label=t!(i18n, common.search) kind="search" value=filters.q on_input=typed />
            <ui::FoldedFilters label=t!(i18n, common.filters) narrows>
            <RecordPicker<Product> name="product" label=t!(i18n, fields.product_id) pick=filters.product offer=|row| row.active.then(|| row.code.clone()) />
            <ui::Select name="state" label=t!(i18n, fields.state) choices=states value=filters.state blank=any(key!(knowledge.any_state)) />
            <ui::Select name="audience" label=t!(i18n, knowledge.audience) choices=audiences value=filters.audience blank=any(key!(knowledge.any_audience)) />
            <ui::Select name="language" label=t!(i18n, knowledge.language) choices=languages value=filters.language blank=any(key!(knowledge.any_language)) />
            <div class="article-flags">
                <ui::Checkbox name="mine" label=t!(i18n, knowledge.mine) checked=filters.mine />
                {review}
            </div>
            </ui::FoldedFilters>
        </div>
    }
}
