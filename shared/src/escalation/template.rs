//! What letters say, as a desk writes it: plain text with names in braces that stand for something of the case.

use super::delivery::Topic;
use crate::fault::FieldFault;
use crate::kernel::braces;
use crate::kernel::check::Checks;
use crate::kernel::limits::{NOTE_MAX, SUBJECT_MAX};
use crate::record::Saved;

words! {
/// What a name in braces stands for.
Placeholder {
    /// Whom the letter is for.
    Recipient = "recipient",
    /// What it tells of, in a few words.
    What = "what",
    Number = "number",
    Subject = "subject",
    State = "state",
    Priority = "priority",
    /// How far the case is escalated.
    Level = "level",
    /// Until when it was to be solved.
    Due = "due",
    /// The policy, the rule, or whoever handed the case over.
    By = "by",
    /// What the policy, the rule or the person says.
    Text = "text",
    /// The address of the case.
    Link = "link",
}
}

data! {
/// A letter in one language.
pub struct Wording {
    pub subject: String,
    pub body: String,
}

/// The same letter in the languages of the product.
pub struct Wordings {
    pub zh: Wording,
    pub en: Wording,
}

/// What letters of one topic say.
pub struct Template {
    pub topic: Topic,
    /// 0 while nobody wrote one.
    pub rv: i64,
    /// As the desk wrote it; None where letters say what ships.
    #[serde(default)]
    pub own: Option<Wordings>,
    pub default: Wordings,
}

pub struct ListTemplates {}

pub struct Templates {
    pub rows: Vec<Template>,
}

pub struct SaveTemplate {
    pub topic: Topic,
    /// The version that was looked at.
    #[serde(default)]
    pub rv: i64,
    /// None: letters say again what ships.
    #[serde(default)]
    pub own: Option<Wordings>,
}
}

operation!(ListTemplates => Templates, "templates.list", Get "/templates", Server, "What letters say, topic by topic, and what they would say by themselves.");
operation!(SaveTemplate => Saved, "templates.save", Put "/templates/{topic}", Online, "Says what letters of a topic say; without words they say again what ships.", |op| {
    let own = op.own.iter().flat_map(|own| [("/own/zh", &own.zh), ("/own/en", &own.en)]);
    own.flat_map(|(pointer, wording)| wording.check(pointer)).collect()
});

/// Characters of a name that a fault repeats.
const NAMED: usize = 40;

/// A template with its names filled, each once: what is filled in is text, whatever braces it holds.
pub fn fill(text: &str, value: impl Fn(Placeholder) -> String) -> String {
    braces::fill(text, |name| Placeholder::parse(name).map(&value))
}

/// The first name of a template that stands for nothing.
pub fn unknown(text: &str) -> Option<&str> {
    braces::unknown(text, |name| Placeholder::parse(name).is_some())
}

impl Wording {
    /// The letter: its subject is one line, and nothing stands before its text.
    pub fn filled(&self, value: impl Fn(Placeholder) -> String) -> Wording {
        let subject = fill(&self.subject, &value).replace(['\r', '\n'], " ");
        let body = fill(&self.body, &value);
        Wording { subject: subject.chars().take(SUBJECT_MAX).collect(), body: body.trim_start().to_string() }
    }

    fn check(&self, pointer: &str) -> Vec<FieldFault> {
        let at = |field: &str| format!("{pointer}/{field}");
        let (subject, body) = (at("subject"), at("body"));
        let mut faults = Checks::new()
            .text(&subject, &self.subject, SUBJECT_MAX)
            .when(self.subject.contains(['\r', '\n']), &subject, "one_line")
            .text(&body, &self.body, NOTE_MAX)
            .done();
        for (pointer, text) in [(&subject, &self.subject), (&body, &self.body)] {
            if let Some(name) = unknown(text) {
                let mut fault = FieldFault::new(pointer, "placeholder_unknown");
                fault.params.insert("name".into(), name.chars().take(NAMED).collect());
                faults.push(fault);
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Operation;

    fn value(placeholder: Placeholder) -> String {
        match placeholder {
            Placeholder::Number => "IT-7".into(),
            Placeholder::Subject => "{link} 打印机".into(),
            Placeholder::Text => "first\r\nBcc: all@example.com".into(),
            other => format!("<{other}>"),
        }
    }

    fn wording(subject: &str, body: &str) -> Wording {
        Wording { subject: subject.into(), body: body.into() }
    }

    #[test]
    fn names_are_filled_once_and_other_braces_stay() {
        assert_eq!(fill("{number}: {subject}", value), "IT-7: {link} 打印机", "what somebody wrote is no template");
        assert_eq!(fill("a { b {number} } {", value), "a { b IT-7 } {");
        assert_eq!(fill("{number\n}", value), "{number\n}", "a name ends on its line");
        assert_eq!(fill("{{number}}", value), "{IT-7}");
        assert_eq!(fill("{nothing}", value), "{nothing}");
    }

    #[test]
    fn a_subject_stays_one_line() {
        let letter = wording("{text}", "\n\n{level}").filled(value);
        assert_eq!(letter, wording("first  Bcc: all@example.com", "<level>"));
        let long = wording("{subject}", "x").filled(|_| "长".repeat(SUBJECT_MAX * 2));
        assert_eq!(long.subject.chars().count(), SUBJECT_MAX);
    }

    #[test]
    fn what_stands_for_nothing_is_refused_by_its_name() {
        assert_eq!(unknown("{number} {工单号} {x}"), Some("工单号"));
        assert_eq!(unknown("{number} { } {"), Some(" "));
        assert_eq!(unknown(&Placeholder::ALL.iter().map(|name| format!("{{{name}}}")).collect::<String>()), None);
        let own = |zh, en| SaveTemplate { topic: Topic::Rule, rv: 0, own: Some(Wordings { zh, en }) }.check();
        let sound = || wording("{number}", "{link}");
        assert_eq!(own(sound(), sound()), []);
        let faults = own(sound(), wording("a\nb", "{dueAt}"));
        let told: Vec<(&str, &str)> =
            faults.iter().map(|fault| (fault.pointer.as_str(), fault.code.as_str())).collect();
        assert_eq!(told, [("/own/en/subject", "one_line"), ("/own/en/body", "placeholder_unknown")]);
        assert_eq!(faults[1].params["name"], "dueAt");
        let empty = own(wording(" ", &"长".repeat(NOTE_MAX + 1)), sound());
        assert_eq!(empty.iter().map(|fault| fault.code.as_str()).collect::<Vec<_>>(), ["required", "too_long"]);
        assert_eq!(SaveTemplate { topic: Topic::Rule, rv: 0, own: None }.check(), []);
    }
}
