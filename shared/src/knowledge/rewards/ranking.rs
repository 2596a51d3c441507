//! Who stands where in a month.

use std::collections::BTreeSet;

use crate::kernel::id::UserId;
use crate::kernel::limits::REWARD_RANKED_MAX;

/// The best first, those with as many points on the same place. Who stands aside is left out for all others, and nobody can
/// tell from the places that somebody is; they themselves see where they would stand.
pub fn rank(sums: Vec<(UserId, i64)>, aside: &BTreeSet<UserId>, me: UserId) -> Vec<(u32, UserId, i64)> {
    let mut shown: Vec<(UserId, i64)> =
        sums.into_iter().filter(|(user, points)| *points > 0 && (*user == me || !aside.contains(user))).collect();
    shown.sort_by_key(|(user, points)| (std::cmp::Reverse(*points), *user));
    let mut ranked: Vec<(u32, UserId, i64)> = Vec::with_capacity(shown.len());
    for ((user, points), at) in shown.into_iter().zip(1u32..) {
        let place = ranked.last().filter(|(_, _, before)| *before == points).map_or(at, |(place, ..)| *place);
        ranked.push((place, user, points));
    }
    let mine = ranked.iter().skip(REWARD_RANKED_MAX).find(|(_, user, _)| *user == me).copied();
    ranked.truncate(REWARD_RANKED_MAX);
    ranked.extend(mine);
    ranked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::id::Uuid;

    fn user(n: u128) -> UserId {
        UserId(Uuid::from_u128(n))
    }

    #[test]
    fn the_best_come_first_and_equals_share_a_place() {
        let sums = vec![(user(1), 5), (user(2), 9), (user(3), 5), (user(4), 1), (user(5), 0), (user(6), -2)];
        let ranked = rank(sums, &BTreeSet::new(), user(9));
        assert_eq!(ranked, [(1, user(2), 9), (2, user(1), 5), (2, user(3), 5), (4, user(4), 1)]);
    }

    #[test]
    fn who_stands_aside_is_seen_by_nobody_else() {
        let sums = || vec![(user(1), 5), (user(2), 9)];
        let aside = BTreeSet::from([user(2)]);
        assert_eq!(rank(sums(), &aside, user(1)), [(1, user(1), 5)], "and leaves no gap");
        assert_eq!(rank(sums(), &aside, user(2)), [(1, user(2), 9), (2, user(1), 5)]);
    }

    #[test]
    fn a_long_ranking_ends_and_still_shows_oneself() {
        let sums: Vec<(UserId, i64)> = (1..=200).map(|n| (user(n), 1_000 - n as i64)).collect();
        let ranked = rank(sums, &BTreeSet::new(), user(150));
        assert_eq!((ranked.len(), ranked.last().copied()), (REWARD_RANKED_MAX + 1, Some((150, user(150), 850))));
    }
}
