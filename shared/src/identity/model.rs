//! Users and roles.

use crate::fault::FieldFault;
use crate::identity::actor::ActorKind;
use crate::kernel::check::Checks;
use crate::kernel::id::{CompanyId, ContactId, FirmId, RoleId, TeamId, UnitId, UserId};
use crate::kernel::limits::{AWAY_MAX, EMAIL_MAX, LOGIN_MAX, PHONE_MAX, RIGHTS_MAX, WORDS_MAX};
use crate::kernel::span::Span;
use crate::kernel::text::{fold, phone_digits};
use crate::record::{Details, Keys, Reference};

words! {
/// How far a role sees.
Reach {
    /// What is assigned to the person.
    Own = "own",
    /// The person's teams as well.
    Team = "team",
    /// The person's branch and all below it as well.
    Branch = "branch",
    /// The person's region and all below it as well.
    Region = "region",
    /// Everything.
    All = "all",
    /// Customer: the cases the person submitted.
    OwnCase = "own_case",
    /// Customer: all cases of the company.
    OwnCompany = "own_company",
    /// Partner: cases forwarded to the firm.
    OwnFirm = "own_firm",
}
}

data! {
pub struct Role {
    pub id: RoleId,
    #[serde(default)]
    pub rv: i64,
    pub active: bool,
    pub name: String,
    pub kind: ActorKind,
    pub reach: Reach,
    /// Names of the operations the role may run.
    pub operations: Vec<String>,
    /// Key of a role that ships with the product: its name is translated and it cannot be switched off.
    #[serde(default)]
    pub builtin: Option<String>,
}

pub struct User {
    pub id: UserId,
    #[serde(default)]
    pub rv: i64,
    pub active: bool,
    pub name: String,
    pub login: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub phone: String,
    pub role_id: RoleId,
    #[serde(default)]
    pub unit_id: Option<UnitId>,
    #[serde(default)]
    pub team_ids: Vec<TeamId>,
    #[serde(default)]
    pub company_id: Option<CompanyId>,
    #[serde(default)]
    pub contact_id: Option<ContactId>,
    #[serde(default)]
    pub firm_id: Option<FirmId>,
    /// Whoever stands above, for staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manager_id: Option<UserId>,
    /// What somebody of the staff can do; dispatch asks for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<String>,
    /// Languages that somebody of the staff speaks, such as `zh`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// When somebody of the staff is not there: on leave, ill, elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub away: Vec<Span>,
}
}

record!(Role, RoleId, "roles");
record!(User, UserId, "users");

impl Details for Role {
    fn keys(&self) -> Keys {
        Keys { code: self.builtin.clone(), ..Keys::default() }
    }

    fn check(&self) -> Vec<FieldFault> {
        let fits = match self.reach {
            Reach::OwnCase | Reach::OwnCompany => self.kind == ActorKind::Customer,
            Reach::OwnFirm => self.kind == ActorKind::Partner,
            _ => self.kind == ActorKind::Staff,
        };
        let guest = self.kind == ActorKind::Guest;
        let off = self.builtin.is_some() && !self.active;
        Checks::new()
            .when(!fits && !guest, "/reach", "reach_misfit")
            .when(off, "/active", "builtin")
            .words("/operations", &self.operations, RIGHTS_MAX)
            .done()
    }
}

impl Details for User {
    fn keys(&self) -> Keys {
        Keys {
            code: Some(fold(&self.login)),
            unit_id: self.unit_id,
            company_id: self.company_id,
            owner: self.firm_id.map(|firm| firm.to_string()),
            // The account of a contact is found by it.
            parent_id: self.contact_id.map(|id| id.0),
            links: Some(self.team_ids.iter().map(|id| id.0).collect()),
        }
    }

    fn references(&self) -> Vec<Reference> {
        self.manager_id.map(|id| ("/manager_id", "users", id.0)).into_iter().collect()
    }

    fn check(&self) -> Vec<FieldFault> {
        // Nobody outside learns from a fault who is there.
        let outside = self.company_id.is_some() || self.firm_id.is_some();
        let backwards = self.away.iter().take(AWAY_MAX).position(|span| span.to <= span.from);
        let odd = |c: char| !c.is_ascii_alphanumeric() && !"._-".contains(c);
        Checks::new()
            .text("/login", &self.login, LOGIN_MAX)
            .when(self.login.contains(odd), "/login", "login_characters")
            .optional("/email", &self.email, EMAIL_MAX)
            .when(!self.email.is_empty() && !self.email.contains('@'), "/email", "email")
            .optional("/phone", &self.phone, PHONE_MAX)
            .when(self.team_ids.len() > WORDS_MAX, "/team_ids", "too_many")
            .when(outside && self.manager_id.is_some(), "/manager_id", "staff_only")
            .when(outside && !self.skills.is_empty(), "/skills", "staff_only")
            .when(outside && !self.languages.is_empty(), "/languages", "staff_only")
            .when(outside && !self.away.is_empty(), "/away", "staff_only")
            .words("/skills", &self.skills, WORDS_MAX)
            .words("/languages", &self.languages, WORDS_MAX)
            .when(self.away.len() > AWAY_MAX, "/away", "too_many")
            .when(backwards.is_some(), &format!("/away/{}/to", backwards.unwrap_or_default()), "before_from")
            .done()
    }

    fn search(&self) -> String {
        format!("{} {} {}", self.login, self.email, phone_digits(&self.phone))
    }
}
