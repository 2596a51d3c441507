//! Picking another article.

use leptos::prelude::*;
use yingda_shared::kernel::id::ArticleId;
use yingda_shared::knowledge::articles::{ArticleLanguage, ArticleList, ArticleRow, ListArticles};

use crate::cases::{Pick, Search, use_search};
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{ComboOption, Combobox};

const OFFERED: u32 = 30;

/// Articles but one, of a language where one is given, that are read where `read` says so.
#[component]
pub fn ArticlePicker(
    #[prop(into)] name: String,
    #[prop(into)] label: Signal<String>,
    pick: Pick,
    but: ArticleId,
    #[prop(optional)] language: Option<ArticleLanguage>,
    #[prop(optional)] read: bool,
    #[prop(into, optional)] error: MaybeProp<String>,
    #[prop(into, optional)] help: MaybeProp<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let question = move |words: String| ListArticles {
        q: Some(words).filter(|q| !q.trim().is_empty()),
        state: read.then(|| "published,outdated,pending_retirement".to_string()),
        language,
        limit: Some(OFFERED),
        ..ListArticles::default()
    };
    let offered = move |page: ArticleList| {
        let others = page.rows.into_iter().filter(|row| row.id != but);
        let option = |row: ArticleRow| ComboOption {
            key: row.id.to_string(),
            note: i18n.word("words.article_state", row.state.as_str()),
            text: row.title,
            disabled: false,
        };
        others.map(option).collect()
    };
    let Search { options, busy, on_search, empty } = use_search(question, offered);
    view! {
        <Combobox name label value=pick.id text=pick.text options on_search busy=Signal::from(busy) error help empty clear_label=t!(i18n, common.clear) />
    }
}
