//! What the desk decides about devices that keep work without a network: how long they open, whether
//! a PIN is asked, and how one that is lost is told to erase.

use crate::fault::FieldFault;
use crate::identity::actor::ActorKind;
use crate::identity::operations::{Done, Sessions};
use crate::kernel::check::Checks;
use crate::kernel::id::{SessionId, UserId, Uuid};
use crate::kernel::limits::{LEASE_HOURS_MAX, PASSWORD_MAX};
use crate::kernel::time::{HOUR, Millis};
use crate::record::Saved;

data! {
/// Hours a device may be used without the server, by side of the desk, and who needs a PIN.
pub struct DevicePolicy {
    #[serde(default)]
    pub rv: i64,
    pub staff_hours: u32,
    pub partner_hours: u32,
    pub customer_hours: u32,
    /// Devices of staff and partners keep nothing before a PIN is set.
    #[serde(default)]
    pub pin_required: bool,
}

pub struct GetDevicePolicy {}

#[serde(transparent)]
pub struct SaveDevicePolicy(pub DevicePolicy);

/// Gives the server the spare key of a device that begins anew under a PIN. It opens what the device
/// keeps when the PIN is forgotten, for whoever knows the person's password.
pub struct KeepDeviceKey {
    pub device: Uuid,
    /// 32 bytes in hexadecimal.
    pub key: String,
}

pub struct RecoverDeviceKey {
    pub device: Uuid,
    pub password: String,
}

pub struct DeviceKey {
    pub key: String,
}

/// Where somebody else is signed in.
pub struct ListDevices {
    pub id: UserId,
}

/// Signs a device of somebody else's out.
pub struct RevokeDevice {
    pub id: UserId,
    pub session: SessionId,
    /// The device erases what it holds when it next asks for anything.
    #[serde(default)]
    pub erase: bool,
}
}

impl Default for DevicePolicy {
    fn default() -> Self {
        DevicePolicy { rv: 0, staff_hours: 72, partner_hours: 72, customer_hours: 7 * 24, pin_required: false }
    }
}

impl DevicePolicy {
    /// How long a device of this side may be used after an exchange.
    pub fn lease(&self, kind: ActorKind) -> Millis {
        let hours = match kind {
            ActorKind::Staff | ActorKind::System => self.staff_hours,
            ActorKind::Partner => self.partner_hours,
            ActorKind::Customer | ActorKind::Guest => self.customer_hours,
        };
        i64::from(hours) * HOUR
    }

    /// Whether a device of this side keeps nothing without a PIN.
    pub fn needs_pin(&self, kind: ActorKind) -> bool {
        self.pin_required && matches!(kind, ActorKind::Staff | ActorKind::Partner)
    }

    fn check(&self) -> Vec<FieldFault> {
        let odd = |hours: u32| !(1..=LEASE_HOURS_MAX).contains(&hours);
        Checks::new()
            .when(odd(self.staff_hours), "/staff_hours", "hours_range")
            .when(odd(self.partner_hours), "/partner_hours", "hours_range")
            .when(odd(self.customer_hours), "/customer_hours", "hours_range")
            .done()
    }
}

fn key_is_odd(key: &str) -> bool {
    key.len() != 64 || !key.bytes().all(|byte| byte.is_ascii_hexdigit())
}

operation!(GetDevicePolicy => DevicePolicy, "devices.policy", Get "/devices/policy", Server, "How long devices work without the server, and who needs a PIN.");
operation!(SaveDevicePolicy => Saved, "devices.save_policy", Post "/devices/policy", Online, "Sets how long devices work without the server, and who needs a PIN.", |op| op.0.check());
operation!(KeepDeviceKey => Done, "devices.keep_key", Post "/devices/key", Online, "Keeps the spare key of a device that begins anew under a PIN; the answer has the browser erase what it kept before.",
    |op| Checks::new().when(key_is_odd(&op.key), "/key", "malformed").done());
operation!(RecoverDeviceKey => DeviceKey, "devices.recover_key", Post "/devices/recovery", Online, "Gives the spare key of one's own device back for one's password.",
    |op| Checks::new().text("/password", &op.password, PASSWORD_MAX).done());
operation!(ListDevices => Sessions, "users.devices", Get "/users/{id}/devices", Server, "Where a person is signed in.");
operation!(RevokeDevice => Done, "users.revoke_device", Post "/users/{id}/devices/{session}/revoke", Online, "Signs a device of a person's out, and has it erase what it holds if so told.");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staff_get_three_days_and_customers_a_week() {
        let policy = DevicePolicy::default();
        assert_eq!(policy.lease(ActorKind::Staff), 72 * HOUR);
        assert_eq!(policy.lease(ActorKind::Partner), 72 * HOUR);
        assert_eq!(policy.lease(ActorKind::Customer), 168 * HOUR);
    }

    #[test]
    fn a_pin_is_asked_of_those_inside_and_only_where_it_is_required() {
        let strict = DevicePolicy { pin_required: true, ..DevicePolicy::default() };
        let asked = |policy: &DevicePolicy| {
            ActorKind::ALL.iter().filter(|kind| policy.needs_pin(**kind)).copied().collect::<Vec<_>>()
        };
        assert_eq!(asked(&DevicePolicy::default()), []);
        assert_eq!(asked(&strict), [ActorKind::Staff, ActorKind::Partner]);
    }

    #[test]
    fn a_lease_without_hours_or_for_ever_is_refused() {
        let pointers = |policy: DevicePolicy| policy.check().into_iter().map(|fault| fault.pointer).collect::<Vec<_>>();
        assert_eq!(pointers(DevicePolicy::default()), Vec::<String>::new());
        assert_eq!(pointers(DevicePolicy { staff_hours: 0, ..DevicePolicy::default() }), ["/staff_hours"]);
        let long = DevicePolicy { customer_hours: LEASE_HOURS_MAX + 1, ..DevicePolicy::default() };
        assert_eq!(pointers(long), ["/customer_hours"]);
    }

    #[test]
    fn a_spare_key_is_32_bytes() {
        assert!(!key_is_odd(&"0f".repeat(32)));
        for odd in ["", "0f", &"0g".repeat(32), &"0f".repeat(33)] {
            assert!(key_is_odd(odd), "{odd}");
        }
    }
}
