//! Who reads what. The store says the same in SQL; a test holds the two together.

use std::collections::BTreeSet;

use super::model::{Article, Audience};
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
