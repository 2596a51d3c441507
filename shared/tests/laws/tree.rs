//! The tree of the organisation, and who may make whom in it.

use proptest::prelude::*;
use yingda_shared::identity::policy::may_save_user;
use yingda_shared::identity::roles::{builtin, builtin_id};
use yingda_shared::identity::{ActorKind, Role, User};
use yingda_shared::kernel::id::{CompanyId, FirmId, UnitId};
use yingda_shared::organisation::{Unit, UnitKind, may_move, subtree};

use crate::people::{actor, id};

fn unit(n: u128, kind: UnitKind, parent: Option<u128>) -> Unit {
    Unit { id: id(n), rv: 0, active: true, name: n.to_string(), kind, parent_id: parent.map(id) }
}

/// Trees: every unit hangs below an earlier one.
fn trees() -> impl Strategy<Value = Vec<Unit>> {
    proptest::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 0..20).prop_map(|below| {
        let mut units = vec![unit(1, UnitKind::HeadOffice, None)];
        for (n, (parent, branch)) in below.into_iter().enumerate() {
            let parent = parent.index(units.len()) as u128 + 1;
            let branch = branch || units[parent as usize - 1].kind == UnitKind::Branch;
            units.push(unit(n as u128 + 2, if branch { UnitKind::Branch } else { UnitKind::Region }, Some(parent)));
        }
        units
    })
}

fn above(units: &[Unit], mut at: UnitId) -> Vec<UnitId> {
    let mut path = vec![at];
    while let Some(parent) = units.iter().find(|unit| unit.id == at).and_then(|unit| unit.parent_id) {
        assert!(path.len() <= units.len(), "a loop");
        path.push(parent);
        at = parent;
    }
    path
}

proptest! {
    #[test]
    fn a_subtree_is_everyone_who_has_the_root_above(units in trees(), pick in any::<prop::sample::Index>()) {
        let root = pick.get(&units).id;
        let mut below = subtree(&units, root);
        prop_assert_eq!(below[0], root);
        below.sort();
        let mut expected: Vec<UnitId> = units.iter().map(|unit| unit.id).filter(|id| above(&units, *id).contains(&root)).collect();
        expected.sort();
        prop_assert_eq!(below, expected);
    }

    #[test]
    fn moves_that_are_allowed_keep_it_a_tree(units in trees(), moves in proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..20)) {
        let mut units = units;
        for (what, to) in moves {
            let (what, to) = (what.get(&units).id, to.get(&units).id);
            if may_move(&units, what, to).is_ok() {
                units.iter_mut().find(|unit| unit.id == what).expect("the unit").parent_id = Some(to);
            }
            for unit in &units {
                let root = above(&units, unit.id).pop();
                prop_assert_eq!(root, Some(units[0].id), "everyone still hangs below the head office");
                let in_branch = above(&units, unit.id)[1..].iter().any(|id| units.iter().any(|u| u.id == *id && u.kind == UnitKind::Branch));
                prop_assert!(unit.kind != UnitKind::Region || !in_branch, "a region inside a branch");
            }
        }
    }

    /// Rows that contradict each other must not hang the desk.
    #[test]
    fn a_loop_in_the_rows_ends(parents in proptest::collection::vec(0_u128..6, 6), root in 0_u128..6) {
        let units: Vec<Unit> = parents.into_iter().enumerate().map(|(n, parent)| unit(n as u128, UnitKind::Region, Some(parent))).collect();
        let below = subtree(&units, id(root));
        let mut unique = below.clone();
        unique.sort();
        unique.dedup();
        prop_assert_eq!(unique.len(), below.len());
    }
}

const ALL: &[&str] = &["cases.get", "users.save", "cases.accept", "cases.assign"];

fn role(key: &str) -> Role {
    builtin(ALL).into_iter().find(|role| role.builtin.as_deref() == Some(key)).expect("a built-in role")
}

fn person(key: &str) -> User {
    let role = role(key);
    User {
        id: id(300),
        rv: 0,
        active: true,
        name: "新人".into(),
        login: "new".into(),
        email: String::new(),
        phone: String::new(),
        role_id: role.id,
        unit_id: (role.kind == ActorKind::Staff).then(|| id(1)),
        team_ids: Vec::new(),
        company_id: (role.kind == ActorKind::Customer).then(|| id(20)),
        contact_id: None,
        firm_id: (role.kind == ActorKind::Partner).then(|| id(70)),
        manager_id: None,
        skills: Vec::new(),
        languages: Vec::new(),
        away: Vec::new(),
    }
}

#[test]
fn sides_make_their_own_people_and_nobody_stands_on_two() {
    let keys: Vec<String> = builtin(ALL).into_iter().filter_map(|role| role.builtin).collect();
    for key in &keys {
        let (role, user) = (role(key), person(key));
        let mut customer = actor(ActorKind::Customer, 1);
        (customer.operations, customer.company_id) = (role.operations.iter().cloned().collect(), Some(id(20)));
        assert_eq!(may_save_user(&customer, None, &user, &role), role.kind == ActorKind::Customer, "{key}");
        let mut partner = actor(ActorKind::Partner, 1);
        partner.operations = role.operations.iter().cloned().collect();
        assert_eq!(may_save_user(&partner, None, &user, &role), role.kind == ActorKind::Partner, "{key}");
        let outside = |company: Option<CompanyId>, firm: Option<FirmId>| User {
            company_id: company,
            firm_id: firm,
            ..user.clone()
        };
        let system = yingda_shared::identity::Actor::system();
        assert!(!may_save_user(&system, None, &outside(Some(id(20)), Some(id(70))), &role), "{key}");
        assert_eq!(
            may_save_user(&system, None, &user, &role),
            builtin_id(key).is_some() && role.kind != ActorKind::Guest,
            "{key}"
        );
    }
}
