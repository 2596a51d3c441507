//! Who reads what. The store says the same in SQL, and `fence` in facts of an index; tests hold the three together.

use std::collections::BTreeSet;

use super::model::{Article, Audience, Workflow};
use crate::identity::{Actor, ActorKind};
use crate::kernel::id::{ProductId, UnitId};
use crate::organisation::Unit;

words! {
/// On which side a reader stands.
Class { Staff = "staff", Partner = "partner", Customer = "customer", Visitor = "visitor" }
}

/// What of a reader decides on what is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Reader {
    pub class: Class,
    /// Sees what is not published, or no more.
    pub drafts: bool,
    /// None: everywhere. Else the units of the reader with all above them.
    pub units: Option<BTreeSet<UnitId>>,
    /// None: whatever product. Else those that the reader has.
    pub products: Option<BTreeSet<ProductId>>,
}

impl Class {
    pub fn of(actor: &Actor) -> Class {
        match actor.kind {
            ActorKind::System | ActorKind::Staff => Class::Staff,
            ActorKind::Partner => Class::Partner,
            ActorKind::Customer => Class::Customer,
            ActorKind::Guest => Class::Visitor,
        }
    }

    pub fn audiences(self) -> &'static [Audience] {
        match self {
            Class::Staff => Audience::ALL,
            Class::Partner => &[Audience::Partner, Audience::Customer, Audience::Public],
            Class::Customer => &[Audience::Customer, Audience::Public],
            Class::Visitor => &[Audience::Public],
        }
    }
}

impl Reader {
    /// The product itself.
    pub fn whole() -> Reader {
        Reader { class: Class::Staff, drafts: true, units: None, products: None }
    }

    /// Whether its audience, region and product are the reader's.
    pub fn is_meant(&self, article: &Article) -> bool {
        let here = |unit: UnitId| self.units.as_ref().is_none_or(|units| units.contains(&unit));
        let has = |product: ProductId| self.products.as_ref().is_none_or(|products| products.contains(&product));
        self.class.audiences().contains(&article.audience)
            && article.unit_id.is_none_or(here)
            && (!article.only_owners || article.product_id.is_some_and(has))
    }

    pub fn reads(&self, article: &Article) -> bool {
        self.is_meant(article) && (self.drafts || article.state.is_read())
    }
}

/// What holds of no unit, and of no product's owners.
const NONE: &str = "none";
/// Of some product's owners, for those who read of whatever product.
const ANY: &str = "any";

/// A fact as an index knows it.
pub fn fact(name: &str, value: impl std::fmt::Display) -> String {
    format!("{name}:{value}")
}

/// What an index fences and narrows an article by.
pub fn facts(article: &Article) -> Vec<String> {
    let mut facts = vec![
        fact("state", article.state),
        fact("audience", article.audience),
        fact("language", article.language),
        fact("kind", article.kind),
        fact("owner", article.owner_id),
        article.unit_id.map_or_else(|| fact("unit", NONE), |unit| fact("unit", unit)),
    ];
    match (article.only_owners, article.product_id) {
        (false, _) => facts.push(fact("owners", NONE)),
        (true, Some(product)) => facts.extend([fact("owners", ANY), fact("owners", product)]),
        // Those who have nothing: nobody reads it.
        (true, None) => {}
    }
    facts.extend(article.product_id.map(|product| fact("product", product)));
    facts.extend(article.category_id.map(|category| fact("category", category)));
    facts
}

impl Reader {
    /// `reads` in facts: of each line one holds of every article that is read, and of no other article one of each.
    pub fn fence(&self) -> Vec<Vec<String>> {
        let mut lines: Vec<Vec<String>> =
            vec![self.class.audiences().iter().map(|audience| fact("audience", audience)).collect()];
        if let Some(units) = &self.units {
            let here = units.iter().map(|unit| fact("unit", unit));
            lines.push(std::iter::once(fact("unit", NONE)).chain(here).collect());
        }
        let mut owners = vec![fact("owners", NONE)];
        match &self.products {
            None => owners.push(fact("owners", ANY)),
            Some(products) => owners.extend(products.iter().map(|product| fact("owners", product))),
        }
        lines.push(owners);
        if !self.drafts {
            let read = Workflow::ALL.iter().filter(|state| state.is_read());
            lines.push(read.map(|state| fact("state", state)).collect());
        }
        lines
    }
}

/// Units with all that stand above them.
pub fn upward(units: &[Unit], from: impl IntoIterator<Item = UnitId>) -> BTreeSet<UnitId> {
    let mut found = BTreeSet::new();
    for unit in from {
        let mut next = Some(unit);
        while let Some(id) = next.filter(|id| found.insert(*id)) {
            next = units.iter().find(|unit| unit.id == id).and_then(|unit| unit.parent_id);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::id::Uuid;

    fn unit(n: u128) -> UnitId {
        UnitId(Uuid::from_u128(n))
    }

    fn product(n: u128) -> ProductId {
        ProductId(Uuid::from_u128(n))
    }

    fn blank() -> Article {
        serde_json::from_value(serde_json::json!({
            "id": Uuid::from_u128(77), "slug": "paper-jam", "kind": "fault", "language": "en", "audience": "internal",
            "governance": "experience", "confidence": "in_work", "title": "Paper jam", "owner_id": Uuid::from_u128(1),
            "state": "draft", "last": 1, "created_at": 1, "created_by": Uuid::from_u128(1)
        }))
        .expect("an article")
    }

    /// Every audience, state, region and product.
    fn articles() -> Vec<Article> {
        let mut all = Vec::new();
        for audience in Audience::ALL.iter().copied() {
            for state in Workflow::ALL.iter().copied() {
                for unit_id in [None, Some(unit(1)), Some(unit(2))] {
                    for (product_id, only_owners) in
                        [(None, false), (None, true), (Some(product(1)), false), (Some(product(1)), true)]
                    {
                        all.push(Article { audience, state, unit_id, product_id, only_owners, ..blank() });
                    }
                }
            }
        }
        all
    }

    /// Every side, with and without drafts, regions and products.
    fn readers() -> Vec<Reader> {
        let mut all = Vec::new();
        for class in Class::ALL.iter().copied() {
            for drafts in [false, true] {
                for units in [None, Some(vec![]), Some(vec![unit(1)]), Some(vec![unit(1), unit(2)])] {
                    for products in [None, Some(vec![]), Some(vec![product(1)]), Some(vec![product(2)])] {
                        let units = units.clone().map(|units| units.into_iter().collect());
                        let products = products.map(|products| products.into_iter().collect());
                        all.push(Reader { class, drafts, units, products });
                    }
                }
            }
        }
        all
    }

    #[test]
    fn the_fence_in_facts_says_what_the_rule_says() {
        let (articles, readers) = (articles(), readers());
        let (mut read, mut hidden) = (0, 0);
        for reader in &readers {
            let fence = reader.fence();
            for article in &articles {
                let facts = facts(article);
                let opens = fence.iter().all(|line| line.iter().any(|fact| facts.contains(fact)));
                assert_eq!(opens, reader.reads(article), "{reader:?} {article:?}");
                *(if opens { &mut read } else { &mut hidden }) += 1;
            }
        }
        assert!(read > 1_000 && hidden > 1_000, "{read} {hidden}");
    }
}
