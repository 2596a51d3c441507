//! `/help`: published articles that the reader may read. What narrows them stands in the address.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use yingda_shared::contract::{push_encoded, query};
use yingda_shared::knowledge::articles::{ArticleLanguage, HelpGroup, HelpList, HelpRow, ListHelp, SeekInVain};

use crate::boot::SetStatus;
use crate::data::load;
use crate::i18n::{Lang, use_i18n};
use crate::knowledge::{Pieces, tell_in_vain, title_view};
use crate::portal::{PageFault, PortalFrame};
use crate::ui::{Button, Chip, EmptyState, LinkButton, Skeleton, TextInput};
use crate::{key, t};

/// What the address says.
#[derive(Clone, Default, PartialEq)]
struct Asked {
    q: String,
    category: String,
    product: String,
    after: String,
}

impl Asked {
    fn address(&self) -> String {
        let parts = [("q", &self.q), ("category", &self.category), ("product", &self.product), ("after", &self.after)];
        format!("/help{}", query(parts.into_iter().filter(|(_, value)| !value.is_empty())))
    }
}

/// The language in which articles are shown to whoever reads the page in one.
fn language_of(lang: Lang) -> ArticleLanguage {
    match lang {
        Lang::En => ArticleLanguage::En,
        Lang::Zh => ArticleLanguage::Zh,
    }
}

#[component]
pub fn HelpListPage() -> impl IntoView {
    let i18n = use_i18n();
    let status = SetStatus::of_page();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| Asked {
            q: query.get("q").unwrap_or_default(),
            category: query.get("category").unwrap_or_default(),
            product: query.get("product").unwrap_or_default(),
            after: query.get("after").unwrap_or_default(),
        })
    });
    let told = load(move || {
        let asked = asked.get();
        ListHelp {
            q: Some(asked.q).filter(|q| !q.trim().is_empty()),
            category_id: asked.category.parse().ok(),
            product_id: asked.product.parse().ok(),
            language: Some(language_of(i18n.lang())),
            cursor: Some(asked.after).filter(|after| !after.is_empty()),
        }
    });
    let shown = move || {
        let status = status.clone();
        Suspend::new(async move {
            match told.await {
                Err(fault) => view! { <PageFault fault status /> }.into_any(),
                Ok(told) => view! { <Shelf told asked=asked.get_untracked() /> }.into_any(),
            }
        })
    };
    let waiting = move || view! { <main class="portal-main" id="main" tabindex="-1"><Skeleton label=t!(i18n, common.loading) rows=6 /></main> };
    view! {
        <Title text=t!(i18n, help.title) />
        <PortalFrame title=t!(i18n, help.title) here="help">
            <Transition fallback=waiting>{shown}</Transition>
        </PortalFrame>
    }
}

#[component]
fn Shelf(told: HelpList, asked: Asked) -> impl IntoView {
    let i18n = use_i18n();
    let HelpList { rows, next, categories, products, total } = told;
    let words = RwSignal::new(asked.q.clone());
    let narrows = [&asked.category, &asked.product, &asked.after].iter().any(|part| !part.is_empty());
    let vain = (total == Some(0) && !narrows).then(|| asked.q.clone());
    // Once it is looked at, not when a machine fetches it.
    tell_in_vain(move || vain.clone().map(|q| SeekInVain { q, language: Some(language_of(i18n.lang())) }));
    let hidden = |name: &'static str, value: &str| {
        (!value.is_empty()).then(|| view! { <input type="hidden" name=name value=value.to_string() /> })
    };
    let (category, product) = (hidden("category", &asked.category), hidden("product", &asked.product));
    let none = rows.is_empty().then(|| {
        view! {
            <EmptyState icon="book" title=t!(i18n, help.none) text=Signal::derive(t!(i18n, help.none_text))>
                <LinkButton label=t!(i18n, portal.submit) href="/submit" />
            </EmptyState>
        }
    });
    let count = total.filter(|_| !rows.is_empty()).map(|total| {
        let said = move || match total {
            0 => i18n.say(key!(help.near)),
            total => i18n.fill(key!(help.total), &[("n", &total.to_string())]),
        };
        view! { <p class="quiet small" role="status">{said}</p> }
    });
    let more = next.map(|after| {
        let href = Asked { after, ..asked.clone() }.address();
        view! { <p><a class="btn btn-quiet" href=href>{t!(i18n, common.load_more)}</a></p> }
    });
    let chosen = asked.clone();
    let by_category = move |group: HelpGroup| {
        let here = chosen.category == group.id;
        let category = if here { String::new() } else { group.id.clone() };
        let href = Asked { category, after: String::new(), ..chosen.clone() }.address();
        view! { <Group group href here /> }
    };
    let by_product = move |group: HelpGroup| {
        let here = asked.product == group.id;
        let product = if here { String::new() } else { group.id.clone() };
        let href = Asked { product, after: String::new(), ..asked.clone() }.address();
        view! { <Group group href here /> }
    };
    let groups = (!categories.is_empty() || !products.is_empty()).then(|| {
        view! {
            <nav class="help-groups" aria-label=t!(i18n, help.topics)>
                {categories.into_iter().map(by_category).collect_view()}
                {products.into_iter().map(by_product).collect_view()}
            </nav>
        }
    });
    view! {
        <main class="portal-main" id="main" tabindex="-1">
            <h1>{t!(i18n, help.title)}</h1>
            <form method="get" action="/help" class="help-search" role="search">
                {category}{product}
                <TextInput name="q" kind="search" label=t!(i18n, help.search) value=words />
                <Button submit=true icon="search" label=t!(i18n, common.search) />
            </form>
            {groups}
            {none}
            {count}
            <ul class="help-list">{rows.into_iter().map(|row| view! { <Row row /> }).collect_view()}</ul>
            {more}
        </main>
    }
}

/// A topic with how many there are of it; the one that is chosen leads back to all.
#[component]
fn Group(group: HelpGroup, href: String, here: bool) -> impl IntoView {
    view! {
        <a class="help-group" href=href aria-current=here.then_some("true")>
            <span>{group.name}</span><span class="quiet num">{group.articles}</span>
        </a>
    }
}

#[component]
fn Row(row: HelpRow) -> impl IntoView {
    let i18n = use_i18n();
    let mut href = String::from("/help/");
    push_encoded(&mut href, &row.slug);
    let kind = row.kind;
    let about = [row.category, row.product].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
    let title = title_view(row.title, row.excerpt.title);
    let says = match (row.excerpt.body.is_empty(), row.summary.is_empty()) {
        (false, _) => Some(view! { <p><Pieces pieces=row.excerpt.body /></p> }.into_any()),
        (true, false) => Some(view! { <p>{row.summary}</p> }.into_any()),
        (true, true) => None,
    };
    view! {
        <li>
            <a href=href><b>{title}</b></a>
            {says}
            <p class="help-facts quiet small">
                <Chip bare=true text=Signal::derive(move || i18n.word("words.article_kind", kind.as_str())) />
                <span>{about}</span>
            </p>
        </li>
    }
}
