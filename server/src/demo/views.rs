//! Views that everybody of the demo desk sees.

use yingda_shared::kernel::id::UserId;
use yingda_shared::views::{SavedView, ViewScope};

use super::dice::{Kind, id};

type Said = (&'static str, &'static [(&'static str, &'static str)]);
const VIEWS: &[Said] = &[
    ("已逾期", &[("due", "overdue"), ("sort", "due"), ("layout", "table")]),
    ("今天到期", &[("due", "today"), ("sort", "due")]),
    ("客户在等回复", &[("waits", "customer"), ("sort", "-updated")]),
    ("全部进度", &[("layout", "board")]),
];

pub fn views(owner: UserId) -> Vec<SavedView> {
    let view = |(n, (name, query)): (usize, &Said)| SavedView {
        id: id(Kind::View, n),
        rv: 0,
        name: name.to_string(),
        scope: ViewScope::Organisation,
        team_id: None,
        owner_id: owner,
        by: owner,
        query: query.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect(),
        place: n as i64,
    };
    VIEWS.iter().enumerate().map(view).collect()
}
