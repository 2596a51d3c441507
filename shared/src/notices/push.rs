//! Telling a device that nobody looks at: by the push service of its browser (RFC 8030), which learns nothing.

use crate::escalation::Topic;
use crate::kernel::check::Checks;
use crate::kernel::id::NoticeId;
use crate::kernel::limits::PUSH_ADDRESS_MAX;

use super::NoticeKind;

/// Characters of a point of P-256 in base64url, and of the 16 bytes of its browser's secret (RFC 8291).
const POINT: usize = 87;
const SECRET: usize = 22;

data! {
/// By which key browsers know this desk.
pub struct GetPushKey {}

pub struct PushKey {
    /// A point of P-256 in base64url, as `PushManager.subscribe` takes it.
    pub key: String,
}

/// Lets the device of the session be told, for as long as its session lives.
pub struct Subscribe {
    /// Where its push service takes messages.
    pub endpoint: String,
    pub p256dh: String,
    pub auth: String,
}

/// The device is told no more.
pub struct Unsubscribe {
    pub endpoint: String,
}

pub struct Subscribed {
    /// Devices of this person that are told.
    pub devices: i64,
}

/// What a device is told: no word of anybody's. Its pages know the rest.
pub struct Pushed {
    pub id: NoticeId,
    /// What kind of thing happened, in the person's language.
    pub title: String,
    /// Of the case.
    pub number: String,
    /// Page of the case.
    pub path: String,
}
}

operation!(GetPushKey => PushKey, "notices.push_key", Get "/notices/push-key", Server, "By which key browsers know this desk when they ask to be told.");
operation!(Subscribe => Subscribed, "notices.subscribe", Post "/notices/subscribe", Online, "Lets the device of the session be told of notices while nobody looks, until it signs out.", |op| {
    let wrong = |text: &str, length: usize| text.len() != length || !text.bytes().all(is_base64url);
    Checks::new()
        .text("/endpoint", &op.endpoint, PUSH_ADDRESS_MAX)
        .when(wrong(&op.p256dh, POINT), "/p256dh", "push_key")
        .when(wrong(&op.auth, SECRET), "/auth", "push_key")
        .done()
});
operation!(Unsubscribe => Subscribed, "notices.unsubscribe", Post "/notices/unsubscribe", Online, "A device of the caller is told no more.", |op| {
    Checks::new().text("/endpoint", &op.endpoint, PUSH_ADDRESS_MAX).done()
});

fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

impl NoticeKind {
    /// What people choose their ways by; None of what they cannot.
    pub fn topic(self) -> Option<Topic> {
        match self {
            NoticeKind::Escalated | NoticeKind::AccountEscalated => Some(Topic::Escalation),
            NoticeKind::Rule => Some(Topic::Rule),
            NoticeKind::Assigned | NoticeKind::Forwarded => Some(Topic::HandOver),
            _ => None,
        }
    }

    /// Whether it disturbs somebody who does not look: what waits for them. The rest is there when they look.
    pub fn disturbs(self) -> bool {
        match self {
            NoticeKind::Assigned
            | NoticeKind::Forwarded
            | NoticeKind::Mentioned
            | NoticeKind::Replied
            | NoticeKind::Urged
            | NoticeKind::StateChanged
            | NoticeKind::Complained
            | NoticeKind::Escalated
            | NoticeKind::Rule
            | NoticeKind::TaskGiven
            | NoticeKind::TaskDue => true,
            NoticeKind::Attached
            | NoticeKind::Rated
            | NoticeKind::Changed
            | NoticeKind::Merged
            | NoticeKind::HolidaysMissing
            | NoticeKind::ContractUsed
            | NoticeKind::AccountEscalated
            | NoticeKind::LeaveAsked
            | NoticeKind::LeaveDecided
            | NoticeKind::LeaveWithdrawn
            | NoticeKind::ArticleReview
            | NoticeKind::ArticleMoved
            | NoticeKind::ArticleReviewDue
            | NoticeKind::ArticleUnverified
            | NoticeKind::ArticleFeedback
            | NoticeKind::ArticleGiven
            | NoticeKind::ArticlesLeft => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Operation;

    #[test]
    fn a_device_is_taken_with_keys_of_the_right_shape_alone() {
        let sound = Subscribe {
            endpoint: "https://push.example.com/abc".into(),
            p256dh: "B".repeat(POINT),
            auth: "a-_".repeat(7) + "Z",
        };
        assert_eq!(sound.check(), []);
        let faults = |op: Subscribe| op.check().into_iter().map(|fault| fault.pointer).collect::<Vec<_>>();
        assert_eq!(faults(Subscribe { endpoint: String::new(), ..sound.clone() }), ["/endpoint"]);
        assert_eq!(faults(Subscribe { endpoint: "h".repeat(PUSH_ADDRESS_MAX + 1), ..sound.clone() }), ["/endpoint"]);
        assert_eq!(faults(Subscribe { p256dh: "B".repeat(POINT - 1), ..sound.clone() }), ["/p256dh"]);
        assert_eq!(faults(Subscribe { auth: "a+".repeat(11), ..sound }), ["/auth"]);
    }
}
