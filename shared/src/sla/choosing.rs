//! Which policies a case has, and why: the same answer for the same case and the same policies, in any order.

use std::cmp::Reverse;

use super::policy::{CaseKind, SlaPolicy};
use super::standard::STANDARD;
use super::target::Side;
use super::turns::PolicyVersion;
use crate::catalog::priority::Priority;
use crate::kernel::id::{CalendarId, CategoryId, CompanyId, ProductId, SlaPolicyId, Uuid};

/// What of a case choosing looks at.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    pub kind: CaseKind,
    pub priority: Priority,
    pub company_id: Option<CompanyId>,
    pub product_id: Option<ProductId>,
    /// Its category, then those above it.
    pub categories: Vec<CategoryId>,
}

words! {
/// What a policy was chosen for.
GroundKind {
    Customer = "customer",
    Product = "product",
    Category = "category",
    CaseKind = "case_kind",
    Priority = "priority",
    /// It is for all cases.
    Any = "any",
    /// Of several that say as much, it is the oldest.
    Oldest = "oldest",
    /// No policy is for the case: the priority matrix promises.
    Standard = "standard",
}
}

data! {
pub struct Ground {
    pub kind: GroundKind,
    /// The customer, product or category that the policy names.
    pub id: Option<Uuid>,
    /// How far above its own category the case found it.
    #[serde(default)]
    pub steps: u32,
}

pub struct Choice {
    pub side: Side,
    pub policy: PolicyVersion,
    /// None: the default calendar of the desk.
    pub calendar_id: Option<CalendarId>,
    /// Why it is for the case, strongest first.
    pub grounds: Vec<Ground>,
    /// Policies that are for it too and say less, the next one first.
    pub outranked: Vec<SlaPolicyId>,
}
}

/// One policy a side at most. Who the customer is says most, then the product, the category (the nearer the more),
/// the kind of case, the priority. `standard` promises customers where no policy does.
pub fn choose(policies: &[SlaPolicy], subject: &Subject, standard: &SlaPolicy) -> Vec<Choice> {
    Side::ALL.iter().filter_map(|side| of_side(policies, *side, subject, standard)).collect()
}

fn of_side(policies: &[SlaPolicy], side: Side, subject: &Subject, standard: &SlaPolicy) -> Option<Choice> {
    let mine = policies.iter().filter(|policy| policy.active && policy.side == side && policy.id != STANDARD);
    let mut held: Vec<(Rank, &SlaPolicy)> = mine.filter_map(|policy| Some((rank(policy, subject)?, policy))).collect();
    // Ids hold the moment at which they were made.
    held.sort_by_key(|(rank, policy)| (Reverse(*rank), policy.id));
    let Some((best, policy)) = held.first() else {
        let ground = Ground { kind: GroundKind::Standard, id: None, steps: 0 };
        return (standard.side == side).then(|| choice(standard, vec![ground], Vec::new()));
    };
    let mut grounds = grounds(policy, subject);
    if held.get(1).is_some_and(|(next, _)| next == best) {
        grounds.push(Ground { kind: GroundKind::Oldest, id: None, steps: 0 });
    }
    Some(choice(policy, grounds, held[1..].iter().map(|(_, policy)| policy.id).collect()))
}

fn choice(policy: &SlaPolicy, grounds: Vec<Ground>, outranked: Vec<SlaPolicyId>) -> Choice {
    let calendar_id = policy.calendar_id;
    Choice { side: policy.side, policy: policy.version(), calendar_id, grounds, outranked }
}

/// Customer, product, nearness of the category, kind, priority: each only where the policy names it.
type Rank = (bool, bool, Reverse<usize>, bool, bool);

/// None where the policy is not for the case.
fn rank(policy: &SlaPolicy, subject: &Subject) -> Option<Rank> {
    let applies = &policy.applies;
    let nearness = nearness(policy, subject);
    let fits = fits(&applies.companies, subject.company_id)
        && fits(&applies.products, subject.product_id)
        && fits(&applies.kinds, Some(subject.kind))
        && fits(&applies.priorities, Some(subject.priority))
        && (applies.categories.is_empty() || nearness.is_some());
    fits.then(|| {
        let near = Reverse(nearness.unwrap_or(usize::MAX));
        let named = [applies.companies.is_empty(), applies.products.is_empty()].map(|empty| !empty);
        (named[0], named[1], near, !applies.kinds.is_empty(), !applies.priorities.is_empty())
    })
}

fn fits<T: PartialEq>(list: &[T], own: Option<T>) -> bool {
    list.is_empty() || own.is_some_and(|own| list.contains(&own))
}

fn nearness(policy: &SlaPolicy, subject: &Subject) -> Option<usize> {
    subject.categories.iter().position(|category| policy.applies.categories.contains(category))
}

fn grounds(policy: &SlaPolicy, subject: &Subject) -> Vec<Ground> {
    let applies = &policy.applies;
    let ground = |kind, id, steps| Ground { kind, id, steps };
    let mut grounds = Vec::new();
    let company = subject.company_id.filter(|_| !applies.companies.is_empty());
    grounds.extend(company.map(|id| ground(GroundKind::Customer, Some(id.0), 0)));
    let product = subject.product_id.filter(|_| !applies.products.is_empty());
    grounds.extend(product.map(|id| ground(GroundKind::Product, Some(id.0), 0)));
    let category = nearness(policy, subject);
    grounds.extend(category.map(|at| ground(GroundKind::Category, Some(subject.categories[at].0), at as u32)));
    grounds.extend((!applies.kinds.is_empty()).then(|| ground(GroundKind::CaseKind, None, 0)));
    grounds.extend((!applies.priorities.is_empty()).then(|| ground(GroundKind::Priority, None, 0)));
    if grounds.is_empty() {
        grounds.push(ground(GroundKind::Any, None, 0));
    }
    grounds
}

#[cfg(test)]
mod tests {
    use super::super::standard::standard;
    use super::*;
    use crate::catalog::priority::PriorityMatrix;
    use serde_json::{Value, json};

    fn uuid(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn policy(n: u128, side: &str, applies: Value) -> SlaPolicy {
        let targets = json!([{"kind": "resolution", "amount": 60, "unit": "business_minutes"}]);
        let json = json!({"id": uuid(n), "rv": 7, "active": true, "name": "x", "side": side, "applies": applies,
            "targets": targets});
        serde_json::from_value(json).expect("a policy")
    }

    fn subject() -> Subject {
        Subject {
            kind: CaseKind::Case,
            priority: Priority::P2,
            company_id: Some(uuid(100).into()),
            product_id: Some(uuid(200).into()),
            categories: vec![uuid(300).into(), uuid(301).into(), uuid(302).into()],
        }
    }

    fn chosen(policies: &[SlaPolicy]) -> Vec<(Side, u128, Vec<GroundKind>)> {
        let standard = standard(&PriorityMatrix::default());
        let kinds = |choice: &Choice| choice.grounds.iter().map(|ground| ground.kind).collect();
        let choices = choose(policies, &subject(), &standard);
        choices.iter().map(|choice| (choice.side, choice.policy.id.0.as_u128(), kinds(choice))).collect()
    }

    #[test]
    fn the_most_specific_goes_first_whatever_the_order() {
        use GroundKind::*;
        // Weakest first: each one outranks all before it.
        let ladder = [
            (json!({}), vec![Any]),
            (json!({"priorities": ["p2", "p1"]}), vec![Priority]),
            (json!({"kinds": ["case"]}), vec![CaseKind]),
            (json!({"categories": [uuid(302)]}), vec![Category]),
            (json!({"categories": [uuid(302), uuid(300)]}), vec![Category]),
            (json!({"products": [uuid(200)]}), vec![Product]),
            (json!({"products": [uuid(200)], "kinds": ["case"]}), vec![Product, CaseKind]),
            (json!({"companies": [uuid(100)]}), vec![Customer]),
            (json!({"companies": [uuid(100)], "priorities": ["p2"]}), vec![Customer, Priority]),
        ];
        let mut policies: Vec<SlaPolicy> = Vec::new();
        for (n, (applies, grounds)) in (1..).zip(ladder) {
            policies.push(policy(n, "external", applies));
            let expected = [(Side::External, n, grounds)];
            assert_eq!(chosen(&policies), expected, "{n}");
            policies.reverse();
            assert_eq!(chosen(&policies), expected, "{n}, in another order");
            policies.sort_by_key(|policy| policy.id);
        }
        let choice = &choose(&policies, &subject(), &standard(&PriorityMatrix::default()))[0];
        assert_eq!(choice.outranked, [8, 7, 6, 5, 4, 3, 2, 1].map(|n| SlaPolicyId(uuid(n))));
        assert_eq!(choice.policy.version, 7);
    }

    #[test]
    fn what_is_for_others_or_switched_off_is_not_chosen() {
        let others = [
            json!({"companies": [uuid(101)]}),
            json!({"products": [uuid(201)]}),
            json!({"categories": [uuid(303)]}),
            json!({"kinds": ["complaint"]}),
            json!({"priorities": ["p1"]}),
            json!({"companies": [uuid(100)], "priorities": ["p1"]}),
        ];
        let mut policies: Vec<SlaPolicy> =
            others.into_iter().zip(1..).map(|(applies, n)| policy(n, "external", applies)).collect();
        policies.push(SlaPolicy { active: false, ..policy(9, "external", json!({})) });
        assert_eq!(chosen(&policies), [(Side::External, 0, vec![GroundKind::Standard])]);
    }

    #[test]
    fn both_sides_stand_side_by_side_and_the_older_of_equals_counts() {
        let policies =
            [policy(3, "internal", json!({})), policy(2, "internal", json!({})), policy(5, "external", json!({}))];
        assert_eq!(
            chosen(&policies),
            [
                (Side::External, 5, vec![GroundKind::Any]),
                (Side::Internal, 2, vec![GroundKind::Any, GroundKind::Oldest])
            ]
        );
    }

    #[test]
    fn the_category_says_how_far_above_it_was_found() {
        let choice = &choose(
            &[policy(1, "external", json!({"categories": [uuid(302)]}))],
            &subject(),
            &standard(&PriorityMatrix::default()),
        )[0];
        assert_eq!(choice.grounds, [Ground { kind: GroundKind::Category, id: Some(uuid(302)), steps: 2 }]);
    }
}
