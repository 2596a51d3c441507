//! The plain choices that a form offers of a recurrence: "every 3 months on the first Monday, 8 times".

use super::recurrence::{End, Frequency, Recurrence, WeekdayPlace};

/// On which day of its period something is.
#[derive(Clone, Debug, PartialEq)]
pub enum On {
    /// On the day of the week, month or year on which the plan starts.
    Start,
    /// On these days of the week, 0 for Monday.
    Weekdays(Vec<usize>),
    /// On this day of the month; -1 is the last.
    MonthDay(i16),
    /// On the so-many-th weekday of the month; -1 is the last.
    Nth { nth: i8, weekday: usize },
}

#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub frequency: Frequency,
    pub interval: u16,
    pub on: On,
    pub end: End,
}

impl Choice {
    /// None where the recurrence says more than the choices do: it is shown as its text.
    pub fn of(rule: &Recurrence) -> Option<Choice> {
        if !rule.months.is_empty() || !rule.positions.is_empty() {
            return None;
        }
        let on = match (rule.frequency, rule.weekdays.as_slice(), rule.month_days.as_slice()) {
            (_, [], []) => On::Start,
            (Frequency::Weekly, places, []) => On::Weekdays(places.iter().map(|place| place.weekday).collect()),
            (Frequency::Monthly, [], [day]) if *day >= -1 => On::MonthDay(*day),
            (Frequency::Monthly, [WeekdayPlace { nth: Some(nth), weekday }], []) if *nth >= -1 => {
                On::Nth { nth: *nth, weekday: *weekday }
            }
            _ => return None,
        };
        Some(Choice { frequency: rule.frequency, interval: rule.interval, on, end: rule.end })
    }

    pub fn recurrence(&self) -> Recurrence {
        let mut rule = Recurrence { end: self.end, ..Recurrence::every(self.frequency, self.interval) };
        match &self.on {
            On::Start => {}
            On::Weekdays(days) => {
                rule.weekdays = days.iter().map(|weekday| WeekdayPlace { nth: None, weekday: *weekday }).collect();
            }
            On::MonthDay(day) => rule.month_days = vec![*day],
            On::Nth { nth, weekday } => rule.weekdays = vec![WeekdayPlace { nth: Some(*nth), weekday: *weekday }],
        }
        rule
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_come_back_from_the_rules_they_make() {
        let ends = [End::Never, End::Count(8), End::Until("2028-12-31".parse().expect("a day"))];
        let table = [
            (Frequency::Daily, On::Start),
            (Frequency::Weekly, On::Start),
            (Frequency::Weekly, On::Weekdays(vec![0, 3])),
            (Frequency::Monthly, On::Start),
            (Frequency::Monthly, On::MonthDay(15)),
            (Frequency::Monthly, On::MonthDay(-1)),
            (Frequency::Monthly, On::Nth { nth: 1, weekday: 0 }),
            (Frequency::Monthly, On::Nth { nth: -1, weekday: 4 }),
            (Frequency::Yearly, On::Start),
        ];
        for (frequency, on) in table {
            for end in ends {
                for interval in [1, 3] {
                    let choice = Choice { frequency, interval, on: on.clone(), end };
                    let text = choice.recurrence().written();
                    let read = Recurrence::parse(&text).unwrap_or_else(|code| panic!("{text}: {code}"));
                    assert_eq!(Choice::of(&read), Some(choice), "{text}");
                }
            }
        }
    }

    #[test]
    fn what_says_more_is_no_choice() {
        for text in [
            "FREQ=MONTHLY;BYMONTHDAY=1,15",
            "FREQ=MONTHLY;BYDAY=1MO,3MO",
            "FREQ=MONTHLY;BYDAY=MO",
            "FREQ=YEARLY;BYMONTH=3",
            "FREQ=MONTHLY;BYDAY=MO,FR;BYSETPOS=-1",
            "FREQ=DAILY;BYDAY=MO",
            "FREQ=MONTHLY;BYMONTHDAY=-2",
        ] {
            assert_eq!(Choice::of(&Recurrence::parse(text).expect(text)), None, "{text}");
        }
    }
}
