//! How somebody is told: by which ways, and not in quiet hours.

use crate::calendar::{MIDNIGHT, Week};
use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::limits::SHIFTS_MAX;
use crate::kernel::time::{DAY, MINUTE, Millis, OffsetMinutes, SHANGHAI};
use crate::rules::Medium;
use crate::workplace::Kept;

words! {
/// What somebody is told of.
Topic {
    Escalation = "escalation",
    /// A rule of the desk says so.
    Rule = "rule",
    /// A case comes to a person or their team.
    HandOver = "hand_over",
}
}

impl Topic {
    /// By which ways somebody hears of it who said nothing: by those that a level or rule names; of a hand-over, of which
    /// nobody names any, by devices that are told. Whoever turns push on for a device wants all of it.
    fn unasked(self) -> &'static [Medium] {
        match self {
            Topic::Escalation | Topic::Rule => Medium::ALL,
            Topic::HandOver => &[Medium::Push],
        }
    }
}

data! {
/// By which ways somebody wants to hear of something; none is in the app alone.
pub struct Preference {
    pub topic: Topic,
    pub media: Vec<Medium>,
}

/// What one person says of being told. Without a word of theirs, all ways that a level names are taken.
pub struct DeliverySettings {
    #[serde(default = "shanghai")]
    pub offset: OffsetMinutes,
    /// Hours of the week in which nothing comes.
    #[serde(default)]
    pub quiet: Week,
    /// Whether what is urgent comes all the same.
    #[serde(default = "yes")]
    pub urgent_breaks_quiet: bool,
    #[serde(default)]
    pub preferences: Vec<Preference>,
}

#[serde(tag = "when", rename_all = "snake_case")]
pub enum Delivery {
    Now { medium: Medium },
    /// Until the quiet hours end.
    Held { medium: Medium, until: Millis },
}

pub struct GetDelivery {}

/// How the caller is told.
pub struct OwnDelivery {
    /// 0 while nothing was said.
    pub rv: i64,
    pub settings: DeliverySettings,
    /// Ways that reach one person and that this desk has, beside its own app.
    pub ways: Vec<Medium>,
    /// Where letters go; empty where the account has no address, and no letters come.
    #[serde(default)]
    pub email: String,
}

pub struct SaveDelivery {
    /// The version that the caller looked at.
    #[serde(default)]
    pub rv: i64,
    #[serde(flatten)]
    pub settings: DeliverySettings,
}
}

operation!(GetDelivery => OwnDelivery, "delivery.get", Get "/delivery", Server, "By which ways the caller is told of what, and when not.");
operation!(SaveDelivery => Kept, "delivery.save", Put "/delivery", Online, "Says by which ways the caller is told of what, and when not.", |op| op.settings.check());

impl Delivery {
    pub fn medium(&self) -> Medium {
        match self {
            Delivery::Now { medium } | Delivery::Held { medium, .. } => *medium,
        }
    }

    /// When it may go; None for at once.
    pub fn held_until(&self) -> Option<Millis> {
        match self {
            Delivery::Now { .. } => None,
            Delivery::Held { until, .. } => Some(*until),
        }
    }
}

fn shanghai() -> OffsetMinutes {
    SHANGHAI
}

fn yes() -> bool {
    true
}

impl Default for DeliverySettings {
    fn default() -> Self {
        DeliverySettings {
            offset: SHANGHAI,
            quiet: Week::default(),
            urgent_breaks_quiet: true,
            preferences: Vec::new(),
        }
    }
}

/// One for each way, in the order of ways. What somebody is told of an escalation never comes by no way at all:
/// where the level and the person name none in common, it is the app's own.
pub fn deliveries(
    settings: &DeliverySettings,
    topic: Topic,
    media: &[Medium],
    urgent: bool,
    at: Millis,
) -> Vec<Delivery> {
    // What a level or rule names is taken by whoever says nothing, of whatever topic.
    let wish = settings.preferences.iter().find(|preference| preference.topic == topic);
    let wanted = |medium: &&Medium| media.contains(medium) && wish.is_none_or(|wish| wish.media.contains(medium));
    let mut ways: Vec<Medium> = Medium::ALL.iter().filter(wanted).copied().collect();
    if ways.is_empty() {
        ways.push(Medium::Push);
    }
    ways.into_iter().map(|medium| settings.when(medium, urgent, at)).collect()
}

impl DeliverySettings {
    /// Whether the person wants to hear of something in a way, if there is one.
    pub fn takes(&self, topic: Topic, medium: Medium) -> bool {
        self.wished(topic).contains(&medium)
    }

    /// By which ways something is told that no level or rule names the ways of.
    pub fn wished(&self, topic: Topic) -> &[Medium] {
        let wish = self.preferences.iter().find(|preference| preference.topic == topic);
        wish.map_or(topic.unasked(), |wish| &wish.media)
    }

    /// The same with other ways for a topic, of those that somebody could choose among. What is usual needs no word.
    pub fn with(mut self, topic: Topic, choice: &[Medium], chosen: &[Medium]) -> DeliverySettings {
        let wanted = |medium: &Medium| match choice.contains(medium) {
            true => chosen.contains(medium),
            false => self.takes(topic, *medium),
        };
        let media: Vec<Medium> = Medium::ALL.iter().copied().filter(wanted).collect();
        self.preferences.retain(|preference| preference.topic != topic);
        if media != topic.unasked() {
            self.preferences.push(Preference { topic, media });
        }
        self
    }

    /// Whether and when the devices of this person are told. Of what has no topic they always are.
    pub fn on_devices(&self, topic: Option<Topic>, urgent: bool, at: Millis) -> Option<Delivery> {
        let wanted = topic.is_none_or(|topic| self.takes(topic, Medium::Push));
        wanted.then(|| self.when(Medium::Push, urgent, at))
    }

    fn when(&self, medium: Medium, urgent: bool, at: Millis) -> Delivery {
        match self.quiet_until(at).filter(|_| !(urgent && self.urgent_breaks_quiet)) {
            Some(until) => Delivery::Held { medium, until },
            None => Delivery::Now { medium },
        }
    }

    /// When the quiet hours end that a moment lies in; hours that follow on one another are one. None outside of
    /// them, and where they would never end.
    pub fn quiet_until(&self, at: Millis) -> Option<Millis> {
        let mut until = at;
        // A week of hours ends or begins anew within one.
        for _ in 0..=7 * SHIFTS_MAX {
            match self.end_of(until) {
                Some(end) => until = end,
                None => return (until > at).then_some(until),
            }
        }
        None
    }

    /// The end of the quiet stretch that a moment lies in.
    fn end_of(&self, at: Millis) -> Option<Millis> {
        let local = at + Millis::from(self.offset) * MINUTE;
        let midnight = local - local.rem_euclid(DAY);
        let weekday = (local.div_euclid(DAY) + 3).rem_euclid(7) as usize;
        let within = local - midnight;
        let days = [(weekday, within, midnight), ((weekday + 6) % 7, within + DAY, midnight - DAY)];
        days.into_iter().find_map(|(weekday, within, midnight)| {
            let mut shifts = self.quiet.days()[weekday].shifts().iter();
            let of = |minute: u16| Millis::from(minute) * MINUTE;
            let quiet = shifts.find(|shift| (of(shift.from)..of(shift.to)).contains(&within))?;
            Some(midnight + of(quiet.to) - Millis::from(self.offset) * MINUTE)
        })
    }

    /// Who is quiet for ever hears of nothing.
    pub fn check(&self) -> Vec<FieldFault> {
        let days = self.quiet.days();
        let minutes = days.iter().flat_map(|hours| hours.shifts()).map(|shift| u32::from(shift.to - shift.from));
        let overlap = days.iter().any(|hours| hours.overlap().is_some());
        let following = (0..7).any(|day| days[day].runs_into(days[(day + 1) % 7]));
        let ways = self.preferences.iter().any(|preference| preference.media.len() > Medium::ALL.len());
        let topic = |at: usize| self.preferences[..at].iter().any(|one| one.topic == self.preferences[at].topic);
        let checks = Checks::new()
            .when(self.offset.unsigned_abs() > 14 * 60, "/offset", "offset_range")
            .when(days.iter().any(|hours| hours.shifts().len() > SHIFTS_MAX), "/quiet", "hours_too_many")
            .when(overlap, "/quiet", "hours_overlap")
            .when(following, "/quiet", "hours_over_midnight")
            .when(minutes.sum::<u32>() >= 7 * u32::from(MIDNIGHT), "/quiet", "quiet_always")
            .when(self.preferences.len() > Topic::ALL.len() || ways, "/preferences", "too_many");
        let places = 0..self.preferences.len().min(Topic::ALL.len());
        places.fold(checks, |checks, at| checks.when(topic(at), &format!("/preferences/{at}/topic"), "taken")).done()
    }
}
