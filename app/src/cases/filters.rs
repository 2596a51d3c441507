//! The list as its address says it: filters, order, grouping, columns, layout. A view is a link; a saved
//! one is named in the address, which then says only what differs from it.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use yingda_shared::cases::queries::ListCases;
use yingda_shared::contract::query;
use yingda_shared::kernel::id::ViewId;
use yingda_shared::views::address::{FILTERS, SHAPE, question};
use yingda_shared::views::{SavedView, ViewDesk};

use super::views::{Opened, use_saved};

/// Names the saved view.
pub const VIEW: &str = "view";
/// Filters with a place of their own above the list; the others stand as chips.
const PLACED: [&str; 2] = ["state", "q"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    List,
    Table,
    Board,
}

impl Layout {
    pub const ALL: [Layout; 3] = [Layout::List, Layout::Table, Layout::Board];

    pub fn word(self) -> &'static str {
        match self {
            Layout::List => "list",
            Layout::Table => "table",
            Layout::Board => "board",
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListView {
    pairs: Vec<(&'static str, String)>,
    /// The saved view behind it, and what that says.
    saved: Option<(ViewId, BTreeMap<String, String>)>,
    /// Columns this person wants to see here.
    own_columns: String,
}

fn keys() -> impl Iterator<Item = &'static str> {
    FILTERS.into_iter().chain(SHAPE)
}

impl ListView {
    /// What an address says over what a saved view says.
    pub fn of(said: impl Fn(&str) -> Option<String>, saved: Option<&SavedView>, desk: Option<&ViewDesk>) -> ListView {
        let from_view = |key: &str| saved.and_then(|saved| saved.query.get(key).cloned());
        let value = |key: &'static str| Some((key, said(key).or_else(|| from_view(key))?));
        let place = ViewDesk::place(saved.map(|saved| saved.id));
        ListView {
            pairs: keys().filter_map(value).filter(|(_, value)| !value.is_empty()).collect(),
            saved: saved.map(|saved| (saved.id, saved.query.clone())),
            own_columns: desk
                .and_then(|desk| desk.columns.get(&place).cloned())
                .filter(|_| said("columns").is_none())
                .unwrap_or_default(),
        }
    }

    pub fn get(&self, key: &str) -> &str {
        self.pairs.iter().find(|(known, _)| *known == key).map_or("", |(_, value)| value)
    }

    /// Several words, separated by commas.
    pub fn words(&self, key: &str) -> Vec<String> {
        self.get(key).split(',').filter(|word| !word.is_empty()).map(str::to_string).collect()
    }

    /// What narrows the view besides states, words and the ready filters.
    pub fn narrowings(&self) -> Vec<(&'static str, String)> {
        let is = |key: &str, value: &str| {
            FILTERS.contains(&key) && !PLACED.contains(&key) && (key != "assignee" || !["me", "none"].contains(&value))
        };
        self.pairs.iter().filter(|(key, value)| is(key, value)).cloned().collect()
    }

    /// The same view with one thing changed; an empty value takes it away.
    pub fn with(&self, key: &'static str, value: &str) -> ListView {
        let mut view = self.clone();
        view.pairs.retain(|(known, _)| *known != key);
        if !value.is_empty() {
            view.pairs.push((key, value.to_string()));
        }
        if key == "columns" {
            view.own_columns.clear();
        }
        view
    }

    /// The plain list in the same layout.
    pub fn cleared(&self) -> ListView {
        ListView::default().with("layout", self.get("layout"))
    }

    pub fn saved(&self) -> Option<ViewId> {
        self.saved.as_ref().map(|(id, _)| *id)
    }

    /// Whether it says something else than the saved view it began with.
    pub fn differs(&self) -> bool {
        self.saved.as_ref().is_some_and(|(_, query)| *query != self.spoken())
    }

    /// Everything it says: what a saved view keeps.
    pub fn spoken(&self) -> BTreeMap<String, String> {
        self.pairs.iter().map(|(key, value)| (key.to_string(), value.clone())).collect()
    }

    /// `?state=open&sort=due`, or nothing.
    pub fn query(&self) -> String {
        let out = match &self.saved {
            None => query(self.pairs.iter().map(|(key, value)| (*key, value))),
            Some((id, kept)) => {
                let differs = |key: &&str| self.get(key) != kept.get(*key).map_or("", String::as_str);
                let view = (VIEW, id.to_string());
                query([view].into_iter().chain(keys().filter(differs).map(|key| (key, self.get(key).to_string()))))
            }
        };
        // These read better than their codes, and mean nothing else here.
        out.replace("%2C", ",").replace("%21", "!").replace("%3A", ":")
    }

    /// Without a word about states the list shows what is open; `all` shows everything.
    pub fn state(&self) -> &str {
        match self.get("state") {
            "" => "open",
            state => state,
        }
    }

    pub fn sort(&self) -> &str {
        match (self.get("sort"), self.get("group")) {
            ("", "state") => "state",
            ("", "priority") => "priority",
            ("", _) => "-updated",
            (sort, _) => sort,
        }
    }

    /// The columns of the address, or else this person's own, or else the view's.
    pub fn columns(&self) -> &str {
        if self.own_columns.is_empty() { self.get("columns") } else { &self.own_columns }
    }

    pub fn layout(&self) -> Layout {
        Layout::ALL.into_iter().find(|layout| layout.word() == self.get("layout")).unwrap_or(Layout::List)
    }

    /// Table and board use the whole width.
    pub fn is_wide(&self) -> bool {
        self.layout() != Layout::List
    }

    /// Whether anything narrows the list beyond its default.
    pub fn narrowed(&self) -> bool {
        self.saved.is_some() || self.pairs.iter().any(|(key, _)| FILTERS.contains(key))
    }

    /// The question behind the view.
    pub fn question(&self, partner: bool) -> ListCases {
        // What a partner's page groups by is not what the server would count.
        let hidden = partner && ["assignee", "team"].contains(&self.get("group"));
        let sort = Some(self.sort().to_string());
        let group = Some(self.get("group").to_string()).filter(|group| !group.is_empty() && !hidden);
        ListCases { sort, group, ..question(|key| self.get(key), !partner) }
    }
}

fn said(query: &ParamsMap) -> impl Fn(&str) -> Option<String> {
    move |key| query.get(key)
}

/// The view of the present address.
pub fn use_view() -> Memo<ListView> {
    let query = use_query_map();
    let saved = use_saved();
    Memo::new(move |_| {
        let (opened, desk) = (saved.opened(), saved.desk());
        let saved = match &opened {
            Opened::View(view) => Some(&**view),
            _ => None,
        };
        query.with(|query| ListView::of(said(query), saved, desk.as_ref()))
    })
}

#[cfg(test)]
mod tests {
    use yingda_shared::kernel::id::{UserId, Uuid};
    use yingda_shared::views::ViewScope;

    use super::*;

    fn said(pairs: &'static [(&'static str, &'static str)]) -> impl Fn(&str) -> Option<String> {
        move |key| pairs.iter().find(|(known, _)| *known == key).map(|(_, value)| value.to_string())
    }

    fn saved() -> SavedView {
        let query = [("state", "new,pending"), ("sort", "due"), ("columns", "number")];
        SavedView {
            id: ViewId(Uuid::nil()),
            rv: 1,
            name: "v".into(),
            scope: ViewScope::Personal,
            team_id: None,
            owner_id: UserId(Uuid::nil()),
            by: UserId(Uuid::nil()),
            query: query.map(|(key, value)| (key.to_string(), value.to_string())).into(),
            place: 0,
        }
    }

    #[test]
    fn a_view_is_its_address() {
        let view = ListView::default().with("state", "new,pending").with("q", "打印 机");
        assert_eq!(view.query(), "?state=new,pending&q=%E6%89%93%E5%8D%B0%20%E6%9C%BA");
        assert_eq!(view.with("state", "").state(), "open");
        assert_eq!(view.with("state", "all").question(false).state, None);
        assert_eq!(view.with("group", "priority").sort(), "priority");
    }

    #[test]
    fn an_address_says_what_differs_from_its_saved_view() {
        const ID: &str = "00000000-0000-0000-0000-000000000000";
        let (saved, plain) = (saved(), said(&[]));
        let view = ListView::of(plain, Some(&saved), None);
        assert_eq!((view.query(), view.differs(), view.state()), (format!("?view={ID}"), false, "new,pending"));
        let other = view.with("state", "").with("priority", "!p4");
        assert_eq!((other.query(), other.differs()), (format!("?view={ID}&state=&priority=!p4"), true));
        let back = ListView::of(said(&[("state", ""), ("priority", "!p4")]), Some(&saved), None);
        assert_eq!((back.query(), back.state()), (other.query(), "open"));
    }

    #[test]
    fn columns_of_the_address_come_before_ones_own_and_those_before_the_views() {
        let saved = saved();
        let desk = ViewDesk { columns: [(saved.id.to_string(), "subject".into())].into(), ..ViewDesk::default() };
        assert_eq!(ListView::of(said(&[]), Some(&saved), None).columns(), "number");
        let own = ListView::of(said(&[]), Some(&saved), Some(&desk));
        assert_eq!((own.columns(), own.differs()), ("subject", false));
        assert_eq!(ListView::of(said(&[("columns", "state")]), Some(&saved), Some(&desk)).columns(), "state");
        assert_eq!(own.with("columns", "team").columns(), "team");
        assert_eq!(ListView::of(said(&[]), None, Some(&desk)).columns(), "");
    }
}
