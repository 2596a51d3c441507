//! Signing in and out, passwords, invitations, devices, tokens.

use crate::contract::Operation;
use crate::fault::FieldFault;
use crate::identity::actor::ActorKind;
use crate::kernel::check::Checks;
use crate::kernel::id::{FirmId, SessionId, TokenId, UserId};
use crate::kernel::limits::{LOGIN_MAX, NAME_MAX, PASSWORD_MAX, PASSWORD_MIN, TEXT_MAX};
use crate::kernel::time::Millis;

data! {
/// Login and password for a session. The door, not the answer, sets the cookie.
pub struct SignIn {
    pub login: String,
    pub password: String,
}

pub struct SignedIn {
    pub user_id: UserId,
    pub kind: ActorKind,
}

/// One-tap sign-in; exists only in a database seeded as a demo.
pub struct DemoSignIn {
    pub login: String,
}

pub struct SignOut {
    /// Somebody else who used this browser has unsent work in it: it does not clear its storage, and the
    /// page deletes the caller's own database.
    #[serde(default)]
    pub keep: bool,
}

pub struct Done {}

pub struct WhoAmI {}

/// The caller as pages need it.
pub struct Me {
    pub user_id: Option<UserId>,
    pub kind: ActorKind,
    pub name: String,
    pub login: String,
    pub role: String,
    pub operations: Vec<String>,
    pub firm_id: Option<FirmId>,
    /// Name of the partner firm or the customer's company.
    pub on_behalf_of: String,
    pub unread: i64,
    /// Nothing is kept on a device of this person without a PIN.
    #[serde(default)]
    pub pin_required: bool,
}

pub struct DemoAccounts {}

pub struct DemoAccount {
    pub login: String,
    pub name: String,
    pub role: String,
    pub kind: ActorKind,
}

pub struct DemoList {
    pub accounts: Vec<DemoAccount>,
}

pub struct ChangePassword {
    pub current: String,
    pub new: String,
}

/// A link by which the person sets a first or a new password. Older links of the person end.
pub struct InviteUser {
    pub id: UserId,
}

pub struct Invitation {
    /// Path below the public address; works once and for seven days.
    pub path: String,
    pub expires_at: Millis,
}

pub struct GetInvitation {
    pub token: String,
}

pub struct Invited {
    pub name: String,
    pub login: String,
}

/// Sets the password by an invitation and signs in.
pub struct AcceptInvitation {
    pub token: String,
    pub password: String,
}

/// The very first start: creates the administrator by the printed one-time link.
pub struct ClaimDesk {
    pub token: String,
    pub organisation: String,
    pub name: String,
    pub login: String,
    pub password: String,
}

pub struct ListSessions {}

pub struct SessionInfo {
    pub id: SessionId,
    pub device: String,
    pub created_at: Millis,
    pub seen_at: Millis,
    pub current: bool,
    /// When it was ordered to erase what it holds.
    #[serde(default)]
    pub erase_at: Option<Millis>,
    /// When it asked for the last time, and was told.
    #[serde(default)]
    pub erased_at: Option<Millis>,
}

pub struct Sessions {
    pub rows: Vec<SessionInfo>,
}

pub struct RevokeSession {
    pub id: SessionId,
    /// The device erases what it holds when it next asks for anything.
    #[serde(default)]
    pub erase: bool,
}

pub struct CreateToken {
    pub name: String,
    /// Names of operations, separated by commas; empty for all of the caller's.
    #[serde(default)]
    pub scope: String,
    /// 1 to 366.
    pub days: u16,
}

pub struct NewToken {
    pub id: TokenId,
    /// Shown once.
    pub token: String,
    pub expires_at: Millis,
}

pub struct ListTokens {}

pub struct TokenInfo {
    pub id: TokenId,
    pub name: String,
    pub scope: String,
    pub created_at: Millis,
    pub expires_at: Millis,
}

pub struct Tokens {
    pub rows: Vec<TokenInfo>,
}

pub struct RevokeToken {
    pub id: TokenId,
}

/// Every operation there is, for the page of rights.
pub struct ListOperations {}

pub struct OperationNames {
    pub names: Vec<String>,
}
}

/// Operations that answer before anyone signed in, whatever the guest role says.
pub const PUBLIC: &[&str] = &[
    <SignIn as Operation>::NAME,
    <DemoSignIn as Operation>::NAME,
    <WhoAmI as Operation>::NAME,
    <DemoAccounts as Operation>::NAME,
    <GetInvitation as Operation>::NAME,
    <AcceptInvitation as Operation>::NAME,
    <ClaimDesk as Operation>::NAME,
    // A stranger's device sends what was submitted without a network; it is told nothing.
    "sync.exchange",
];

/// Operations every signed-in person may run on what is their own.
pub const OWN: &[&str] = &[
    <SignOut as Operation>::NAME,
    <ChangePassword as Operation>::NAME,
    <ListSessions as Operation>::NAME,
    <RevokeSession as Operation>::NAME,
    "devices.keep_key",
    "devices.recover_key",
    "notices.list",
    "notices.read",
    "notices.push_key",
    "notices.subscribe",
    "notices.unsubscribe",
    "jobs.get",
    "jobs.list",
    "jobs.items",
    "jobs.cancel",
    "jobs.undo",
    "preferences.get",
    "preferences.save",
    "delivery.get",
    "delivery.save",
    "tabs.list",
    "tabs.save",
    "drafts.get",
    "drafts.save",
    "drafts.take",
];

fn password(pointer: &str, text: &str) -> Vec<FieldFault> {
    let length = text.chars().count();
    Checks::new()
        .when(length < PASSWORD_MIN, pointer, "password_short")
        .when(length > PASSWORD_MAX, pointer, "too_long")
        .done()
}

fn credentials(login: &str, password: &str) -> Vec<FieldFault> {
    Checks::new().text("/login", login, LOGIN_MAX).text("/password", password, PASSWORD_MAX).done()
}

operation!(SignIn => SignedIn, "sessions.open", Post "/session", Online, "Opens a session for login and password.", |op| credentials(&op.login, &op.password));
operation!(DemoSignIn => SignedIn, "sessions.open_demo", Post "/session/demo", Online, "Opens a session of a demo account; answers NotFound outside a demo.");
operation!(SignOut => Done, "sessions.close", Post "/session/close", Online, "Ends the caller's session.");
operation!(WhoAmI => Me, "sessions.whoami", Get "/session", Server, "The caller: name, role, rights, unread notices.");
operation!(DemoAccounts => DemoList, "sessions.demo_accounts", Get "/session/demo-accounts", Server, "Accounts of the demo world; empty outside a demo.");
operation!(ChangePassword => Done, "sessions.change_password", Post "/session/password", Online, "Sets a new password, ends all other sessions and gives this one another secret.", |op| password("/new", &op.new));
operation!(ListSessions => Sessions, "sessions.list", Get "/sessions", Server, "The caller's devices.");
operation!(RevokeSession => Done, "sessions.revoke", Post "/sessions/{id}/revoke", Online, "Signs one of the caller's devices out, and has it erase what it holds if so told.");
operation!(InviteUser => Invitation, "users.invite", Post "/users/{id}/invitation", Online, "Makes a link by which the person sets a password.");
operation!(GetInvitation => Invited, "invitations.get", Get "/invitations/{token}", Server, "Whom an invitation is for.");
operation!(AcceptInvitation => SignedIn, "invitations.accept", Post "/invitations/{token}/accept", Online, "Sets the password by an invitation and opens a session.", |op| password("/password", &op.password));
operation!(ClaimDesk => SignedIn, "desk.claim", Post "/desk/claim", Online, "Creates head office and administrator at the very first start.", |op| {
    let mut faults = password("/password", &op.password);
    faults.extend(Checks::new().text("/login", &op.login, LOGIN_MAX).text("/name", &op.name, NAME_MAX).text("/organisation", &op.organisation, NAME_MAX).done());
    faults
});
operation!(CreateToken => NewToken, "tokens.create", Post "/tokens", Online, "Makes a personal access token for the API.",
    |op| Checks::new().text("/name", &op.name, NAME_MAX).optional("/scope", &op.scope, TEXT_MAX).when(!(1..=366).contains(&op.days), "/days", "days_range").done());
operation!(ListTokens => Tokens, "tokens.list", Get "/tokens", Server, "The caller's personal access tokens.");
operation!(RevokeToken => Done, "tokens.revoke", Post "/tokens/{id}/revoke", Online, "Ends one of the caller's tokens.");
operation!(ListOperations => OperationNames, "operations.list", Get "/operations", Server, "Names of all operations, for editing rights.");
