//! What the server does with a mutation before it looks at its content.

/// Where a mutation stands against what the server has of this client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// The next one: to be decided.
    Next,
    /// Decided before: answered from the ledger.
    Seen,
    /// An earlier one is missing: the client takes a new name and numbers anew.
    Gap,
}

/// Mutations of a client are decided in its own order, each once. `last` is the last one decided.
pub fn admit(last: u64, mid: u64) -> Admission {
    match mid {
        _ if mid <= last => Admission::Seen,
        _ if mid == last + 1 => Admission::Next,
        _ => Admission::Gap,
    }
}

/// How often a mutation may break the server before it is set aside, so that the others go on.
pub const TRIES_BEFORE_QUARANTINE: i64 = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_once_and_in_order() {
        assert_eq!(admit(0, 1), Admission::Next);
        assert_eq!(admit(7, 7), Admission::Seen);
        assert_eq!(admit(7, 9), Admission::Gap);
    }
}
