//! Categories that are no more than a pair: they are folded into the one above, so that the tree stays short.

use std::collections::BTreeMap;

use super::Pair;
use crate::catalog::Category;
use crate::kernel::id::CategoryId;
use crate::kernel::text::fold;

words! {
/// Why a category is no more than a pair.
Why {
    /// It is called what a pair is called.
    SameName = "same_name",
    /// It holds one pair, and nothing hangs below it.
    OnlyOne = "only_one",
}
}

data! {
/// A category that can be folded, and where its pairs go.
pub struct Foldable {
    pub category_id: CategoryId,
    pub name: String,
    pub into_id: CategoryId,
    pub into: String,
    pub why: Why,
    /// The pair it duplicates.
    pub pair: String,
    /// Pairs that go along.
    pub pairs: u32,
}
}

/// The categories that can be folded. One with others below it is a branch, whatever it is called.
pub fn foldable(categories: &[Category], pairs: &[Pair]) -> Vec<Foldable> {
    let active: BTreeMap<CategoryId, &Category> =
        categories.iter().filter(|one| one.active).map(|one| (one.id, one)).collect();
    let mut held: BTreeMap<CategoryId, Vec<&Pair>> = BTreeMap::new();
    let mut called: BTreeMap<String, Vec<&Pair>> = BTreeMap::new();
    for pair in pairs.iter().filter(|pair| pair.active) {
        held.entry(pair.category_id).or_default().push(pair);
        called.entry(fold(&pair.name)).or_default().push(pair);
    }
    let leaf = |one: &Category| !active.values().any(|other| other.parent_id == Some(one.id));
    let found = active.values().filter(|one| leaf(one)).filter_map(|one| {
        let own = held.get(&one.id).map(Vec::as_slice).unwrap_or_default();
        let parent = one.parent_id.and_then(|id| active.get(&id));
        let namesakes = called.get(&fold(&one.name)).map(Vec::as_slice).unwrap_or_default();
        // A namesake elsewhere says where such cases belong; one of its own goes up with it.
        let elsewhere = namesakes.iter().find(|pair| pair.category_id != one.id);
        let home = elsewhere.and_then(|pair| active.get(&pair.category_id)).or(parent)?;
        let (why, pair) = match (namesakes, own) {
            ([first, ..], _) => (Why::SameName, elsewhere.unwrap_or(first)),
            ([], [only]) => (Why::OnlyOne, only),
            _ => return None,
        };
        Some(Foldable {
            category_id: one.id,
            name: one.name.clone(),
            into_id: home.id,
            into: home.name.clone(),
            why,
            pair: pair.name.clone(),
            pairs: own.len() as u32,
        })
    });
    let mut found: Vec<Foldable> = found.collect();
    found.sort_by_cached_key(|one| (fold(&one.name), one.category_id));
    found
}

#[cfg(test)]
mod tests {
    use super::super::tests::pair;
    use super::*;
    use crate::kernel::id::Uuid;

    fn id<I: From<Uuid>>(n: u128) -> I {
        Uuid::from_u128(n).into()
    }

    fn category(n: u128, name: &str, parent: Option<u128>) -> Category {
        Category {
            id: id(n),
            rv: 0,
            active: true,
            name: name.into(),
            parent_id: parent.map(id),
            portal: true,
            team_id: None,
            impact: None,
            urgency: None,
        }
    }

    fn of(n: u128, name: &str, category: u128) -> Pair {
        Pair { category_id: id(category), ..pair(n, name) }
    }

    fn found(categories: &[Category], pairs: &[Pair]) -> Vec<(u128, u128, Why)> {
        let short = |one: Foldable| (one.category_id.0.as_u128(), one.into_id.0.as_u128(), one.why);
        foldable(categories, pairs).into_iter().map(short).collect()
    }

    #[test]
    fn a_leaf_with_one_pair_or_a_pair_s_name_can_be_folded() {
        let categories = [
            category(1, "财务", None),
            category(2, "结账报错", Some(1)),
            category(3, "忘记密码", Some(1)),
            category(4, "报表", Some(1)),
            category(5, "登录", None),
        ];
        let pairs = [
            of(1, "结账提示断号", 2),
            of(2, "忘记 密码", 5),
            of(3, "忘记密码", 5),
            of(4, "报表取数", 4),
            of(5, "报表打印", 4),
        ];
        assert_eq!(found(&categories, &pairs), [(3, 5, Why::SameName), (2, 1, Why::OnlyOne)]);
    }

    #[test]
    fn a_branch_a_root_and_a_retired_one_stay() {
        let categories = [category(1, "财务", None), category(2, "总账", Some(1)), category(3, "凭证", Some(2))];
        assert_eq!(found(&categories, &[of(1, "财务", 2), of(2, "总账", 3), of(3, "其他", 3)]), []);
        assert_eq!(found(&[category(1, "财务", None)], &[of(1, "一个", 1)]), [], "there is nothing above it");
        let retired = Category { active: false, ..category(2, "总账", Some(1)) };
        assert_eq!(found(&[category(1, "财务", None), retired], &[of(1, "一个", 2)]), []);
    }
}
