//! Which policy a case has: the narrowest that is for it.

use super::policy::{EscalationPolicy, Scope};
use crate::kernel::id::EscalationPolicyId;
use crate::rules::CaseFacts;

/// Policies that are for the case too and are wider, the next one first.
pub type Outranked = Vec<EscalationPolicyId>;

/// Case before customer, department, company and default; of two that are as narrow, the older. None where nobody
/// escalates. The same in any order of policies.
pub fn bind<'a>(policies: &'a [EscalationPolicy], facts: &CaseFacts) -> Option<(&'a EscalationPolicy, Outranked)> {
    let mut held: Vec<&EscalationPolicy> =
        policies.iter().filter(|policy| policy.active && policy.scope.holds(facts)).collect();
    // Ids hold the moment at which they were made.
    held.sort_by_key(|policy| (policy.scope.rank(), policy.id));
    let (first, others) = held.split_first()?;
    Some((first, others.iter().map(|policy| policy.id).collect()))
}

impl Scope {
    fn holds(&self, facts: &CaseFacts) -> bool {
        match self {
            Scope::Case { case_id } => facts.id == *case_id,
            Scope::Customer { contact_id } => facts.contact_id == Some(*contact_id),
            Scope::Department { department_id } => facts.department_id == Some(*department_id),
            Scope::Company { company_id } => facts.company_id == Some(*company_id),
            Scope::Default => true,
        }
    }
}
