//! A plan told step by step: who did what to the case, and when.

use yingda_shared::cases::{CaseEvent, Channel, PendingReason, ResolutionCode};
use yingda_shared::identity::ActorKind;
use yingda_shared::kernel::id::UserId;
use yingda_shared::kernel::text::mentions;
use yingda_shared::kernel::time::Millis;

use super::calendar::Calendar;
use super::dice::Dice;
use super::people;
use super::plan::{End, Plan};
use super::said;
use super::world::World;

/// Whoever caused a step.
#[derive(Clone, Debug)]
pub struct Who {
    pub id: Option<UserId>,
    pub name: String,
    pub kind: ActorKind,
}

#[derive(Clone, Debug)]
pub struct Step {
    pub at: Millis,
    pub who: Who,
    pub event: CaseEvent,
}

struct Script<'a> {
    world: &'a World,
    plan: &'a Plan,
    dice: Dice,
    /// Minutes since the step before, who, what.
    steps: Vec<(i64, Who, CaseEvent)>,
}

/// The steps of the case, all before now.
pub fn tell(world: &World, plan: &Plan, n: usize, calendar: &Calendar) -> Vec<Step> {
    let mut script = Script { world, plan, dice: Dice::new(0x7e11 + n as u64), steps: Vec::new() };
    script.opening();
    let gaps = script.steps.iter().map(|(gap, ..)| *gap);
    let moments = calendar.spread(plan.opened, gaps.collect());
    let steps = moments.into_iter().zip(script.steps);
    steps.map(|(at, (_, who, event))| Step { at, who, event }).collect()
}

impl Script<'_> {
    fn add(&mut self, low: i64, high: i64, who: Who, event: CaseEvent) {
        let gap = self.dice.between(low, high);
        self.steps.push((gap, who, event));
    }

    fn user(&self, n: usize) -> Who {
        let user = &self.world.users[n];
        let kind = if user.firm_id.is_some() { ActorKind::Partner } else { ActorKind::Staff };
        Who { id: Some(user.id), name: user.name.clone(), kind }
    }

    fn customer(&self) -> Who {
        let contact = &self.world.customers.contacts[self.plan.contact];
        let guest = self.plan.channel == Channel::Guest;
        let id = self.world.account(self.plan.contact).map(|user| user.id).filter(|_| !guest);
        let kind = if guest { ActorKind::Guest } else { ActorKind::Customer };
        Who { id, name: contact.name.clone(), kind }
    }

    /// A colleague of the call centre.
    fn agent(&mut self) -> Who {
        let agents = self.world.members(people::team_id("呼叫中心"));
        let n = *self.dice.pick(&agents);
        self.user(n)
    }

    /// Whoever works on it: the partner's engineer once the firm took it.
    fn worker(&self) -> Who {
        let taken = self.plan.firm.and_then(|(_, taken)| taken);
        self.user(taken.unwrap_or(self.plan.assignee))
    }

    fn pick(&mut self, from: &[&str]) -> String {
        self.dice.pick(from).to_string()
    }

    fn say(&mut self, low: i64, high: i64, who: Who, text: String, internal: bool) {
        let named = if internal { mentions(&text) } else { Vec::new() };
        let mentions = named.iter().filter_map(|login| self.world.user_id(login)).collect();
        self.add(low, high, who, CaseEvent::Commented { internal, text, mentions, files: Vec::new() });
    }

    fn opening(&mut self) {
        let channel = self.plan.channel;
        let by_staff = matches!(channel, Channel::Phone | Channel::Branch | Channel::Email);
        let opener = if by_staff { self.agent() } else { self.customer() };
        self.add(0, 1, opener, CaseEvent::Opened { channel, files: Vec::new(), follow_up_of: None });
        match self.plan.end {
            End::New if self.plan.customer_last => {
                let text = self.pick(&[
                    "补充一下：重启电脑和换浏览器都试过了，没有用。",
                    "附上同事电脑上的情况，也是一样的提示。",
                ]);
                let customer = self.customer();
                self.say(3, 20, customer, text, false);
            }
            End::New => {}
            End::Cancelled => {
                let staff = self.dice.chance(40);
                let who = if staff { self.agent() } else { self.customer() };
                let reason = self.pick(said::CANCELLATIONS);
                self.add(30, 900, who, CaseEvent::Cancelled { reason });
            }
            _ => self.handing_over(),
        }
        if self.plan.end == End::New || self.plan.end == End::Assigned {
            self.urge();
        }
    }

    fn urge(&mut self) {
        for _ in 0..self.plan.urges {
            let note = self.pick(said::URGES);
            let customer = self.customer();
            self.add(35, 90, customer, CaseEvent::Urged { note });
        }
    }

    fn handing_over(&mut self) {
        let note = self.pick(said::ASSIGN_NOTES);
        let assignee_id = Some(self.world.users[self.plan.assignee].id);
        let by = self.agent();
        let event = match by.id == assignee_id {
            true => CaseEvent::Taken { user_id: Some(self.world.users[self.plan.assignee].id), for_firm: false },
            false => CaseEvent::Assigned { team_id: self.plan.team, assignee_id, note },
        };
        self.add(4, 30, by, event);
        if let Some((firm, taken)) = self.plan.firm {
            let note = self.pick(said::FORWARD_NOTES);
            let by = self.user(self.plan.assignee);
            let firm_id = Some(people::firm_id(firm));
            self.add(8, 40, by, CaseEvent::Forwarded { unit_id: None, team_id: None, firm_id, note });
            if let Some(n) = taken {
                let engineer = self.user(n);
                self.add(10, 60, engineer, CaseEvent::Taken { user_id: Some(self.world.users[n].id), for_firm: true });
            }
        }
        if self.plan.end != End::Assigned {
            self.work();
        }
    }

    fn work(&mut self) {
        let story = &self.plan.story;
        let worker = self.worker();
        let greeting = self.pick(said::GREETINGS);
        self.say(4, 35, worker.clone(), greeting, false);
        self.add(1, 10, worker.clone(), CaseEvent::Started);
        let waits = self.plan.end == End::Pending(PendingReason::Customer);
        if !story.question.is_empty() || waits {
            let fallback = "麻烦您补充一张完整的提示截图，并告诉我们最早出现的时间。";
            let question = if story.question.is_empty() { fallback.to_string() } else { story.question.clone() };
            self.say(5, 40, worker.clone(), question, false);
            let held = waits || self.dice.chance(45);
            if held {
                let note = self.pick(said::hold_notes(PendingReason::Customer));
                self.add(1, 3, worker.clone(), CaseEvent::Held { reason: PendingReason::Customer, note });
            }
            if waits {
                return;
            }
            let answer = if story.answer.is_empty() {
                "好的，截图已经发过去了。".to_string()
            } else {
                story.answer.clone()
            };
            let customer = self.customer();
            self.say(15, 180, customer.clone(), answer, false);
            if held {
                self.add(0, 1, customer, CaseEvent::Resumed { by_reply: true });
            }
        }
        if !story.note.is_empty() {
            let colleague = self.user(self.plan.assignee);
            self.say(6, 60, colleague, story.note.clone(), true);
        }
        let reply = match self.plan.firm {
            Some((_, Some(_))) if self.dice.chance(70) => self.pick(said::FIRM_REPLIES),
            _ => story.reply.clone(),
        };
        self.say(10, 90, worker.clone(), reply, false);
        self.urge();
        match self.plan.end {
            End::InProgress if self.plan.customer_last => {
                let text = self.pick(said::THANKS);
                let customer = self.customer();
                self.say(10, 120, customer, text, false);
            }
            End::InProgress => {}
            End::Pending(reason) => {
                let note = self.pick(said::hold_notes(reason));
                self.add(5, 60, worker, CaseEvent::Held { reason, note });
            }
            _ => self.solving(worker),
        }
    }

    fn solving(&mut self, worker: Who) {
        let code = self.plan.story.code.unwrap_or(ResolutionCode::Fixed);
        let solved = CaseEvent::Resolved { code, text: self.plan.story.solution.clone() };
        self.add(20, 420, worker.clone(), solved.clone());
        let customer = self.customer();
        if self.plan.rejected {
            let reason = self.pick(said::REJECTIONS);
            self.add(20, 300, customer.clone(), CaseEvent::Rejected { reason });
            let text = self.pick(said::AFTER_REJECTION);
            self.say(5, 40, worker.clone(), text, false);
            self.add(30, 300, worker.clone(), solved);
        }
        if self.plan.end == End::Resolved {
            return;
        }
        match self.dice.chance(68) {
            true => self.add(20, 900, customer.clone(), CaseEvent::Accepted),
            false => {
                let note = self.pick(said::CLOSINGS);
                self.add(300, 4000, worker, CaseEvent::Closed { note });
            }
        }
        if let Some(score) = self.plan.score {
            let (comment, reasons) = *self.dice.pick(if score >= 4 { said::PRAISE } else { said::CRITICISM });
            self.add(1, 240, customer, CaseEvent::Rated { score, reasons: reasons.to_vec(), comment: comment.into() });
        }
    }
}
