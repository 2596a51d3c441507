//! Which cases: conditions that narrow, compiled into SQL with the caller's fence first.

use std::collections::BTreeMap;

use yingda_shared::cases::filter::Conditions;
use yingda_shared::cases::listing::{Place, Sort};
use yingda_shared::cases::search::Sought;
use yingda_shared::cases::{Case, CaseState};
use yingda_shared::catalog::priority::Priority;
use yingda_shared::fault::Fault;
use yingda_shared::identity::Actor;
use yingda_shared::kernel::id::{UserId, Uuid};
use yingda_shared::kernel::time::Millis;

use super::{chosen, fence, own_fence, parse, ties};
use crate::ctx::Cx;
use crate::db::Bind;
use crate::records::store::like;

#[derive(Clone)]
pub struct Filter {
    /// What the conditions are asked of.
    rows: String,
    conditions: Vec<String>,
    values: Vec<Bind>,
    /// Who asks.
    actor: Actor,
}

impl Filter {
    pub fn within(actor: &Actor) -> Filter {
        let mut values = Vec::new();
        let conditions = vec![fence(actor, &mut values)];
        Filter { rows: "cases".into(), conditions, values, actor: actor.clone() }
    }

    /// Adds a condition; each `?` takes the next value.
    fn and(&mut self, condition: &str, values: Vec<Bind>) {
        let built = self.numbered(condition, values);
        self.conditions.push(built);
    }

    fn numbered(&mut self, condition: &str, values: Vec<Bind>) -> String {
        let mut built = String::new();
        let mut values = values.into_iter();
        for part in condition.split_inclusive('?') {
            match part.strip_suffix('?') {
                Some(text) => {
                    self.values.extend(values.next());
                    built.push_str(&format!("{text}${}", self.values.len()));
                }
                None => built.push_str(part),
            }
        }
        built
    }

    pub fn states(&mut self, states: &[CaseState]) {
        let states: Vec<CaseState> = CaseState::ALL.iter().copied().filter(|state| states.contains(state)).collect();
        // The open states together are one column, and its index.
        if states == CaseState::OPEN {
            return self.and("open = 1", vec![]);
        }
        self.any_of("state", states.iter().map(|state| state.as_str().into()).collect());
    }

    /// Changed since a moment.
    pub fn since(&mut self, at: Millis) {
        self.and("updated_at >= ?", vec![at.into()]);
    }

    pub fn priorities(&mut self, priorities: &[Priority]) {
        let priorities: Vec<Priority> =
            Priority::ALL.iter().copied().filter(|each| priorities.contains(each)).collect();
        self.any_of("priority", priorities.iter().map(|priority| (*priority as i64 + 1).into()).collect());
    }

    fn any_of(&mut self, column: &str, values: Vec<Bind>) {
        let places = vec!["?"; values.len()].join(", ");
        self.and(&format!("{column} IN ({places})"), values);
    }

    /// `column` is one of ours, never the caller's.
    pub fn id(&mut self, column: &'static str, id: Option<Uuid>) {
        if let Some(id) = id {
            self.and(&format!("{column} = ?"), vec![id.into()]);
        }
    }

    /// Of this person, or, with an inner None, of nobody.
    pub fn assignee(&mut self, assignee: Option<Option<UserId>>) {
        match assignee {
            None => {}
            Some(None) => self.and("assignee_id IS NULL", vec![]),
            Some(Some(user)) => self.id("assignee_id", Some(user.0)),
        }
    }

    /// One of these alone.
    pub fn among(&mut self, ids: &[Uuid]) {
        self.rows = chosen(ids, &mut self.values);
    }

    pub fn conditions(&mut self, conditions: &Conditions, now: Millis) {
        match conditions.snoozed {
            Some(true) => self.and("asleep_until > ?", vec![now.into()]),
            Some(false) => self.and("asleep_until <= ?", vec![now.into()]),
            None => {}
        }
        if let Some(user) = conditions.follower {
            self.and("id IN (SELECT case_id FROM case_followers WHERE user_id = ?)", vec![user.0.into()]);
        }
        if let Some(states) = &conditions.states {
            self.states(states);
        }
        if let Some(priorities) = &conditions.priorities {
            self.priorities(priorities);
        }
        self.assignee(conditions.assignee);
        for (column, id) in &conditions.ids {
            self.id(column, Some(*id));
        }
    }

    /// `Sought` in SQL.
    pub fn words(&mut self, sought: &Sought) {
        const HOLDS: &str = "search LIKE ? ESCAPE '!'";
        let either = |spellings: &Vec<String>| format!("({})", vec![HOLDS; spellings.len()].join(" OR "));
        let mut condition = sought.every.iter().map(either).collect::<Vec<_>>().join(" AND ");
        let mut values: Vec<Bind> = sought.every.iter().flatten().map(|word| like(word).into()).collect();
        if let Some(digits) = &sought.digits {
            condition = format!("({condition} OR {HOLDS})");
            values.push(like(digits).into());
        }
        if condition.is_empty() {
            return;
        }
        match self.actor.is_customer_side() {
            true => self.found_by_customers(&condition, values),
            false => self.and(&condition, values),
        }
    }
}

impl Filter {
    /// A customer finds a case by the words of what is theirs of it: those of another company that it was
    /// merged with would tell what it says.
    fn found_by_customers(&mut self, condition: &str, words: Vec<Bind>) {
        let actor = self.actor.clone();
        let own = own_fence(&actor, &mut self.values);
        let own_words = self.numbered(condition, words.clone());
        let mut found = format!("({own} AND {own_words})");
        if let Some(came) = ties::came(&actor, &mut self.values) {
            let came_words = self.numbered(condition, words);
            found = format!("({found} OR {came} AND {came_words}))");
        }
        self.conditions.push(found);
    }
}

/// A page of cases after the cursor `key~id`.
pub async fn page(
    cx: &mut Cx,
    mut filter: Filter,
    sort: Sort,
    down: bool,
    cursor: Option<&str>,
    limit: usize,
) -> Result<Vec<Case>, Fault> {
    let column = match sort {
        Sort::Updated => "updated_at",
        Sort::Created => "created_at",
        Sort::Number => "number",
        Sort::Priority => "priority",
        Sort::Due => "resolve_by",
        Sort::State => "state",
    };
    if let Some(cursor) = cursor {
        let (place, id) = sort.parse_cursor(cursor)?;
        let place = match place {
            Place::Word(word) => Bind::from(word),
            Place::Number(number) => Bind::Int(number),
        };
        let sign = if down { "<" } else { ">" };
        filter.and(&format!("({column}, id) {sign} (?, ?)"), vec![place, id.into()]);
    }
    let order = if down { "DESC" } else { "ASC" };
    let sql = format!(
        "SELECT rv, body FROM {} WHERE {} ORDER BY {column} {order}, id {order} LIMIT {limit}",
        filter.rows,
        filter.conditions.join(" AND ")
    );
    cx.all(&sql, filter.values).await?.iter().map(parse).collect()
}

pub async fn count_by_state(cx: &mut Cx, filter: Filter) -> Result<BTreeMap<String, i64>, Fault> {
    let (rows, conditions) = (&filter.rows, filter.conditions.join(" AND "));
    let sql = format!("SELECT state, COUNT(*) AS n FROM {rows} WHERE {conditions} GROUP BY state");
    let rows = cx.all(&sql, filter.values).await?;
    Ok(rows.iter().map(|row| (row.text("state"), row.int("n"))).collect())
}
