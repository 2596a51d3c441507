//! Which cases: conditions that narrow, compiled into SQL with the caller's fence first.

use std::collections::BTreeMap;

use yingda_shared::cases::filter::{Between, Conditions, Held};
use yingda_shared::cases::listing::{Group, Grouping, Place, Sort};
use yingda_shared::cases::search::Sought;
use yingda_shared::cases::{Case, CaseState, Channel};
use yingda_shared::catalog::priority::Priority;
use yingda_shared::fault::Fault;
use yingda_shared::identity::Actor;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::kernel::limits::{GROUPS_COUNTED_MAX, GROUPS_MAX};
use yingda_shared::kernel::time::Millis;

use super::{chosen, fence, own_fence, parse, ties};
use crate::ctx::Cx;
use crate::db::Bind;
use crate::records::store::like;

/// What `parse` reads.
const COLUMNS: &str = "rv, body";

#[derive(Clone)]
pub struct Filter {
    /// The statement that the conditions follow.
    rows: String,
    conditions: Vec<String>,
    values: Vec<Bind>,
    /// Who asks.
    actor: Actor,
}

impl Filter {
    pub fn within(actor: &Actor) -> Filter {
        Filter::after(Vec::new(), actor)
    }

    /// A filter of a statement that already has values.
    fn after(mut values: Vec<Bind>, actor: &Actor) -> Filter {
        let conditions = vec![fence(actor, &mut values)];
        Filter { rows: format!("SELECT {COLUMNS} FROM cases"), conditions, values, actor: actor.clone() }
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
        // All but all.
        if values.is_empty() {
            return self.and("1 = 0", vec![]);
        }
        let places = vec!["?"; values.len()].join(", ");
        self.and(&format!("{column} IN ({places})"), values);
    }

    /// `column` is one of ours, never the caller's.
    pub fn id(&mut self, column: &'static str, id: Option<Uuid>) {
        if let Some(id) = id {
            self.and(&format!("{column} = ?"), vec![id.into()]);
        }
    }

    /// One of these alone.
    pub fn among(&mut self, ids: &[Uuid]) {
        self.rows = chosen(COLUMNS, ids, &mut self.values);
    }

    pub fn conditions(&mut self, conditions: &Conditions) {
        match conditions.snoozed {
            Some((true, now)) => self.and("asleep_until > ?", vec![now.into()]),
            Some((false, now)) => self.and("asleep_until <= ?", vec![now.into()]),
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
        if let Some(channels) = conditions.channels.as_ref().filter(|channels| channels.len() < Channel::ALL.len()) {
            self.any_of("channel", channels.iter().map(|channel| channel.as_str().into()).collect());
        }
        if conditions.open {
            self.and("open = 1", vec![]);
        }
        if conditions.waits {
            self.and("waits = 1", vec![]);
        }
        conditions.held.iter().for_each(|held| self.held(held));
        conditions.times.iter().for_each(|(column, any)| self.times(column, any));
    }

    fn held(&mut self, Held { column, not, ids }: &Held) {
        let known: Vec<Bind> = ids.iter().flatten().map(|id| (*id).into()).collect();
        let nobody = ids.contains(&None);
        let places = vec!["?"; known.len()].join(", ");
        let any = match (known.len(), not) {
            (0, _) => String::new(),
            (1, false) => format!("{column} = ?"),
            (_, false) => format!("{column} IN ({places})"),
            (_, true) => format!("{column} NOT IN ({places})"),
        };
        // SQL calls a missing value neither equal nor different.
        let condition = match (any.is_empty(), nobody, not) {
            (true, _, false) => format!("{column} IS NULL"),
            (true, _, true) => format!("{column} IS NOT NULL"),
            (_, true, false) => format!("({any} OR {column} IS NULL)"),
            (_, true, true) => format!("({any} AND {column} IS NOT NULL)"),
            (_, false, false) => any,
            (_, false, true) => format!("({any} OR {column} IS NULL)"),
        };
        self.and(&condition, known);
    }

    fn times(&mut self, column: &str, any: &[Between]) {
        let mut values = Vec::new();
        let mut end = |sign: &str, at: Option<i64>| {
            at.map(|at| {
                values.push(Bind::Int(at));
                format!("{column} {sign} ?")
            })
        };
        let stretch = |each: &Between| {
            let ends = [end(">=", each.from), end("<", each.to)];
            ends.into_iter().flatten().collect::<Vec<_>>().join(" AND ")
        };
        let stretches: Vec<String> = any.iter().map(stretch).filter(|text| !text.is_empty()).collect();
        self.and(&format!("({})", stretches.join(" OR ")), values);
    }

    /// What comes after a cursor in an order.
    fn after_cursor(&mut self, sort: Sort, down: bool, cursor: Option<&str>) -> Result<Option<String>, Fault> {
        let Some(cursor) = cursor else { return Ok(None) };
        let (place, id) = sort.parse_cursor(cursor)?;
        let place = match place {
            Place::Word(word) => Bind::from(word),
            Place::Number(number) => Bind::Int(number),
        };
        let (column, sign) = (column(sort), if down { "<" } else { ">" });
        Ok(Some(self.numbered(&format!("({column}, id) {sign} (?, ?)"), vec![place, id.into()])))
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
    let after = filter.after_cursor(sort, down, cursor)?;
    filter.conditions.extend(after);
    let sql =
        format!("{} WHERE {} {} LIMIT {limit}", filter.rows, filter.conditions.join(" AND "), in_order(sort, down));
    cx.all(&sql, filter.values).await?.iter().map(parse).collect()
}

/// Those that a filter lets through among the next `span` cases after the cursor, in no order: the rows are read from
/// the index of that order one after another, and never more of them.
pub async fn among_next(
    cx: &mut Cx,
    mut filter: Filter,
    sort: Sort,
    down: bool,
    cursor: Option<&str>,
    span: usize,
) -> Result<Vec<Case>, Fault> {
    let after = filter.after_cursor(sort, down, cursor)?.map(|after| format!("WHERE {after} ")).unwrap_or_default();
    let sql = format!(
        "SELECT {COLUMNS} FROM (SELECT * FROM cases {after}{} LIMIT {span}) AS passed WHERE {}",
        in_order(sort, down),
        filter.conditions.join(" AND ")
    );
    cx.all(&sql, filter.values).await?.iter().map(parse).collect()
}

fn column(sort: Sort) -> &'static str {
    match sort {
        Sort::Updated => "updated_at",
        Sort::Created => "created_at",
        Sort::Number => "number",
        Sort::Priority => "priority",
        Sort::Due => "resolve_by",
        Sort::State => "state",
    }
}

fn in_order(sort: Sort, down: bool) -> String {
    let (column, order) = (column(sort), if down { "DESC" } else { "ASC" });
    format!("ORDER BY {column} {order}, id {order}")
}

/// How many cases each group holds, the largest first, and whether there are more cases than were counted.
pub async fn count_groups(cx: &mut Cx, filter: Filter, by: Grouping) -> Result<(Vec<Group>, bool), Fault> {
    let column = match by {
        Grouping::State => "state",
        Grouping::Priority => "priority",
        Grouping::Assignee => "assignee_id",
        Grouping::Team => "team_id",
        Grouping::Category => "category_id",
        Grouping::Company => "company_id",
        Grouping::Unit => "unit_id",
    };
    let sql = format!(
        "SELECT COALESCE(CAST({column} AS TEXT), '') AS word, COUNT(*) AS n FROM (SELECT {column} FROM cases WHERE {} \
         LIMIT {GROUPS_COUNTED_MAX}) AS counted GROUP BY {column} ORDER BY n DESC, word LIMIT {GROUPS_MAX}",
        filter.conditions.join(" AND ")
    );
    let rows = cx.all(&sql, filter.values).await?;
    let word = |word: String| match by {
        // The column holds the level's number.
        Grouping::Priority => format!("p{word}"),
        _ => word,
    };
    let groups: Vec<Group> =
        rows.iter().map(|row| Group { word: word(row.text("word")), count: row.int("n") }).collect();
    let capped = groups.iter().map(|group| group.count).sum::<i64>() >= GROUPS_COUNTED_MAX;
    Ok((groups, capped))
}

/// How many cases each question finds, counted no further than `most`: one statement for all of them.
pub async fn count_each(cx: &mut Cx, questions: &[Conditions], most: i64) -> Result<Vec<i64>, Fault> {
    if questions.is_empty() {
        return Ok(Vec::new());
    }
    let actor = cx.caller.actor.clone();
    let (mut values, mut selects) = (Vec::new(), Vec::new());
    for (at, conditions) in questions.iter().enumerate() {
        let mut filter = Filter::after(values, &actor);
        filter.conditions(conditions);
        selects.push(format!(
            "SELECT CAST({at} AS BIGINT) AS place, COUNT(*) AS n FROM (SELECT 1 AS one FROM cases WHERE {} LIMIT {most}) AS c{at}",
            filter.conditions.join(" AND ")
        ));
        values = filter.values;
    }
    let rows = cx.all(&selects.join(" UNION ALL "), values).await?;
    let mut counts = vec![0; questions.len()];
    for row in rows {
        if let Some(count) = usize::try_from(row.int("place")).ok().and_then(|at| counts.get_mut(at)) {
            *count = row.int("n");
        }
    }
    Ok(counts)
}

pub async fn count_by_state(cx: &mut Cx, filter: Filter) -> Result<BTreeMap<String, i64>, Fault> {
    let sql =
        format!("SELECT state, COUNT(*) AS n FROM cases WHERE {} GROUP BY state", filter.conditions.join(" AND "));
    let rows = cx.all(&sql, filter.values).await?;
    Ok(rows.iter().map(|row| (row.text("state"), row.int("n"))).collect())
}
