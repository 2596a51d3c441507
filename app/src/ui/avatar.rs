use leptos::prelude::*;

use super::Icon;

/// A person's face where there is no photo: the last two Chinese characters or the Latin initials.
/// Decorative: the name stands beside it, so it is hidden from screen readers.
#[component]
pub fn Avatar(
    #[prop(into)] name: Signal<String>,
    /// `avatar-sm` or `avatar-lg`.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    view! {
        <span
            class=format!("avatar {class}")
            data-tint=move || name.with(|name| tint(name))
            title=move || name.get()
            aria-hidden="true"
        >
            {move || match name.with(|name| initials(name)) {
                Some(letters) => letters.into_any(),
                None => view! { <Icon name="user" /> }.into_any(),
            }}
        </span>
    }
    .into_any()
}

/// `王小明` → 小明, `Li Wei` → LW; nothing when there is no name.
pub fn initials(name: &str) -> Option<String> {
    let name = name.trim();
    let han: Vec<char> = name.chars().filter(|c| matches!(*c, '\u{3400}'..='\u{9fff}')).collect();
    if !han.is_empty() {
        let from = han.len().saturating_sub(2);
        return Some(han[from..].iter().collect());
    }
    let text: String = name.split_whitespace().filter_map(|word| word.chars().next()).take(2).collect();
    (!text.is_empty()).then(|| text.to_uppercase())
}

fn tint(name: &str) -> &'static str {
    match name.bytes().fold(0u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte)) % 4 {
        0 => "0",
        1 => "1",
        2 => "2",
        _ => "3",
    }
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_follow_the_script_of_the_name() {
        assert_eq!(initials("欧阳小明").as_deref(), Some("小明"));
        assert_eq!(initials("李").as_deref(), Some("李"));
        assert_eq!(initials(" li wei chen ").as_deref(), Some("LW"));
        assert_eq!(initials("  "), None);
    }
}
