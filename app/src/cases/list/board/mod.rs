//! The list as a board: a column for each state, level or person, loaded when it comes into sight. A card moves
//! by dragging, by keys and by its menu, always by the ordinary command of the case.

mod card;
mod column;
mod moves;

use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;
use yingda_shared::cases::CaseState;
use yingda_shared::cases::listing::CaseRow;
use yingda_shared::cases::operations::AssignCase;
use yingda_shared::cases::queries::ListCases;
use yingda_shared::catalog::priority::Priority;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CaseId, UserId, Uuid};

use self::column::BoardColumn;
use self::moves::{Place, act_between};
use super::acting::Asked;
use super::rows::{Rows, use_rows};
use super::state::ListState;
use crate::api::call;
use crate::cases::acts::Act;
use crate::cases::filters::ListView;
use crate::cases::signs::state_sign;
use crate::cases::views::Opened;
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Toasts, Tone, use_toasts};
use crate::{key, t};

/// Columns of people: whoever has most to do stands first.
const PEOPLE_MAX: usize = 12;
/// A card that waits for its answer is shown where it goes for so long at most.
const SETTLING: std::time::Duration = std::time::Duration::from_millis(1_500);

/// A card on its way.
#[derive(Clone, PartialEq)]
pub struct Moving {
    pub row: Arc<CaseRow>,
    pub to: Place,
}

#[derive(Clone, Copy)]
pub struct BoardState {
    pub list: ListState,
    /// The counts of all columns.
    pub heads: Rows,
    pub moving: RwSignal<Option<Moving>>,
    /// The card that is being dragged.
    pub dragged: RwSignal<Option<(Arc<CaseRow>, Place)>>,
    /// Rises when every column is to be read again.
    pub again: RwSignal<u32>,
    /// Columns that are being read for the card on its way.
    pub reading: StoredValue<usize>,
    /// The card that takes the focus wherever it is drawn anew.
    pub focus: StoredValue<Option<CaseId>>,
    /// The act of a card is on its way; which one it was, so that an old clock stops nothing new.
    under_way: StoredValue<bool>,
    turn: StoredValue<u32>,
    pub places: Memo<Vec<Place>>,
    toasts: Toasts,
    i18n: I18n,
}

impl Place {
    pub fn word(&self) -> String {
        match self {
            Place::State(state) => state.to_string(),
            Place::Priority(word) | Place::Assignee(word) => word.clone(),
        }
    }

    pub fn icon(&self) -> &'static str {
        match self {
            Place::State(state) => state_sign(*state).0,
            Place::Priority(_) => "flag",
            Place::Assignee(_) => "user",
        }
    }

    /// The question of the column.
    pub fn narrow(&self, question: ListCases) -> ListCases {
        let mut question = ListCases { group: None, ..question };
        match self {
            Place::State(state) => question.state = Some(state.to_string()),
            Place::Priority(word) => question.priority = Some(word.clone()),
            Place::Assignee(id) if id.is_empty() => question.assignee = Some("none".into()),
            Place::Assignee(id) => question.assignee = Some(id.clone()),
        }
        question
    }
}

/// Columns of states: those the view asks for, and where its cases go when they are solved.
fn states(view: &ListView) -> Vec<CaseState> {
    let mut states: Vec<CaseState> = Vec::new();
    let (not, words) = match view.state().strip_prefix('!') {
        Some(rest) => (true, rest),
        None => (false, view.state()),
    };
    for word in words.split(',') {
        match word {
            "open" => states.extend(CaseState::OPEN),
            "all" => states.extend(CaseState::ALL),
            word => states.extend(CaseState::parse(word)),
        }
    }
    if view.get("state").is_empty() {
        states.push(CaseState::Resolved);
    }
    CaseState::ALL.iter().copied().filter(|state| states.contains(state) != not).collect()
}

fn grouping(view: &ListView) -> &'static str {
    match view.get("group") {
        "priority" => "priority",
        "assignee" => "assignee",
        _ => "state",
    }
}

/// The board of a list.
#[component]
pub fn Board(list: ListState) -> impl IntoView {
    let i18n = use_i18n();
    let by = Memo::new(move |_| list.view.with(grouping));
    let question = Memo::new(move |_| {
        let known = matches!(list.saved.opened(), Opened::Plain | Opened::View(_));
        known.then(|| list.view.with(|view| view.question(list.desk.partner)))
    });
    let counted = Memo::new(move |_| {
        let question = question.get()?;
        let all = list.view.with(states).iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        let state = if by.get() == "state" { Some(all) } else { question.state.clone() };
        Some(ListCases { state, group: Some(by.get().to_string()), sort: None, ..question })
    });
    let heads = use_rows(counted.into(), 1, list.rows.names);
    let places = Memo::new(move |_| -> Vec<Place> {
        match by.get() {
            "priority" => {
                let wanted = list.view.with(|view| view.words("priority"));
                let levels = Priority::ALL.iter().map(|level| level.to_string());
                let shown =
                    levels.filter(|level| wanted.is_empty() || wanted.contains(level) || wanted[0].starts_with('!'));
                shown.map(Place::Priority).collect()
            }
            "assignee" => {
                let busy = heads
                    .groups
                    .with(|groups| groups.counts.iter().map(|group| group.word.clone()).collect::<Vec<_>>());
                let mut words = vec![String::new()];
                words.extend(busy.into_iter().filter(|word| !word.is_empty()).take(PEOPLE_MAX));
                words.into_iter().map(Place::Assignee).collect()
            }
            _ => list.view.with(states).into_iter().map(Place::State).collect(),
        }
    });
    let board = BoardState {
        list,
        heads,
        moving: RwSignal::new(None),
        dragged: RwSignal::new(None),
        again: RwSignal::new(0),
        reading: StoredValue::new(0),
        focus: StoredValue::new(None),
        under_way: StoredValue::new(false),
        turn: StoredValue::new(0),
        places,
        toasts: use_toasts(),
        i18n,
    };
    // The act of a card is over: all columns are read again, and the card stands where it now belongs.
    Effect::new(move |asked: Option<bool>| {
        let now = list.acting.with(Option::is_some);
        if asked == Some(true) && !now {
            board.settle();
        }
        now
    });
    // How far the board was scrolled: columns out of sight ask for nothing yet.
    let node = NodeRef::<Div>::new();
    let sight = RwSignal::new(0);
    let measure = move || {
        if let Some(node) = node.get_untracked() {
            let end = node.scroll_left() + node.client_width() + 300;
            if end > sight.get_untracked() {
                sight.set(end);
            }
        }
    };
    Effect::new(move |_| {
        node.track();
        measure();
    });
    let columns = move || {
        let question = Signal::derive(move || question.get());
        let column =
            move |(at, place): (usize, Place)| view! { <BoardColumn board place at question sight=sight.into() /> };
        places.get().into_iter().enumerate().map(column).collect_view()
    };
    view! {
        <div node_ref=node class="board" role="region" tabindex="0" aria-label=t!(i18n, cases.board.label) on:scroll=move |_| measure()>
            {columns}
        </div>
    }
}

impl BoardState {
    /// What a column is called.
    pub fn name(self, place: &Place) -> String {
        match place {
            Place::State(state) => self.i18n.word("words.state", state.as_str()),
            Place::Priority(word) => self.i18n.word("words.priority", word),
            Place::Assignee(id) if id.is_empty() => self.i18n.say(key!(cases.list.unassigned)),
            Place::Assignee(id) => {
                let id = id.parse::<Uuid>().unwrap_or_default();
                self.heads.names.with(|names| names.get(&id).cloned()).unwrap_or_else(|| "…".into())
            }
        }
    }

    pub fn count(self, place: &Place) -> Option<String> {
        let word = place.word();
        if self.heads.first.get() {
            return None;
        }
        let found = |groups: &super::rows::Groups| {
            let count = groups.counts.iter().find(|group| group.word == word).map_or(0, |group| group.count);
            format!("{count}{}", if groups.capped { "+" } else { "" })
        };
        Some(self.heads.groups.with(found))
    }

    /// Moves a card, or says why it stays.
    pub fn send(self, row: &Arc<CaseRow>, from: &Place, to: &Place) {
        if from == to || self.under_way.get_value() {
            return;
        }
        let asked = match to {
            Place::State(state) => match act_between(row.state, *state) {
                Ok(act) => act,
                Err(code) => return self.refuse(row, *state, code),
            },
            Place::Priority(_) => Act::Priority,
            Place::Assignee(id) => match id.parse::<UserId>() {
                Ok(user) => return self.assign(row, user, to),
                // Nobody gives a case to nobody.
                Err(_) => return self.toasts.show(Tone::Danger, self.i18n.say(key!(cases.board.not_to_nobody))),
            },
        };
        self.begin(row, to);
        self.list.acting.set(Some(Asked { number: row.number.clone(), act: asked }));
    }

    fn refuse(self, row: &CaseRow, to: CaseState, code: &str) {
        let text = match code {
            "" => {
                let (from, to) =
                    (self.i18n.word("words.state", row.state.as_str()), self.i18n.word("words.state", to.as_str()));
                self.i18n.fill(key!(cases.board.no_way), &[("from", &from), ("to", &to)])
            }
            code => self.i18n.fault(&Fault::refused(code)),
        };
        self.toasts.show(Tone::Danger, text);
    }

    fn assign(self, row: &Arc<CaseRow>, user: UserId, to: &Place) {
        self.begin(row, to);
        let (id, base, team_id): (CaseId, i64, _) = (row.id, row.rv, row.team_id);
        let op = AssignCase { id, base: Some(base), team_id, assignee_id: Some(user), note: String::new() };
        let name = self.name(to);
        leptos::task::spawn_local(async move {
            match call(op).await {
                Ok(_) => {
                    let said = self.i18n.fill(key!(cases.board.assigned), &[("name", &name)]);
                    self.toasts.show(Tone::Ok, said);
                    self.settle();
                }
                Err(fault) => {
                    self.toasts.show(Tone::Danger, self.i18n.fault(&fault));
                    self.under_way.try_set_value(false);
                    let _ = self.moving.try_set(None);
                }
            }
        });
    }

    fn begin(self, row: &Arc<CaseRow>, to: &Place) {
        self.under_way.set_value(true);
        self.turn.update_value(|turn| *turn += 1);
        self.moving.set(Some(Moving { row: row.clone(), to: to.clone() }));
    }

    /// Reads all columns again; the card goes where it belongs then.
    fn settle(self) {
        self.under_way.try_set_value(false);
        self.reading.try_set_value(0);
        self.again.try_update(|again| *again += 1);
        self.heads.refresh();
        let turn = self.turn.try_get_value();
        let late = move || {
            if self.turn.try_get_value() == turn {
                self.moving.try_set(None);
            }
        };
        set_timeout(late, SETTLING);
    }

    /// A column has been read again. After the last of them each card is where it belongs.
    fn read(self) {
        self.reading.update_value(|left| *left = left.saturating_sub(1));
        if self.reading.get_value() == 0 && !self.under_way.get_value() {
            self.moving.set(None);
        }
    }
}
