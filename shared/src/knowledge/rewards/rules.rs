//! What is a merit, and how much the desk gives for it.

use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::limits::{REWARD_DAILY_MAX, REWARD_POINTS_MAX};

words! {
/// What somebody is given points for.
Merit {
    /// Wrote an article that was published for the first time.
    Authored = "authored",
    /// Approved what somebody else wrote.
    Approved = "approved",
    /// Wrote what somebody else solved a case with.
    Reused = "reused",
    /// Verified an article that was due or in doubt.
    Validated = "validated",
    /// Wrote what a customer, a partner or a visitor needed no case after.
    Avoided = "avoided",
}
}

data! {
/// Points for each merit.
#[derive(Eq)]
pub struct RewardRules {
    #[serde(default)]
    pub rv: i64,
    /// Whether points are given at all. What happens meanwhile is not made up for.
    pub on: bool,
    pub authored: u16,
    pub approved: u16,
    pub reused: u16,
    pub validated: u16,
    pub avoided: u16,
    /// How often a day one person brings points to another, by using what they wrote or by writing what they review; all visitors
    /// without an account are one person.
    pub daily: u16,
}
}

impl Default for RewardRules {
    fn default() -> Self {
        RewardRules { rv: 0, on: true, authored: 10, approved: 3, reused: 5, validated: 2, avoided: 3, daily: 5 }
    }
}

impl RewardRules {
    /// What a merit is worth, whether anything is given at present or not.
    pub fn worth(&self, merit: Merit) -> u16 {
        match merit {
            Merit::Authored => self.authored,
            Merit::Approved => self.approved,
            Merit::Reused => self.reused,
            Merit::Validated => self.validated,
            Merit::Avoided => self.avoided,
        }
    }

    pub fn set(&mut self, merit: Merit, points: u16) {
        let worth = match merit {
            Merit::Authored => &mut self.authored,
            Merit::Approved => &mut self.approved,
            Merit::Reused => &mut self.reused,
            Merit::Validated => &mut self.validated,
            Merit::Avoided => &mut self.avoided,
        };
        *worth = points;
    }

    /// Points that are given for a merit; none while nothing is given.
    pub fn points(&self, merit: Merit) -> u16 {
        if self.on { self.worth(merit) } else { 0 }
    }

    pub fn check(&self) -> Vec<FieldFault> {
        let much = |points: u16| points > REWARD_POINTS_MAX;
        Checks::new()
            .when(much(self.authored), "/authored", "out_of_range")
            .when(much(self.approved), "/approved", "out_of_range")
            .when(much(self.reused), "/reused", "out_of_range")
            .when(much(self.validated), "/validated", "out_of_range")
            .when(much(self.avoided), "/avoided", "out_of_range")
            .when(!(1..=REWARD_DAILY_MAX).contains(&self.daily), "/daily", "out_of_range")
            .done()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_given_while_it_is_switched_off() {
        let rules = RewardRules::default();
        assert!(Merit::ALL.iter().all(|merit| rules.points(*merit) > 0));
        let off = RewardRules { on: false, ..rules };
        assert!(Merit::ALL.iter().all(|merit| off.points(*merit) == 0));
    }

    #[test]
    fn points_have_limits() {
        let rules = RewardRules::default();
        assert_eq!(rules.check(), vec![]);
        assert_eq!(RewardRules { authored: 0, reused: REWARD_POINTS_MAX, ..rules.clone() }.check(), vec![]);
        let odd = RewardRules { approved: REWARD_POINTS_MAX + 1, daily: 0, ..rules };
        let pointers: Vec<String> = odd.check().into_iter().map(|fault| fault.pointer).collect();
        assert_eq!(pointers, ["/approved", "/daily"]);
    }
}
