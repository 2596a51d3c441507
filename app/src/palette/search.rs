//! What has to be asked for: cases, articles, customers, people, categories. The device answers while the server
//! is away; answers of older words are dropped.

use std::time::Duration;

use futures::future::{Either, select};
use leptos::prelude::*;
use yingda_shared::cases::listing::CaseRow;
use yingda_shared::cases::queries::{Caller, FindCaller, ListCases};
use yingda_shared::catalog::Category;
use yingda_shared::contract::push_encoded;
use yingda_shared::customers::Company;
use yingda_shared::identity::User;
use yingda_shared::knowledge::articles::{ArticleRow, HelpRow, ListArticles, ListHelp, Workflow};
use yingda_shared::record::List;

use super::offers::{Offer, Part};
use crate::api::call;
use crate::i18n::{I18n, use_i18n};

const REST: Duration = Duration::from_millis(110);
const FOUND: u32 = 6;
/// Names that are kept while the palette is open: more are found by asking.
const NAMES: u32 = 500;

#[derive(Clone, Copy)]
pub struct Search {
    /// Answers to the words typed last, or to those before while these are awaited.
    pub found: RwSignal<Vec<Offer>>,
    /// People and categories, whose names are looked through here.
    pub names: RwSignal<Vec<Offer>>,
    pub busy: RwSignal<bool>,
    round: StoredValue<u32>,
    base: &'static str,
    may: May,
    i18n: I18n,
}

#[derive(Clone, Copy)]
struct May {
    callers: bool,
    companies: bool,
    people: bool,
    categories: bool,
    /// Articles as staff have them, or as readers of the help centre do.
    articles: bool,
    help: bool,
}

pub fn use_search(base: &'static str, staff: bool) -> Search {
    let may = |operation: &str| staff && crate::boot::may(operation);
    Search {
        found: RwSignal::new(Vec::new()),
        names: RwSignal::new(Vec::new()),
        busy: RwSignal::new(false),
        round: StoredValue::new(0),
        base,
        may: May {
            callers: may("cases.find_caller"),
            companies: may("companies.list"),
            people: may("users.list"),
            categories: may("categories.list"),
            articles: may("articles.list"),
            help: !staff && crate::boot::may("articles.help"),
        },
        i18n: use_i18n(),
    }
}

impl Search {
    /// Reads the names that initials are compared with.
    pub fn begin(self) {
        self.found.set(Vec::new());
        let (may, base) = (self.may, self.base);
        leptos::task::spawn_local(async move {
            let people = async {
                match may.people {
                    true => call(List::<User> { limit: Some(NAMES), ..List::default() })
                        .await
                        .map_or(Vec::new(), |page| page.rows),
                    false => Vec::new(),
                }
            };
            let categories = async {
                match may.categories {
                    true => call(List::<Category> { limit: Some(NAMES), ..List::default() })
                        .await
                        .map_or(Vec::new(), |page| page.rows),
                    false => Vec::new(),
                }
            };
            let (people, categories) = futures::join!(people, categories);
            let colleague = |user: &User| user.active && user.company_id.is_none() && user.firm_id.is_none();
            let people = people.into_iter().filter(colleague).map(|user| {
                Offer::go(Part::People, "user", user.name, format!("{base}?assignee={}", user.id)).note(user.login)
            });
            let categories = categories
                .into_iter()
                .filter(|one| one.active)
                .map(|one| Offer::go(Part::Categories, "tag", one.name, format!("{base}?category_id={}", one.id)));
            let offers: Vec<Offer> = people.chain(categories).collect();
            self.names.try_set(offers);
        });
    }

    /// Asks for what was typed, after a rest.
    pub fn ask(self, words: String) {
        self.round.update_value(|round| *round += 1);
        let mine = self.round.get_value();
        let words = words.trim().to_string();
        if words.is_empty() {
            self.busy.set(false);
            return self.found.set(Vec::new());
        }
        self.busy.set(true);
        let go = move || {
            if self.round.try_get_value() != Some(mine) {
                return;
            }
            leptos::task::spawn_local(async move {
                // A device may have to index its articles first: nobody waits for them to see cases and people.
                let articles = self.articles(&words);
                let others = async { futures::join!(self.cases(&words), self.callers(&words), self.companies(&words)) };
                futures::pin_mut!(articles, others);
                let show = |cases: &[Offer], articles: Vec<Offer>, people: &[Offer], busy: bool| {
                    if self.round.try_get_value() == Some(mine) {
                        self.found.set([cases, &articles, people].concat());
                        self.busy.set(busy);
                    }
                };
                match select(articles, others).await {
                    Either::Left((articles, others)) => {
                        let (cases, callers, companies) = others.await;
                        show(&cases, articles, &[callers, companies].concat(), false);
                    }
                    Either::Right(((cases, callers, companies), articles)) => {
                        let people = [callers, companies].concat();
                        show(&cases, Vec::new(), &people, true);
                        show(&cases, articles.await, &people, false);
                    }
                }
            });
        };
        set_timeout(go, REST);
    }

    async fn cases(self, words: &str) -> Vec<Offer> {
        let op = ListCases { q: Some(words.to_string()), limit: Some(FOUND), ..ListCases::default() };
        let Ok(list) = call(op).await else { return Vec::new() };
        let offer = |row: CaseRow| {
            let state = untrack(|| self.i18n.word("words.state", row.state.as_str()));
            let address = format!("{}/{}", self.base, row.number);
            Offer::go(Part::Cases, "case", row.subject, address).note(format!("{} · {state}", row.number))
        };
        list.rows.into_iter().map(offer).collect()
    }

    /// Without those that are retired.
    async fn articles(self, words: &str) -> Vec<Offer> {
        let q = Some(words.to_string());
        if self.may.articles {
            let there = Workflow::ALL.iter().filter(|state| **state != Workflow::Retired);
            let state = Some(there.map(|state| state.as_str()).collect::<Vec<_>>().join(","));
            let op = ListArticles { q, state, limit: Some(FOUND), ..ListArticles::default() };
            let Ok(list) = call(op).await else { return Vec::new() };
            let offer = |row: ArticleRow| {
                let state = untrack(|| self.i18n.word("words.article_state", row.state.as_str()));
                Offer::go(Part::Articles, "book", row.title, format!("/knowledge/{}", row.id)).note(state)
            };
            return list.rows.into_iter().map(offer).collect();
        }
        if !self.may.help {
            return Vec::new();
        }
        let Ok(list) = call(ListHelp { q, ..ListHelp::default() }).await else { return Vec::new() };
        let offer = |row: HelpRow| {
            let kind = untrack(|| self.i18n.word("words.article_kind", row.kind.as_str()));
            let mut address = String::from("/help/");
            push_encoded(&mut address, &row.slug);
            Offer::go(Part::Articles, "book", row.title, address).note(kind)
        };
        list.rows.into_iter().take(FOUND as usize).map(offer).collect()
    }

    async fn callers(self, words: &str) -> Vec<Offer> {
        if !self.may.callers {
            return Vec::new();
        }
        let Ok(found) = call(FindCaller { q: words.to_string() }).await else { return Vec::new() };
        let offer = |caller: Caller| {
            let parts = [caller.company.unwrap_or_default(), caller.contact.phone];
            let note = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
            let address = format!("{}?state=all&contact_id={}", self.base, caller.contact.id);
            Offer::go(Part::Customers, "phone", caller.contact.name, address).note(note)
        };
        found.callers.into_iter().take(FOUND as usize).map(offer).collect()
    }

    async fn companies(self, words: &str) -> Vec<Offer> {
        if !self.may.companies {
            return Vec::new();
        }
        let op = List::<Company> { q: Some(words.to_string()), limit: Some(FOUND), ..List::default() };
        let Ok(page) = call(op).await else { return Vec::new() };
        let offer = |company: Company| {
            let address = format!("{}?state=all&company_id={}", self.base, company.id);
            Offer::go(Part::Customers, "building", company.name, address)
        };
        page.rows.into_iter().map(offer).collect()
    }
}
