//! People around a case, as they are at the moment at which something is done.

use std::collections::{BTreeMap, BTreeSet};

use yingda_shared::cases::Case;
use yingda_shared::escalation::{Directory, Person, Rota, on_call};
use yingda_shared::fault::Fault;
use yingda_shared::identity::User;
use yingda_shared::kernel::id::UserId;
use yingda_shared::organisation::Team;
use yingda_shared::robots::Robot;
use yingda_shared::rules::Recipient;

use crate::ctx::Cx;
use crate::identity::actors;
use crate::records::store as records;
use crate::schedules;

/// Managers above one another that are looked at: no chain is as long.
const CHAIN_MAX: usize = 100;

/// Whom some recipients may mean, with those above them where managers are asked for.
pub async fn around(cx: &mut Cx, case: &Case, recipients: &[Recipient]) -> Result<Directory, Fault> {
    let mut directory = Directory::default();
    let mut named: BTreeSet<UserId> = case.assignee_id.into_iter().collect();
    if let Some(team) = case.team_id {
        let lead = records::find::<Team>(cx, team.0).await?.and_then(|team| team.lead_id);
        directory.leads.extend(lead.map(|lead| (team, lead)));
        named.extend(lead);
    }
    for recipient in recipients {
        match recipient {
            Recipient::Named { user_id } => drop(named.insert(*user_id)),
            Recipient::OnCall { rota_id } => {
                if let Some(rota) = records::find::<Rota>(cx, rota_id.0).await? {
                    named.extend(on_call(&rota, cx.now));
                    directory.rotas.insert(*rota_id, rota);
                }
            }
            Recipient::Robot { robot_id } => {
                let robot = records::find::<Robot>(cx, robot_id.0).await?.filter(|robot| robot.active);
                directory.robots.extend(robot.map(|robot| robot.id));
            }
            Recipient::Owner | Recipient::TeamLead | Recipient::Manager { .. } => {}
        }
    }
    let climbs = recipients.iter().any(|recipient| matches!(recipient, Recipient::Manager { .. }));
    let mut users: BTreeMap<UserId, User> = BTreeMap::new();
    for user in named {
        let mut next = Some(user);
        for _ in 0..CHAIN_MAX {
            let Some(id) = next.filter(|id| !users.contains_key(id)) else { break };
            let Some(user) = records::find::<User>(cx, id.0).await? else { break };
            next = user.manager_id.filter(|_| climbs);
            users.insert(id, user);
        }
    }
    let users: Vec<User> = users.into_values().collect();
    let mut duties = schedules::people::now(cx, &users).await?;
    for user in users {
        let (sees, duty) = (sees(cx, case, user.id).await?, duties.remove(&user.id).unwrap_or_default());
        directory.people.insert(user.id, Person { name: user.name, manager_id: user.manager_id, duty, sees });
    }
    Ok(directory)
}

/// What is told of an escalation is told among staff.
async fn sees(cx: &mut Cx, case: &Case, id: UserId) -> Result<bool, Fault> {
    let actor = actors::of_user(cx, id).await?;
    Ok(actor.is_none_or(|actor| actor.is_staff() && actor.sees(&case.scopes())))
}
