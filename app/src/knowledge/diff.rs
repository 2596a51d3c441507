//! What differs between two versions.

use leptos::prelude::*;
use yingda_shared::knowledge::articles::{ArticleText, DiffLine, Sign, diff};

use crate::i18n::use_i18n;
use crate::{key, t};

/// Title, summary and text as one, so that whatever changed is seen.
fn whole(text: &ArticleText) -> String {
    format!("{}\n{}\n\n{}", text.title, text.summary, text.body)
}

#[component]
pub fn Diff(old: ArticleText, new: ArticleText) -> impl IntoView {
    let i18n = use_i18n();
    let lines = diff(&whole(&old), &whole(&new));
    let same = lines.iter().all(|line| matches!(line.sign, Sign::Same | Sign::Gap));
    let line = move |line: DiffLine| {
        match line.sign {
        Sign::Gap => {
            let n = line.left_out.to_string();
            view! { <li class="diff-gap">{move || i18n.fill(key!(knowledge.same_lines), &[("n", &n)])}</li> }.into_any()
        }
        Sign::Same => view! { <li class="diff-line"><span class="diff-sign" aria-hidden="true">" "</span><span>{line.text}</span></li> }.into_any(),
        Sign::Gone => view! {
            <li class="diff-line" data-sign="gone"><span class="diff-sign" aria-hidden="true">"−"</span><span class="vh">{t!(i18n, knowledge.gone)}</span><del>{line.text}</del></li>
        }
        .into_any(),
        Sign::New => view! {
            <li class="diff-line" data-sign="new"><span class="diff-sign" aria-hidden="true">"+"</span><span class="vh">{t!(i18n, knowledge.new_line)}</span><ins>{line.text}</ins></li>
        }
        .into_any(),
    }
    };
    match same {
        true => view! { <p class="quiet">{t!(i18n, knowledge.no_difference)}</p> }.into_any(),
        false => view! { <ol class="diff">{lines.into_iter().map(line).collect_view()}</ol> }.into_any(),
    }
}
