//! `/knowledge`: articles that one reads, and those that wait for one's review. The address holds what narrows them.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use yingda_shared::contract::query;
use yingda_shared::kernel::limits::PAGE_MAX;
use yingda_shared::knowledge::articles::{ArticleRow, ListArticles, SeekInVain, Workflow};

use super::Frame;
use super::chips::{AudienceChip, StageChip, StateChip, UnverifiedChip};
use super::pieces::{Pieces, title_view};
use super::seeks::tell_in_vain;
use super::tools::Tools;
use crate::boot::{may, use_boot};
use crate::cases::Pick;
use crate::data::{Fetch, fetch};
use crate::format::{ago, exact, use_now};
use crate::i18n::use_i18n;
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

/// Rows that are shown at first, and how many more at a time.
const STEP: u32 = 50;

/// What narrows the list; each part is one of the address.
#[derive(Clone, Copy)]
pub struct Filters {
    pub q: RwSignal<String>,
    pub state: RwSignal<String>,
    pub audience: RwSignal<String>,
    pub language: RwSignal<String>,
    pub product: Pick,
    pub mine: RwSignal<bool>,
    pub review: RwSignal<bool>,
}

impl Filters {
    /// Whether anything but words narrows.
    pub fn narrows_beside_words(self) -> bool {
        let said = [self.state, self.audience, self.language, self.product.id];
        said.iter().any(|one| one.with(|one| !one.is_empty())) || self.mine.get() || self.review.get()
    }

    fn of_address() -> Filters {
        let asked = use_query_map();
        let part = |name: &str| asked.with_untracked(|asked| asked.get(name)).unwrap_or_default();
        Filters {
            q: RwSignal::new(part("q")),
            state: RwSignal::new(part("state")),
            audience: RwSignal::new(part("audience")),
            language: RwSignal::new(part("language")),
            product: Pick::new(part("product"), String::new()),
            mine: RwSignal::new(!part("mine").is_empty()),
            review: RwSignal::new(part("view") == "review" && may("articles.approve")),
        }
    }

    /// Without a word about states, what is retired is left out.
    fn question(self, q: String, limit: u32) -> ListArticles {
        let me = use_boot().with_value(|boot| boot.me.user_id);
        let there = || {
            let all = Workflow::ALL.iter().filter(|state| **state != Workflow::Retired);
            all.map(|state| state.as_str()).collect::<Vec<_>>().join(",")
        };
        let state = self.state.with(|word| Workflow::parse(word).map(|state| state.to_string()));
        ListArticles {
            q: Some(q).filter(|q| !q.trim().is_empty()),
            state: Some(state.unwrap_or_else(there)),
            audience: self.audience.with(|word| yingda_shared::knowledge::articles::Audience::parse(word)),
            language: self.language.with(|word| yingda_shared::knowledge::articles::ArticleLanguage::parse(word)),
            product_id: self.product.id.with(|id| id.parse().ok()),
            category_id: None,
            owner_id: me.filter(|_| self.mine.get()),
            to_review: self.review.get(),
            cursor: None,
            limit: Some(limit),
        }
    }

    fn address(self) -> String {
        let flag = |on: bool, word: &str| if on { word.to_string() } else { String::new() };
        let parts = [
            ("view", flag(self.review.get(), "review")),
            ("q", self.q.get()),
            ("state", self.state.get()),
            ("audience", self.audience.get()),
            ("language", self.language.get()),
            ("product", self.product.id.get()),
            ("mine", flag(self.mine.get(), "1")),
        ];
        format!("/knowledge{}", query(parts.into_iter().filter(|(_, value)| !value.is_empty())))
    }
}

#[component]
pub fn KnowledgePage() -> impl IntoView {
    view! { <Frame><Shelf /></Frame> }
}

#[component]
fn Shelf() -> impl IntoView {
    let i18n = use_i18n();
    let filters = Filters::of_address();
    let settled = RwSignal::new(filters.q.get_untracked());
    let limit = RwSignal::new(STEP);
    let ask = Memo::new(move |_| filters.question(settled.get(), limit.get()));
    let rows = fetch(move || Some(ask.get()));
    let settles = move || {
        settled.track();
        ask.track();
    };
    let kept = Memo::new(move |_| rows.data.with(|page| page.as_ref().is_some_and(|page| page.kept)));
    // What an answer belongs to: where the next question is refused, nothing stands under it that answered another one.
    let answered = RwSignal::new(None::<ListArticles>);
    Effect::new(move |_| {
        rows.data.track();
        answered.set(Some(ask.get_untracked()));
    });
    let refused = Memo::new(move |_| {
        let other = answered.with(|answered| answered.as_ref() != Some(&ask.get()));
        other && rows.fault.with(Option::is_some) && !rows.loading.get()
    });
    ui::keep_address(settles, move || filters.address());
    tell_in_vain(move || {
        let none = rows.data.with(|page| page.as_ref().is_some_and(|page| page.total == Some(0)));
        // Of the question before, while one is on its way; what this device finds is not all there is.
        let known = !rows.loading.get() && rows.fault.with(Option::is_none) && !kept.get();
        (none && known && !filters.narrows_beside_words()).then(|| SeekInVain { q: settled.get(), language: None })
    });
    let add = may("articles.write").then(|| {
        view! { <ui::LinkButton label=t!(i18n, knowledge.add) icon="plus" kind=ui::Kind::Primary href="/knowledge/new" /> }
    });
    let places: Vec<_> = [
        ("articles.feedback", key!(knowledge.feedback), "message", "/knowledge/feedback"),
        ("rewards.ranking", key!(rewards.title), "star", "/knowledge/rewards"),
        ("articles.health", key!(knowledge.health), "shield", "/knowledge/health"),
        ("articles.settings", key!(knowledge.rules), "settings", "/knowledge/rules"),
    ]
    .into_iter()
    .filter(|(right, ..)| may(right))
    .collect();
    let work = (!places.is_empty()).then(|| {
        let link = move |(_, name, icon, href)| view! { <ui::MenuLink label=i18n.t(name) icon href /> };
        view! { <ui::Menu id="knowledge-more" label=t!(i18n, common.more) show_label=true>{places.into_iter().map(link).collect_view()}</ui::Menu> }
    });
    view! {
        <ui::PageHeader title=t!(i18n, knowledge.title) lead=MaybeProp::derive(move || Some(i18n.say(key!(knowledge.lead))))>{work}{add}</ui::PageHeader>
        <Tools filters settled />
        {move || kept.get().then(|| view! { <ui::Banner tone=ui::Tone::Info icon="cloud-off" text=t!(i18n, knowledge.on_device) card=true /> })}
        <Rows rows limit refused review=filters.review />
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Failed,
    Waiting,
    Empty,
    Rows,
}

#[component]
fn Rows(rows: Fetch<ListArticles>, limit: RwSignal<u32>, refused: Memo<bool>, review: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let state = Memo::new(move |_| match rows.data.with(|page| page.as_ref().map(|page| page.rows.is_empty())) {
        _ if refused.get() => State::Failed,
        Some(true) => State::Empty,
        Some(false) => State::Rows,
        None if rows.fault.with(Option::is_some) => State::Failed,
        None => State::Waiting,
    });
    let all = move || rows.data.with(|page| page.as_ref().map(|page| page.rows.clone()).unwrap_or_default());
    let more = Signal::derive(move || {
        limit.get() < PAGE_MAX && rows.data.with(|page| page.as_ref().is_some_and(|page| page.next.is_some()))
    });
    let shown = Signal::derive(move || {
        let shown = all().len().to_string();
        match rows.data.with(|page| page.as_ref().and_then(|page| page.total)) {
            None => i18n.fill(key!(common.shown), &[("n", &shown)]),
            Some(0) => i18n.fill(key!(knowledge.near), &[("n", &shown)]),
            Some(total) => i18n.fill(key!(knowledge.total), &[("n", &shown), ("total", &total.to_string())]),
        }
    });
    let title = move || match review.get() {
        true => i18n.say(key!(knowledge.no_reviews)),
        false => i18n.say(key!(knowledge.none)),
    };
    move || {
        match state.get() {
        State::Failed => {
            let again = Callback::new(move |()| rows.refresh());
            view! { <Unloaded fault=Signal::derive(move || rows.fault.get()) again /> }.into_any()
        }
        State::Waiting => view! { <ui::Skeleton label=t!(i18n, common.loading) rows=6 height="64px" /> }.into_any(),
        State::Empty => {
            let text = MaybeProp::derive(move || Some(i18n.say(key!(knowledge.lead))));
            view! { <ui::EmptyState icon="book" title=Signal::derive(title) text /> }.into_any()
        }
        State::Rows => view! {
            <ul class="article-list" aria-label=t!(i18n, knowledge.title)>
                <For each=all key=|row| (row.id, row.rv, row.excerpt.clone()) children=move |row| view! { <Row row /> } />
            </ul>
            <ui::LoadMore label=t!(i18n, common.load_more) busy=rows.loading more shown on_press=move |()| limit.update(|limit| *limit = (*limit + STEP).min(PAGE_MAX)) />
        }
        .into_any(),
    }
    }
}

#[component]
fn Row(row: ArticleRow) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let (kind, language) = (row.kind, row.language);
    let about = move || {
        format!(
            "{} · {}",
            i18n.word("words.article_kind", kind.as_str()),
            i18n.word("words.article_language", language.as_str())
        )
    };
    let beside = row.stage.filter(|_| row.state.is_read() || row.state == Workflow::Retired);
    let when = row.published_at.map(|at| {
        view! { <ui::Time ms=at text=move || ago(i18n, at, now.get()) exact=exact(at) /> }
    });
    let due = row.review_due.map(|at| {
        view! { <span>{move || i18n.fill(key!(knowledge.review_by), &[("time", &exact(at))])}</span> }
    });
    let title = title_view(row.title, row.excerpt.title);
    // What was found says more than what it is about.
    let about_it = match (row.excerpt.body.is_empty(), row.summary.is_empty()) {
        (false, _) => Some(view! { <small><Pieces pieces=row.excerpt.body /></small> }.into_any()),
        (true, false) => Some(view! { <small>{row.summary}</small> }.into_any()),
        (true, true) => None,
    };
    view! {
        <li>
            <a class="article-row" href=format!("/knowledge/{}", row.id)>
                <span class="article-row-title"><b>{title}</b>{about_it}</span>
                <span class="article-row-facts quiet"><span>{about}</span><span>{row.owner}</span>{when}{due}</span>
                <span class="article-row-chips">
                    <StateChip state=row.state />
                    {beside.map(|stage| view! { <StageChip stage /> })}
                    <AudienceChip audience=row.audience />
                    {row.unverified.then(|| view! { <UnverifiedChip /> })}
                </span>
            </a>
        </li>
    }
}
