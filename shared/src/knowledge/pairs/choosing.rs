//! Which pairs are offered for what somebody writes or looks at: by category, product, language and words, and among
//! equals by use. Pure: the same on the server and on a device without it.

use std::collections::{BTreeMap, BTreeSet};

use super::uses::{Counts, worth};
use super::{Language, OfferPairs, Pair};
use crate::catalog::Category;
use crate::kernel::id::{CategoryId, PairId, ProductId, UnitId};
use crate::kernel::limits::TREE_DEPTH_MAX;
use crate::kernel::text::{bigrams, fold};
use crate::organisation::Unit;
use crate::record::Record;

/// Offered at most.
pub const OFFERED: usize = 6;
/// Share of what was typed, in hundredths, that a pair must say to be found by it.
const ALIKE: u64 = 45;

/// What pairs are wanted for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    pub text: String,
    pub category_id: Option<CategoryId>,
    pub product_id: Option<ProductId>,
    pub language: Option<Language>,
    /// Where whoever asks belongs.
    pub unit_id: Option<UnitId>,
    /// Those with a solution alone.
    pub answers: bool,
    /// Only what the words find: a stranger who has written nothing is offered nothing.
    pub by_words: bool,
}

impl Wanted {
    /// What somebody of a unit asks for.
    pub fn of(op: &OfferPairs, unit_id: Option<UnitId>) -> Wanted {
        Wanted {
            text: op.text.clone().unwrap_or_default(),
            category_id: op.category_id,
            product_id: op.product_id,
            language: op.language,
            unit_id,
            answers: op.answers,
            by_words: false,
        }
    }
}

/// What lies above what, and how often each pair was used.
#[derive(Default)]
pub struct Around {
    categories: BTreeMap<CategoryId, CategoryId>,
    units: BTreeMap<UnitId, UnitId>,
    uses: BTreeMap<PairId, Counts>,
}

impl Around {
    pub fn new<'a>(
        categories: impl IntoIterator<Item = &'a Category>,
        units: impl IntoIterator<Item = &'a Unit>,
        uses: BTreeMap<PairId, Counts>,
    ) -> Around {
        let categories = categories.into_iter().filter_map(|one| Some((one.id, one.parent_id?))).collect();
        let units = units.into_iter().filter_map(|one| Some((one.id, one.parent_id?))).collect();
        Around { categories, units, uses }
    }

    /// Uses of a pair by month, the present one first.
    pub fn counts(&self, pair: PairId) -> Counts {
        self.uses.get(&pair).copied().unwrap_or_default()
    }

    /// Whether somebody of a unit is offered a pair: of the pair's own region, or of what lies below it.
    pub fn is_offered(&self, pair: &Pair, unit: Option<UnitId>) -> bool {
        pair.unit_id.is_none_or(|region| unit.is_some_and(|unit| within(&self.units, unit, region)))
    }

    /// Whether a category is another one, or hangs below it.
    pub fn is_under(&self, category: CategoryId, above: CategoryId) -> bool {
        within(&self.categories, category, above)
    }

    /// How near a pair's category lies to the one that is wanted, in hundredths; None where it lies elsewhere.
    fn nearness(&self, pair: CategoryId, wanted: CategoryId) -> Option<u64> {
        if pair == wanted {
            return Some(100);
        }
        let near = within(&self.categories, pair, wanted) || within(&self.categories, wanted, pair);
        near.then_some(60)
    }
}

/// Whether `one` is `above`, or hangs somewhere below it.
fn within<I: Copy + Ord>(parents: &BTreeMap<I, I>, one: I, above: I) -> bool {
    let mut at = Some(one);
    for _ in 0..=TREE_DEPTH_MAX {
        match at {
            Some(here) if here == above => return true,
            Some(here) => at = parents.get(&here).copied(),
            None => return false,
        }
    }
    false
}

/// How much of what was typed a pair says, in hundredths. Its title says it better than its text.
fn said(typed: &BTreeSet<(char, char)>, pair: &Pair) -> u64 {
    let of = |text: &str| typed.intersection(&bigrams(text)).count() as u64 * 100 / (typed.len() as u64).max(1);
    of(&pair.name).max(of(&format!("{} {}", pair.name, pair.description)) * 8 / 10)
}

/// What speaks for a pair; None where it is not to be offered.
fn weight(pair: &Pair, wanted: &Wanted, typed: &BTreeSet<(char, char)>, around: &Around) -> Option<u64> {
    let other_product = matches!((pair.product_id, wanted.product_id), (Some(of), Some(wanted)) if of != wanted);
    if !pair.active || other_product || (wanted.answers && !pair.answers()) || !around.is_offered(pair, wanted.unit_id)
    {
        return None;
    }
    let near = wanted.category_id.and_then(|category| around.nearness(pair.category_id, category));
    let alike = said(typed, pair);
    let fits = match typed.is_empty() {
        // Nothing to go by but the category, or nothing at all: what is used most is likeliest.
        true if wanted.by_words => false,
        true => wanted.category_id.is_none() || near.is_some(),
        // Words that were typed have to be met: a whole category would stand in the way of its one fitting pair.
        false => alike >= ALIKE,
    };
    let product = u64::from(pair.product_id.is_some() && pair.product_id == wanted.product_id);
    let language = u64::from(wanted.language.is_none_or(|language| language == pair.language));
    // Use decides among what fits alike: its tenfold is worth as much as a category that lies near.
    let used = u64::from(worth(&around.counts(pair.id)).max(1).ilog2()) * 6;
    fits.then(|| alike * 2 + near.unwrap_or(0) + product * 40 + language * 80 + used)
}

/// The likeliest pairs, the first first.
pub fn offer<'p>(pairs: impl IntoIterator<Item = &'p Pair>, wanted: &Wanted, around: &Around) -> Vec<&'p Pair> {
    let typed = bigrams(&wanted.text);
    // One sign is no word yet.
    let typed = if fold(&wanted.text).chars().count() < 2 { BTreeSet::new() } else { typed };
    let weighed = pairs.into_iter().filter_map(|pair| Some((weight(pair, wanted, &typed, around)?, pair)));
    let mut found: Vec<(u64, &Pair)> = weighed.collect();
    found.sort_by_cached_key(|(weight, pair)| (std::cmp::Reverse(*weight), fold(pair.name()), pair.id));
    found.truncate(OFFERED);
    found.into_iter().map(|(_, pair)| pair).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::pair;
    use super::*;
    use crate::kernel::id::Uuid;

    fn id<I: From<Uuid>>(n: u128) -> I {
        Uuid::from_u128(n).into()
    }

    fn names(pairs: &[Pair], wanted: &Wanted, around: &Around) -> Vec<String> {
        offer(pairs, wanted, around).into_iter().map(|pair| pair.name.clone()).collect()
    }

    fn typed(text: &str) -> Wanted {
        Wanted { text: text.into(), ..Wanted::default() }
    }

    #[test]
    fn words_find_pairs_in_either_script_and_any_order() {
        let pairs =
            [pair(1, "月末结账提示凭证断号"), pair(2, "登录提示许可证过期"), pair(3, "Invoice printer is offline")];
        let around = Around::default();
        assert_eq!(names(&pairs, &typed("凭证断号 结账"), &around), ["月末结账提示凭证断号"]);
        assert_eq!(names(&pairs, &typed("许可证过期"), &around), ["登录提示许可证过期"]);
        assert_eq!(names(&pairs, &typed("PRINTER offline"), &around), ["Invoice printer is offline"]);
        assert!(names(&pairs, &typed("水管漏水"), &around).is_empty());
    }

    #[test]
    fn use_decides_among_what_fits_alike() {
        let pairs = [pair(1, "登录报错甲"), pair(2, "登录报错乙"), pair(3, "打印")];
        let uses = BTreeMap::from([(id(2), [5, 0, 0, 0, 0, 0]), (id(3), [900, 0, 0, 0, 0, 0])]);
        let around = Around::new([], [], uses);
        assert_eq!(
            names(&pairs, &typed("登录报错"), &around),
            ["登录报错乙", "登录报错甲"],
            "use finds nothing by itself"
        );
        assert_eq!(names(&pairs, &typed(""), &around)[0], "打印", "without words the most used comes first");
        assert!(names(&pairs, &Wanted { by_words: true, ..typed("") }, &around).is_empty());
    }

    #[test]
    fn a_category_narrows_while_nothing_is_typed_and_leads_afterwards() {
        let above = Category {
            id: id(8),
            rv: 0,
            active: true,
            name: "软件".into(),
            parent_id: None,
            portal: true,
            team_id: None,
            impact: None,
            urgency: None,
        };
        let below = Category { id: id(1), parent_id: Some(id(8)), ..above.clone() };
        let around = Around::new([&above, &below], [], BTreeMap::new());
        let elsewhere = Pair { category_id: id(9), ..pair(2, "登录报错乙") };
        let pairs = [pair(1, "登录报错甲"), elsewhere];
        let of = |category: u128, text: &str| Wanted { category_id: Some(id(category)), ..typed(text) };
        assert_eq!(names(&pairs, &of(8, ""), &around), ["登录报错甲"]);
        assert_eq!(names(&pairs, &of(9, "登录报错"), &around), ["登录报错乙", "登录报错甲"]);
    }

    #[test]
    fn what_is_for_another_product_region_or_without_an_answer_stays_out() {
        let unit = |n, parent: Option<u128>| Unit {
            id: id(n),
            rv: 0,
            active: true,
            name: "华东".into(),
            kind: crate::organisation::UnitKind::Region,
            parent_id: parent.map(id),
        };
        let units = [unit(1, None), unit(2, Some(1)), unit(3, Some(2))];
        let around = Around::new([], &units, BTreeMap::new());
        let regional = Pair { unit_id: Some(id(2)), ..pair(1, "登录报错") };
        let at = |unit: Option<u128>| Wanted { unit_id: unit.map(id), ..typed("登录") };
        assert_eq!(names(std::slice::from_ref(&regional), &at(Some(3)), &around).len(), 1);
        for elsewhere in [Some(1), Some(7), None] {
            assert!(names(std::slice::from_ref(&regional), &at(elsewhere), &around).is_empty());
        }
        let of_product = Pair { product_id: Some(id(5)), ..pair(1, "登录报错") };
        let product = |n| Wanted { product_id: Some(id(n)), ..typed("登录") };
        assert_eq!(names(std::slice::from_ref(&of_product), &product(5), &around).len(), 1);
        assert!(names(std::slice::from_ref(&of_product), &product(6), &around).is_empty());
        let unanswered = Pair { solution: String::new(), ..pair(1, "登录报错") };
        let answers = Wanted { answers: true, ..typed("登录") };
        assert!(names(std::slice::from_ref(&unanswered), &answers, &around).is_empty());
        let retired = Pair { active: false, ..pair(1, "登录报错") };
        assert!(names(std::slice::from_ref(&retired), &typed("登录"), &around).is_empty());
    }

    #[test]
    fn one_s_own_language_comes_first() {
        let english = Pair { language: Language::En, ..pair(1, "VPN 断线") };
        let pairs = [english, pair(2, "VPN 断线")];
        let wanted = |language| Wanted { language: Some(language), ..typed("VPN 断线") };
        let first = |language| offer(&pairs, &wanted(language), &Around::default())[0].language;
        assert_eq!((first(Language::En), first(Language::Zh)), (Language::En, Language::Zh));
    }
}
