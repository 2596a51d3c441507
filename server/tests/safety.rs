//! What was broken in other service desks, tried on this one as an attacker would. The numbers are those
//! of docs/safety.md, which says for each flaw how it is kept out here, and names those that another
//! test has tried already.

mod content;
mod counts;
mod injection;
mod limits;
mod locks;
mod object_rights;
mod rules;
mod sign_in;

use yingda_server::ctx::new_id;
use yingda_server::registry::registry;
use yingda_shared::identity::{ActorKind, Reach, Role, User};
use yingda_shared::kernel::id::RoleId;
use yingda_shared::record::{Get, Save};

use crate::support::{Desk, world};

impl Desk {
    /// Gives a login of the world a role of its own.
    async fn given_role(&self, login: &str, kind: ActorKind, reach: Reach, operations: Vec<String>) -> RoleId {
        let id: RoleId = new_id();
        let name = format!("role of {login}");
        let role = Role { id, rv: 0, active: true, name, kind, reach, operations, builtin: None };
        self.done("admin", Save(role)).await;
        let user: User = self.done("admin", Get::new(world::user(login).0)).await;
        self.done("admin", Save(User { role_id: id, ..user })).await;
        id
    }

    /// Gives the built-in roles of some logins all rights there are: only the fences are left.
    async fn may_everything(&self, logins: &[&str]) {
        for login in logins {
            let mut role: Role = self.done("admin", Get::new(world::person(login).role_id.0)).await;
            role.operations = every_operation();
            self.done("admin", Save(role)).await;
        }
    }

    async fn rows(&self, table: &str) -> i64 {
        self.number(&format!("SELECT COUNT(*) AS n FROM {table}"), vec![]).await
    }
}

fn every_operation() -> Vec<String> {
    registry().names().into_iter().map(String::from).collect()
}
