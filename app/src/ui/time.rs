use leptos::prelude::*;

/// A moment in words that people say. The words come formatted (they depend on language, zone and now);
/// the exact time is on hover, and `datetime` holds UTC.
#[component]
pub fn Time(
    /// Epoch milliseconds.
    #[prop(into)]
    ms: Signal<i64>,
    #[prop(into)] text: Signal<String>,
    #[prop(into, optional)] exact: MaybeProp<String>,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    view! {
        <time
            class=(!class.is_empty()).then_some(class)
            datetime=move || datetime_attr(ms.get())
            title=move || exact.get()
        >
            {text}
        </time>
    }
}

/// RFC 3339 in UTC, to the second.
pub fn datetime_attr(ms: i64) -> String {
    let seconds = ms.div_euclid(1000);
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Days to civil date, after Howard Hinnant.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::datetime_attr;

    #[test]
    fn datetime_is_utc() {
        assert_eq!(datetime_attr(0), "1970-01-01T00:00:00Z");
        assert_eq!(datetime_attr(1_709_210_096_789), "2024-02-29T12:34:56Z");
        assert_eq!(datetime_attr(-1), "1969-12-31T23:59:59Z");
    }
}
