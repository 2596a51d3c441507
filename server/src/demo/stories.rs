//! What customers of the demo world report, and what comes of it. The texts are in `stories/*.txt`:
//! a line `== category | product | impact urgency | resolution code`, then what is said, each line
//! marked 题 subject, 述 description, 问 question to the customer, 答 answer, 注 note among
//! colleagues, 复 reply to the customer, 解 solution.

use yingda_shared::cases::ResolutionCode;
use yingda_shared::catalog::priority::{Impact, Urgency};

const TEXTS: &[&str] = &[
    include_str!("stories/finance.txt"),
    include_str!("stories/supply.txt"),
    include_str!("stories/people.txt"),
    include_str!("stories/system.txt"),
    include_str!("stories/service.txt"),
];
/// Subjects as long as they get, in Chinese and in English.
const LONG: &str = include_str!("stories/long.txt");

#[derive(Clone, Debug, Default)]
pub struct Story {
    pub category: String,
    /// Code of the product, empty where none is concerned.
    pub product: String,
    pub impact: Option<Impact>,
    pub urgency: Option<Urgency>,
    pub code: Option<ResolutionCode>,
    pub subject: String,
    pub description: String,
    pub question: String,
    pub answer: String,
    pub note: String,
    pub reply: String,
    pub solution: String,
}

pub fn all() -> Result<Vec<Story>, String> {
    let parts = TEXTS.iter().map(|text| parse(text)).collect::<Result<Vec<_>, _>>()?;
    Ok(parts.concat())
}

pub fn long() -> Result<Vec<Story>, String> {
    parse(LONG)
}

fn parse(text: &str) -> Result<Vec<Story>, String> {
    let mut stories: Vec<Story> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if let Some(head) = line.strip_prefix("==") {
            stories.push(begin(head)?);
            continue;
        }
        let odd = || format!("demo story: {line}");
        let story = stories.last_mut().ok_or_else(odd)?;
        let (mark, said) = line.split_once('：').ok_or_else(odd)?;
        let field = match mark {
            "题" => &mut story.subject,
            "述" => &mut story.description,
            "问" => &mut story.question,
            "答" => &mut story.answer,
            "注" => &mut story.note,
            "复" => &mut story.reply,
            "解" => &mut story.solution,
            _ => return Err(odd()),
        };
        *field = said.trim().to_string();
    }
    Ok(stories)
}

fn begin(head: &str) -> Result<Story, String> {
    let odd = || format!("demo story: =={head}");
    let parts: Vec<&str> = head.split('|').map(str::trim).collect();
    let [category, product, level, code] = parts[..] else { return Err(odd()) };
    let (impact, urgency) = level.split_once(' ').ok_or_else(odd)?;
    Ok(Story {
        category: category.into(),
        product: product.into(),
        impact: Some(Impact::parse(impact).ok_or_else(odd)?),
        urgency: Some(Urgency::parse(urgency).ok_or_else(odd)?),
        code: Some(ResolutionCode::parse(code).ok_or_else(odd)?),
        ..Story::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use yingda_shared::kernel::limits::SUBJECT_MAX;

    #[test]
    fn every_story_can_be_told_to_its_end() {
        let stories = all().unwrap();
        assert!(stories.len() >= 60, "{}", stories.len());
        for story in stories.iter().chain(&long().unwrap()) {
            let told = [&story.subject, &story.description, &story.reply, &story.solution];
            assert!(told.iter().all(|text| !text.is_empty()), "{}", story.subject);
            assert!(story.subject.chars().count() <= SUBJECT_MAX, "{}", story.subject);
        }
    }

    #[test]
    fn two_subjects_are_as_long_as_they_get() {
        let lengths: Vec<usize> = long().unwrap().iter().map(|story| story.subject.chars().count()).collect();
        assert_eq!(lengths, [60, 191]);
    }
}
