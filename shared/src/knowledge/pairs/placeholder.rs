//! What stands in braces in a pair, and what a case puts there.

use super::Pair;
use crate::kernel::braces;
use crate::kernel::limits::SUBJECT_MAX;

words! {
/// What a name in braces stands for.
Placeholder {
    /// Who reported it; their company where nobody is named.
    Customer = "customer",
    Company = "company",
    Product = "product",
    Category = "category",
    /// The number of the case.
    Number = "number",
    /// Whoever writes.
    Agent = "agent",
}
}

/// What is known of a case. What is not known is left out of the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    pub contact: String,
    pub company: String,
    pub product: String,
    pub category: String,
    /// None while the case has no number: its placeholder stays, to be filled when it has one.
    pub number: Option<String>,
    pub agent: String,
}

/// The text with its placeholders filled.
pub fn fill(text: &str, known: &Known) -> String {
    braces::fill(text, |name| match Placeholder::parse(name)? {
        Placeholder::Customer if known.contact.trim().is_empty() => Some(known.company.clone()),
        Placeholder::Customer => Some(known.contact.clone()),
        Placeholder::Company => Some(known.company.clone()),
        Placeholder::Product => Some(known.product.clone()),
        Placeholder::Category => Some(known.category.clone()),
        Placeholder::Number => known.number.clone(),
        Placeholder::Agent => Some(known.agent.clone()),
    })
}

/// The first name in a text that stands for nothing.
pub fn unknown(text: &str) -> Option<&str> {
    braces::unknown(text, |name| Placeholder::parse(name).is_some())
}

impl Pair {
    /// The subject of a case that is opened with it: one line.
    pub fn subject(&self, known: &Known) -> String {
        fill(&self.name, known).chars().take(SUBJECT_MAX).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_fills_what_is_known_of_it() {
        let known = Known {
            contact: "王敏".into(),
            company: "南方机电".into(),
            product: "{agent}".into(),
            number: Some("CS-2026-000123".into()),
            agent: "李薇".into(),
            ..Known::default()
        };
        let text = "{customer}您好，{company}的{product}（{number}）。{category}{agent} {else} {";
        let filled = "王敏您好，南方机电的{agent}（CS-2026-000123）。李薇 {else} {";
        assert_eq!(fill(text, &known), filled, "what is filled in is not filled again");
        let nobody = Known { company: "南方机电".into(), ..Known::default() };
        assert_eq!(fill("{customer}{number}", &nobody), "南方机电{number}", "a number comes later");
    }

    #[test]
    fn every_placeholder_is_known_and_no_other() {
        for one in Placeholder::ALL {
            assert_eq!(unknown(&format!("x{{{one}}}")), None);
        }
        assert_eq!(unknown("{number} {phone}"), Some("phone"));
        assert_eq!(unknown("{\n}"), None, "a brace that nothing closes on its line is text");
    }
}
