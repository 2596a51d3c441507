//! Standard descriptions and standard solutions: what is often reported, and the ready answer to it. Any number of them
//! hang under a category, so that categories do not multiply.

pub mod choosing;
pub mod folding;
pub mod often;
pub mod operations;
pub mod placeholder;
pub mod uses;

pub use operations::*;
pub use placeholder::Placeholder;

use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::id::{CategoryId, PairId, ProductId, UnitId};
use crate::kernel::limits::{NAME_MAX, SOLUTION_MAX};
use crate::record::{Details, Keys, Reference};

words! {
/// What a pair is written in.
Language { Zh = "zh", En = "en" }
}

words! {
/// Who reads a pair.
Audience {
    /// Staff alone.
    Internal = "internal",
    /// Customers too, while they describe what they are about to report.
    Customer = "customer",
}
}

words! {
/// What somebody did with a pair.
Use {
    /// A text of it was put into words that somebody writes.
    Inserted = "inserted",
    /// A case was opened with it.
    Opened = "opened",
    /// A case was opened with it and solved in the same act.
    Closed = "closed",
    /// A case that was open already was solved with it.
    Solved = "solved",
    /// A customer says that it helped, and reports nothing.
    Helped = "helped",
}
}

words! {
/// What a pair is put forward for.
Candidate {
    /// To be written up as an article.
    Article = "article",
    /// To be looked into as a problem.
    Problem = "problem",
}
}

data! {
/// A standard description, a standard solution, or both: never neither. `active` off: retired.
pub struct Pair {
    pub id: PairId,
    #[serde(default)]
    pub rv: i64,
    pub active: bool,
    /// What it is found and offered by; the subject of a case opened with it.
    pub name: String,
    pub category_id: CategoryId,
    /// The product it is about; of all of them where none is named.
    #[serde(default)]
    pub product_id: Option<ProductId>,
    pub language: Language,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub solution: String,
    pub audience: Audience,
    /// The region it is offered in, with all below it; everywhere where none is named.
    #[serde(default)]
    pub unit_id: Option<UnitId>,
    /// The pair that stands for it since both were merged. No save changes it.
    #[serde(default)]
    pub merged_into: Option<PairId>,
}
}

record!(Pair, PairId, "pairs");

impl Details for Pair {
    fn keys(&self) -> Keys {
        Keys {
            parent_id: Some(self.category_id.0),
            unit_id: self.unit_id,
            owner: Some(self.audience.to_string()),
            ..Keys::default()
        }
    }

    fn references(&self) -> Vec<Reference> {
        let product = self.product_id.map(|id| ("/product_id", "products", id.0));
        std::iter::once(("/category_id", "categories", self.category_id.0)).chain(product).collect()
    }

    fn check(&self) -> Vec<FieldFault> {
        let neither = self.description.trim().is_empty() && self.solution.trim().is_empty();
        let mut faults = Checks::new()
            .when(self.name.contains(['\r', '\n']), "/name", "one_line")
            .when(neither, "/solution", "pair_empty")
            .optional("/description", &self.description, SOLUTION_MAX)
            .optional("/solution", &self.solution, SOLUTION_MAX)
            .done();
        for (pointer, text) in
            [("/name", &self.name), ("/description", &self.description), ("/solution", &self.solution)]
        {
            if let Some(name) = placeholder::unknown(text) {
                let mut fault = FieldFault::new(pointer, "placeholder_unknown");
                fault.params.insert("name".into(), name.chars().take(NAME_MAX / 3).collect());
                faults.push(fault);
            }
        }
        faults
    }

    fn search(&self) -> String {
        self.description.clone()
    }
}

impl Pair {
    /// A case opened with it can be solved at once.
    pub fn answers(&self) -> bool {
        !self.solution.trim().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Operation;
    use crate::kernel::id::Uuid;
    use crate::record::Save;

    /// A pair that would pass every check.
    pub fn pair(id: u128, name: &str) -> Pair {
        Pair {
            id: Uuid::from_u128(id).into(),
            rv: 0,
            active: true,
            name: name.into(),
            category_id: Uuid::from_u128(1).into(),
            product_id: None,
            language: Language::Zh,
            description: name.into(),
            solution: "请{customer}重新登录。".into(),
            audience: Audience::Internal,
            unit_id: None,
            merged_into: None,
        }
    }

    fn codes(pair: Pair) -> Vec<(String, String)> {
        Save(pair).check().into_iter().map(|fault| (fault.pointer, fault.code)).collect()
    }

    #[test]
    fn either_text_may_be_missing_and_not_both() {
        let whole = pair(1, "登录报错");
        assert_eq!(codes(whole.clone()), []);
        assert_eq!(codes(Pair { description: String::new(), ..whole.clone() }), []);
        assert_eq!(codes(Pair { solution: " \n".into(), ..whole.clone() }), []);
        let neither = Pair { description: " ".into(), solution: String::new(), ..whole };
        assert_eq!(codes(neither), [("/solution".to_string(), "pair_empty".to_string())]);
    }

    #[test]
    fn what_is_written_is_bounded_and_stands_for_something() {
        let whole = pair(1, "登录报错");
        let long = Pair { solution: "字".repeat(SOLUTION_MAX + 1), ..whole.clone() };
        assert_eq!(codes(long), [("/solution".to_string(), "too_long".to_string())]);
        let odd = Pair { description: "{kunde}".into(), ..whole.clone() };
        assert_eq!(codes(odd), [("/description".to_string(), "placeholder_unknown".to_string())]);
        let lines = Pair { name: "一\n二".into(), ..whole };
        assert_eq!(codes(lines), [("/name".to_string(), "one_line".to_string())]);
    }
}
