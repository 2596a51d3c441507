//! The actor of an operation: what may be done (rights) and on which rows (grants).

use std::collections::BTreeSet;

use crate::kernel::id::{CaseId, CompanyId, ContactId, FirmId, TeamId, UnitId, UserId};

words! {
/// Which side of the desk someone stands on; decides what of a row is shown.
ActorKind {
    /// The product itself: timers, imports, the command line.
    System = "system",
    Staff = "staff",
    Customer = "customer",
    Partner = "partner",
    /// Nobody signed in; may hold the link of one case.
    Guest = "guest",
}
}

data! {
pub struct Actor {
    pub kind: ActorKind,
    pub user_id: Option<UserId>,
    pub login: String,
    pub name: String,
    /// Key of a built-in role or the role's own name.
    pub role: String,
    /// Names of the operations this actor may run.
    pub operations: BTreeSet<String>,
    /// Scopes this actor sees: a row is visible when it shares one.
    pub grants: BTreeSet<String>,
    pub unit_id: Option<UnitId>,
    pub team_ids: Vec<TeamId>,
    pub company_id: Option<CompanyId>,
    pub contact_id: Option<ContactId>,
    pub firm_id: Option<FirmId>,
    /// The one case a guest's link opens.
    pub case_id: Option<CaseId>,
}
}

impl Actor {
    pub fn may(&self, operation: &str) -> bool {
        self.kind == ActorKind::System || self.operations.contains(operation)
    }

    pub fn sees(&self, scopes: &[String]) -> bool {
        self.kind == ActorKind::System || scopes.iter().any(|scope| self.grants.contains(scope))
    }

    /// Whether inner notes, priorities and names of staff are shown.
    pub fn is_staff(&self) -> bool {
        matches!(self.kind, ActorKind::Staff | ActorKind::System)
    }

    /// Customers with an account and guests with a link stand on the same side.
    pub fn is_customer_side(&self) -> bool {
        matches!(self.kind, ActorKind::Customer | ActorKind::Guest)
    }

    pub fn system() -> Actor {
        Actor::bare(ActorKind::System, "system")
    }

    pub fn bare(kind: ActorKind, role: &str) -> Actor {
        Actor {
            kind,
            user_id: None,
            login: String::new(),
            name: String::new(),
            role: role.to_string(),
            operations: BTreeSet::new(),
            grants: BTreeSet::new(),
            unit_id: None,
            team_ids: Vec::new(),
            company_id: None,
            contact_id: None,
            firm_id: None,
            case_id: None,
        }
    }
}

/// The scopes that rows carry and actors are granted.
pub mod scope {
    use std::fmt::Display;

    /// Every row that staff may see at all; granted with the reach over the whole organisation.
    pub const ORGANISATION: &str = "org";

    pub fn unit(id: impl Display) -> String {
        format!("unit:{id}")
    }
    pub fn team(id: impl Display) -> String {
        format!("team:{id}")
    }
    pub fn user(id: impl Display) -> String {
        format!("user:{id}")
    }
    pub fn firm(id: impl Display) -> String {
        format!("firm:{id}")
    }
    pub fn company(id: impl Display) -> String {
        format!("acct:{id}")
    }
    pub fn contact(id: impl Display) -> String {
        format!("contact:{id}")
    }
    pub fn case(id: impl Display) -> String {
        format!("case:{id}")
    }
}
