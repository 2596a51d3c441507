//! Who gets a case: of those who may, can and are there, one, and always the same one for the same question.

use std::collections::BTreeSet;

use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::id::{TeamId, UnitId, UserId};
use crate::kernel::limits::WORDS_MAX;
use crate::kernel::text::fold;
use crate::kernel::time::Millis;
use crate::schedules::{Duty, OffDuty};

words! {
Strategy {
    /// Whoever has the fewest open cases; of such, whose turn it is.
    LeastLoad = "least_load",
    /// Whose turn it is, however many cases they have.
    RoundRobin = "round_robin",
}
}

data! {
/// Whom a case may go to. What is left out is not asked for.
pub struct Dispatch {
    /// It goes to this team, and to nobody outside of it.
    #[serde(default)]
    pub team_id: Option<TeamId>,
    /// All of them.
    #[serde(default)]
    pub skills: Vec<String>,
    #[serde(default)]
    pub same_region: bool,
    #[serde(default)]
    pub same_language: bool,
    /// Those at work alone.
    #[serde(default = "yes")]
    pub on_duty: bool,
    /// Open cases with which somebody has enough.
    #[serde(default)]
    pub most: Option<u32>,
    pub by: Strategy,
}

/// Whose turn it was. Goes in, comes out, and is kept by whoever asks.
#[derive(Copy, Default, Eq)]
pub struct Turn {
    pub last: Option<UserId>,
}
}

fn yes() -> bool {
    true
}

/// What the case asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Needs {
    pub region: Option<UnitId>,
    pub language: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub user_id: UserId,
    pub teams: Vec<TeamId>,
    pub skills: Vec<String>,
    pub languages: Vec<String>,
    /// The person's unit, and those above it.
    pub units: Vec<UnitId>,
    /// Open cases.
    pub load: u32,
    pub duty: Duty,
    /// May work on this very case: has the right, sees it, and is not the one complained of.
    pub may: bool,
}

words! {
/// What spoke against somebody, the strongest first.
WhyNot {
    NoRight = "no_right",
    OtherTeam = "other_team",
    OffDuty = "off_duty",
    Skill = "skill",
    Region = "region",
    Language = "language",
    /// Has as many cases as one may have.
    Full = "full",
    /// Fits, and somebody who fits has fewer cases.
    Busier = "busier",
    /// Fits, and it is somebody else's turn.
    LaterTurn = "later_turn",
}
}

data! {
pub struct PassedOver {
    pub user_id: UserId,
    pub why: WhyNot,
    #[serde(default)]
    pub off: Option<OffDuty>,
    /// Skills that are missing.
    #[serde(default)]
    pub missing: Vec<String>,
}

pub struct Chosen {
    /// None: nobody fits, and the team has it.
    pub user_id: Option<UserId>,
    pub by: Strategy,
    /// How many fitted.
    pub fitting: u32,
    /// The others, each with what spoke against them.
    pub passed_over: Vec<PassedOver>,
    pub turn: Turn,
}
}

/// Candidates may come in any order, and more than once.
pub fn dispatch(dispatch: &Dispatch, needs: &Needs, candidates: &[Candidate], at: Millis, turn: Turn) -> Chosen {
    let mut all: Vec<&Candidate> = candidates.iter().collect();
    // Round from whoever comes after the last one.
    all.sort_by_key(|one| (turn.last.is_some_and(|last| one.user_id <= last), one.user_id));
    let mut seen = BTreeSet::new();
    all.retain(|one| seen.insert(one.user_id));
    let (mut fitting, mut passed_over) = (Vec::new(), Vec::new());
    for one in all {
        match against(dispatch, needs, one, at) {
            Some(why) => passed_over.push(why),
            None => fitting.push(one),
        }
    }
    // The first of equals: the order is that of turns.
    let chosen =
        fitting.iter().min_by_key(|one| if dispatch.by == Strategy::LeastLoad { one.load } else { 0 }).copied();
    for one in &fitting {
        let Some(chosen) = chosen.filter(|chosen| chosen.user_id != one.user_id) else { continue };
        let busier = dispatch.by == Strategy::LeastLoad && one.load > chosen.load;
        passed_over.push(passed(one, if busier { WhyNot::Busier } else { WhyNot::LaterTurn }));
    }
    passed_over.sort_by_key(|one| one.user_id);
    let user_id = chosen.map(|chosen| chosen.user_id);
    let turn = Turn { last: user_id.or(turn.last) };
    Chosen { user_id, by: dispatch.by, fitting: fitting.len() as u32, passed_over, turn }
}

fn passed(one: &Candidate, why: WhyNot) -> PassedOver {
    PassedOver { user_id: one.user_id, why, off: None, missing: Vec::new() }
}

fn against(dispatch: &Dispatch, needs: &Needs, one: &Candidate, at: Millis) -> Option<PassedOver> {
    if !one.may {
        return Some(passed(one, WhyNot::NoRight));
    }
    if dispatch.team_id.is_some_and(|team| !one.teams.contains(&team)) {
        return Some(passed(one, WhyNot::OtherTeam));
    }
    // Whoever is switched off gets no case, whatever the rule says.
    let off = one.duty.off(at).filter(|off| dispatch.on_duty || *off == OffDuty::Inactive);
    if off.is_some() {
        return Some(PassedOver { off, ..passed(one, WhyNot::OffDuty) });
    }
    let missing = dispatch.missing(&one.skills);
    if !missing.is_empty() {
        return Some(PassedOver { missing, ..passed(one, WhyNot::Skill) });
    }
    let region = needs.region.filter(|_| dispatch.same_region);
    if region.is_some_and(|region| !one.units.contains(&region)) {
        return Some(passed(one, WhyNot::Region));
    }
    let language = needs.language.as_ref().filter(|_| dispatch.same_language);
    if language.is_some_and(|language| !speaks(&one.languages, language)) {
        return Some(passed(one, WhyNot::Language));
    }
    dispatch.most.filter(|most| one.load >= *most).map(|_| passed(one, WhyNot::Full))
}

/// Whether somebody says so of themselves, however it is written.
fn speaks(of: &[String], word: &str) -> bool {
    of.iter().any(|own| fold(own) == fold(word))
}

impl Dispatch {
    /// Of the skills that are asked for those that somebody lacks.
    pub fn missing(&self, skills: &[String]) -> Vec<String> {
        self.skills.iter().filter(|skill| !speaks(skills, skill)).cloned().collect()
    }

    pub(super) fn check(&self, pointer: &str) -> Vec<FieldFault> {
        let empty = self.skills.iter().any(|skill| skill.trim().is_empty());
        let at = format!("{pointer}/skills");
        Checks::new()
            .words(&at, &self.skills, WORDS_MAX)
            .when(empty, &at, "required")
            .when(self.most == Some(0), &format!("{pointer}/most"), "most_zero")
            .done()
    }
}
