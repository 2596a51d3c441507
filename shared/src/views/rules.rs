//! Who sees a view, who changes it, and what a change makes of it.

use super::{SaveView, SavedView, ViewScope};
use crate::fault::{Fault, FieldChange};
use crate::identity::Actor;
use crate::identity::actor::scope;
use crate::kernel::id::{TeamId, UserId};

/// The right that lets somebody keep the views of their teams, and that of everybody.
const OF_TEAMS: &str = "teams.save";
const OF_ALL: &str = "roles.save";

impl SavedView {
    /// The scope of those who see it.
    pub fn seen_by(&self) -> String {
        match (self.scope, self.team_id) {
            (ViewScope::Organisation, _) => scope::ORGANISATION.to_string(),
            (ViewScope::Team, Some(team)) => scope::team(team),
            _ => scope::user(self.owner_id),
        }
    }

    /// Lists show views by scope, place and name.
    pub fn order(&self) -> (ViewScope, i64, String, crate::kernel::id::ViewId) {
        (self.scope, self.place, self.name.clone(), self.id)
    }
}

/// The scopes under which views reach a person of the staff, and nobody else.
pub fn sight(actor: &Actor) -> Vec<String> {
    let Some(user) = actor.user_id.filter(|_| actor.is_staff()) else { return Vec::new() };
    let own = [scope::ORGANISATION.to_string(), scope::user(user)];
    own.into_iter().chain(actor.team_ids.iter().map(scope::team)).collect()
}

/// Whether somebody may keep a view of this scope. `teams` are their own.
pub fn may_keep(actor: &Actor, scope: ViewScope, team: Option<TeamId>, owner: UserId, teams: &[TeamId]) -> bool {
    match scope {
        ViewScope::Personal => actor.user_id == Some(owner),
        ViewScope::Team => actor.may(OF_TEAMS) && team.is_some_and(|team| teams.contains(&team)),
        ViewScope::Organisation => actor.may(OF_ALL),
    }
}

/// What saving comes to. `before` is the view as it stands, if the caller sees it.
pub fn save(op: &SaveView, before: Option<&SavedView>, actor: &Actor, teams: &[TeamId]) -> Result<SavedView, Fault> {
    let me = actor.user_id.filter(|_| actor.is_staff()).ok_or(Fault::Forbidden)?;
    let owner = before.map_or(me, |before| before.owner_id);
    let after = SavedView {
        id: op.id,
        rv: before.map_or(0, |before| before.rv),
        name: op.name.trim().to_string(),
        scope: op.scope,
        team_id: op.team_id.filter(|_| op.scope == ViewScope::Team),
        // What is made one's own again belongs to whoever does so.
        owner_id: if op.scope == ViewScope::Personal { me } else { owner },
        by: me,
        query: op.query.iter().filter(|(_, value)| !value.is_empty()).map(|(k, v)| (k.clone(), v.clone())).collect(),
        place: op.place,
    };
    let keeps = |view: &SavedView| may_keep(actor, view.scope, view.team_id, view.owner_id, teams);
    if !keeps(&after) || before.is_some_and(|before| !keeps(before)) {
        return Err(Fault::refused("views.not_yours"));
    }
    match before {
        Some(before) if op.base.is_some_and(|base| base < before.rv) && before.by != me => {
            Err(Fault::Conflict { version: before.rv, changes: differences(before, &after) })
        }
        _ => Ok(after),
    }
}

/// Whether the caller, who sees the view, may take it away.
pub fn remove(before: &SavedView, actor: &Actor, teams: &[TeamId]) -> Result<(), Fault> {
    match may_keep(actor, before.scope, before.team_id, before.owner_id, teams) {
        true => Ok(()),
        false => Err(Fault::refused("views.not_yours")),
    }
}

fn differences(theirs: &SavedView, mine: &SavedView) -> Vec<FieldChange> {
    let change = |field: &str, value: String| FieldChange { field: field.into(), value, by: String::new(), at: 0 };
    let mut changes = Vec::new();
    if theirs.name != mine.name {
        changes.push(change("name", theirs.name.clone()));
    }
    if theirs.query != mine.query {
        let said: Vec<String> = theirs.query.iter().map(|(key, value)| format!("{key}={value}")).collect();
        changes.push(change("query", said.join(" ")));
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::ActorKind;
    use crate::kernel::id::{Uuid, ViewId};

    const TEAM: TeamId = TeamId(Uuid::from_u128(1));
    const OTHER: TeamId = TeamId(Uuid::from_u128(2));

    fn person(n: u128, rights: &[&str]) -> Actor {
        let mut actor = Actor::bare(ActorKind::Staff, "agent");
        actor.user_id = Some(UserId(Uuid::from_u128(n)));
        actor.operations = rights.iter().map(|right| right.to_string()).collect();
        actor
    }

    fn op(scope: ViewScope, team_id: Option<TeamId>) -> SaveView {
        let (name, query) = (" 我的 ".to_string(), Default::default());
        SaveView { id: ViewId(Uuid::nil()), base: None, name, scope, team_id, query, place: 0 }
    }

    #[test]
    fn a_view_is_kept_by_its_owner_a_teams_by_its_lead_everybodys_by_administrators() {
        let (agent, lead, admin) = (person(1, &[]), person(2, &[OF_TEAMS]), person(3, &[OF_TEAMS, OF_ALL]));
        let ok = |actor: &Actor, scope, team| save(&op(scope, team), None, actor, &[TEAM]).is_ok();
        for actor in [&agent, &lead, &admin] {
            assert!(ok(actor, ViewScope::Personal, None));
            assert!(!ok(actor, ViewScope::Team, Some(OTHER)), "not a member");
        }
        assert_eq!([&agent, &lead, &admin].map(|actor| ok(actor, ViewScope::Team, Some(TEAM))), [false, true, true]);
        assert_eq!([&agent, &lead, &admin].map(|actor| ok(actor, ViewScope::Organisation, None)), [false, false, true]);
        let outside = Actor { kind: ActorKind::Customer, ..agent.clone() };
        assert_eq!(save(&op(ViewScope::Personal, None), None, &outside, &[]), Err(Fault::Forbidden));
        assert_eq!((sight(&outside), sight(&agent).len()), (Vec::new(), 2));
    }

    #[test]
    fn nobody_changes_or_takes_away_what_only_others_keep() {
        let (agent, admin) = (person(1, &[]), person(3, &[OF_ALL]));
        let theirs = save(&op(ViewScope::Organisation, None), None, &admin, &[]).expect("a view");
        assert_eq!(theirs.name, "我的");
        let taken = save(&op(ViewScope::Personal, None), Some(&theirs), &agent, &[]);
        assert_eq!(taken, Err(Fault::refused("views.not_yours")));
        assert_eq!(remove(&theirs, &agent, &[]), Err(Fault::refused("views.not_yours")));
        assert_eq!(remove(&theirs, &admin, &[]), Ok(()));
        let own = save(&op(ViewScope::Personal, None), Some(&theirs), &admin, &[]).expect("a view");
        assert_eq!((own.scope, own.seen_by()), (ViewScope::Personal, scope::user(UserId(Uuid::from_u128(3)))));
    }

    #[test]
    fn what_another_changed_meanwhile_is_a_conflict_and_what_one_did_oneself_is_none() {
        let (one, two) = (person(3, &[OF_ALL]), person(4, &[OF_ALL]));
        let first = save(&op(ViewScope::Organisation, None), None, &one, &[]).expect("a view");
        let stored = SavedView { rv: 9, ..first };
        let late = SaveView { base: Some(4), name: "别的".into(), ..op(ViewScope::Organisation, None) };
        assert!(save(&late, Some(&stored), &one, &[]).is_ok());
        let Err(Fault::Conflict { version, changes }) = save(&late, Some(&stored), &two, &[]) else { panic!("lost") };
        assert_eq!((version, changes.len(), changes[0].field.as_str()), (9, 1, "name"));
    }
}
