//! Which act leads a card from one column to another.

use yingda_shared::cases::CaseState;

use crate::cases::acts::Act;

/// What a column stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    State(CaseState),
    /// `p1` to `p4`.
    Priority(String),
    /// Id of a colleague; empty for nobody.
    Assignee(String),
}

/// How a case gets from one state to another; Err is the code of the refusal that says why it does not.
pub fn act_between(from: CaseState, to: CaseState) -> Result<Act, &'static str> {
    use CaseState::*;
    match (from, to) {
        (New, Assigned) | (InProgress, Assigned) => Ok(Act::Assign),
        (Assigned, InProgress) => Ok(Act::Start),
        (New, InProgress) => Err("cases.not_assigned"),
        (Pending, Assigned | InProgress) => Ok(Act::Resume),
        (New | Assigned | InProgress, Pending) => Ok(Act::Hold),
        (New | Assigned | InProgress | Pending, Resolved) => Ok(Act::Resolve),
        (Resolved, Closed) => Ok(Act::Close),
        (New | Assigned | InProgress | Pending, Closed) => Err("cases.not_resolved"),
        (Resolved | Closed | Cancelled, New | Assigned | InProgress) => Ok(Act::Reopen),
        (New | Assigned | InProgress | Pending, Cancelled) => Ok(Act::Cancel),
        _ => Err(""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use CaseState::*;

    #[test]
    fn a_card_moves_by_the_ordinary_acts() {
        assert_eq!(act_between(New, Assigned), Ok(Act::Assign));
        assert_eq!(act_between(Assigned, InProgress), Ok(Act::Start));
        assert_eq!(act_between(InProgress, Pending), Ok(Act::Hold));
        assert_eq!(act_between(Pending, InProgress), Ok(Act::Resume));
        assert_eq!(act_between(InProgress, Resolved), Ok(Act::Resolve));
        assert_eq!(act_between(Resolved, InProgress), Ok(Act::Reopen));
    }

    #[test]
    fn what_no_act_leads_to_says_why() {
        assert_eq!(act_between(New, InProgress), Err("cases.not_assigned"));
        assert_eq!(act_between(InProgress, Closed), Err("cases.not_resolved"));
        assert_eq!(act_between(Assigned, New), Err(""));
        assert_eq!(act_between(Merged, New), Err(""));
    }
}
