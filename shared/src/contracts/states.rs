//! The life of a contract.

words! {
ContractState {
    Draft = "draft",
    Active = "active",
    /// It covers nothing until it goes on.
    Suspended = "suspended",
    Expired = "expired",
    Cancelled = "cancelled",
    /// Kept for the record alone.
    Archived = "archived",
}
}

impl ContractState {
    /// States a contract may go to from here; staying is no move.
    pub fn moves(self) -> &'static [ContractState] {
        use ContractState::*;
        match self {
            Draft => &[Active, Cancelled],
            Active => &[Suspended, Expired, Cancelled],
            Suspended => &[Active, Expired, Cancelled],
            // Topped up, or given more time.
            Expired => &[Active, Archived],
            Cancelled => &[Archived],
            Archived => &[],
        }
    }

    pub fn may_become(self, next: ContractState) -> bool {
        self == next || self.moves().contains(&next)
    }

    /// A contract is written down before it runs, or while it does.
    pub fn may_begin(self) -> bool {
        matches!(self, ContractState::Draft | ContractState::Active)
    }
}

#[cfg(test)]
mod tests {
    use super::ContractState::{self, *};

    #[test]
    fn only_these_moves_are_allowed() {
        // From each row to each column, in the order of ALL.
        let table = [
            (Draft, [true, true, false, false, true, false]),
            (Active, [false, true, true, true, true, false]),
            (Suspended, [false, true, true, true, true, false]),
            (Expired, [false, true, false, true, false, true]),
            (Cancelled, [false, false, false, false, true, true]),
            (Archived, [false, false, false, false, false, true]),
        ];
        for (from, allowed) in table {
            let may: Vec<bool> = ContractState::ALL.iter().map(|next| from.may_become(*next)).collect();
            assert_eq!(may, allowed, "{from}");
        }
        let begins: Vec<_> = ContractState::ALL.iter().filter(|state| state.may_begin()).collect();
        assert_eq!(begins, [&Draft, &Active]);
    }
}
