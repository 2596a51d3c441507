//! Whether an article helped; without script as with it.

use leptos::prelude::*;
use yingda_shared::kernel::id::ArticleId;
use yingda_shared::knowledge::articles::{VoteArticle, Voted};

use crate::form::{OpForm, use_form};
use crate::i18n::use_i18n;
use crate::portal::FormFault;
use crate::t;
use crate::ui::{Button, Choice, Icon, Select, TextArea};

/// From one star to five.
pub fn stars() -> Signal<Vec<Choice>> {
    let choice = |n: usize| Choice::new(n.to_string(), "★".repeat(n));
    Signal::stored((1..=5).map(choice).collect())
}

#[component]
pub fn VoteForm(id: ArticleId, helped: Option<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<VoteArticle>();
    let said = RwSignal::new(helped);
    let reason = form.value("reason", "");
    let given = form.value("stars", "");
    let on_done = Callback::new(move |voted: Voted| said.set(Some(voted.helped)));
    let thanks = move || {
        said.get().map(|helped| {
            let words = move || match helped {
                true => i18n.say(crate::key!(help.thanks)),
                false => i18n.say(crate::key!(help.sorry)),
            };
            view! { <p class="help-thanks" role="status"><Icon name="check" />{words}</p> }
        })
    };
    view! {
        <section class="help-vote" aria-labelledby="vote-title" id="vote">
            <h2 id="vote-title">{t!(i18n, help.helped)}</h2>
            {thanks}
            <FormFault form />
            <OpForm form at="vote" on_done>
                <input type="hidden" name="id" value=id.to_string() />
                <Select name="stars" label=t!(i18n, help.stars) choices=stars() value=given blank=MaybeProp::derive(move || Some(i18n.say(crate::key!(help.no_stars)))) error=form.error("stars") />
                <TextArea name="reason" label=t!(i18n, help.reason) value=reason rows=2 error=form.error("reason") />
                <div class="row">
                    <Button submit=true name="helped" value="true" icon="smile" label=t!(i18n, help.solved) busy=form.busy />
                    <Button submit=true name="helped" value="false" icon="x-circle" label=t!(i18n, help.not_solved) busy=form.busy />
                </div>
            </OpForm>
        </section>
    }
}
