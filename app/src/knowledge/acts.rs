//! What may be done with an article now: the next step first, the rest behind it.

use leptos::prelude::*;
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::knowledge::articles::{ApproveArticle, OutdateArticle, RestoreArticle, VerifyArticle};

use super::asks::Asked;
use super::page::Open;
use crate::api::call;
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Button, Kind, LinkButton, Menu, MenuItem, Toasts, Tone, use_toasts};
use crate::{key, t};

/// What is done at once, without a question.
#[derive(Clone, Copy, PartialEq)]
enum AtOnce {
    Approve,
    Verify,
    Outdate,
    Restore,
}

fn said(i18n: I18n, toasts: Toasts, open: Open, answer: Result<(), Fault>) {
    match answer {
        Ok(()) => toasts.show(Tone::Ok, i18n.say(key!(knowledge.done))),
        Err(fault) => toasts.show(Tone::Danger, i18n.fault(&fault)),
    }
    open.detail.refresh();
}

fn at_once(i18n: I18n, toasts: Toasts, open: Open, what: AtOnce) {
    async fn done<O: Operation>(op: O) -> Result<(), Fault> {
        call(op).await.map(drop)
    }
    let id = open.id;
    let edition =
        untrack(|| open.with(|detail| detail.work.as_ref().map_or(0, |work| work.edition))).unwrap_or_default();
    leptos::task::spawn_local(async move {
        let answer = match what {
            AtOnce::Approve => done(ApproveArticle { id, edition }).await,
            AtOnce::Verify => done(VerifyArticle { id }).await,
            AtOnce::Outdate => done(OutdateArticle { id }).await,
            AtOnce::Restore => done(RestoreArticle { id }).await,
        };
        said(i18n, toasts, open, answer);
    });
}

/// What each operation asks for, and its sign.
const ASKING: &[(&str, Asked, &str, bool)] = &[
    ("articles.propose", Asked::Propose, "send", false),
    ("articles.publish", Asked::Publish, "globe", false),
    ("articles.send_back", Asked::SendBack, "reply", false),
    ("articles.edit", Asked::Edit, "sliders", false),
    ("articles.pair", Asked::Pair, "swap", false),
    ("articles.give", Asked::Give, "user", false),
    ("articles.retire", Asked::Retire, "ban", true),
    ("articles.discard", Asked::Discard, "trash", true),
];
const DOING: &[(&str, AtOnce, &str)] = &[
    ("articles.approve", AtOnce::Approve, "check"),
    ("articles.verify", AtOnce::Verify, "shield"),
    ("articles.outdate", AtOnce::Outdate, "alert"),
    ("articles.restore", AtOnce::Restore, "rotate"),
];

#[component]
pub fn Acts(open: Open) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let id = open.id;
    let acts = Memo::new(move |_| open.with(|detail| (detail.acts.clone(), detail.work.is_some())));
    move || {
        let (acts, written) = acts.get()?;
        let may = |name: &str| acts.iter().any(|act| act == name);
        let word = move |name: &'static str| Signal::derive(move || i18n.word("operations", name));
        // What brings it on.
        let first = ["articles.approve", "articles.publish", "articles.propose"].into_iter().find(|name| may(name));
        let ask = move |asked: Asked| Callback::new(move |()| open.asked.set(Some(asked)));
        let now = move |what: AtOnce| Callback::new(move |()| at_once(i18n, toasts, open, what));
        let primary = first.and_then(|name| {
            let asking =
                ASKING.iter().find(|(known, ..)| *known == name).map(|(_, asked, icon, _)| (ask(*asked), *icon));
            let doing = DOING.iter().find(|(known, ..)| *known == name).map(|(_, what, icon)| (now(*what), *icon));
            let (on_press, icon) = asking.or(doing)?;
            Some(view! { <Button label=word(name) icon kind=Kind::Primary on_press /> })
        });
        let edit = may("articles.draft").then(|| {
            let label = Signal::derive(move || match written {
                true => i18n.say(key!(knowledge.go_on)),
                false => i18n.say(key!(common.edit)),
            });
            view! { <LinkButton label icon="edit" href=format!("/knowledge/{id}/edit") /> }
        });
        let mut more: Vec<AnyView> = Vec::new();
        for (name, what, icon) in DOING.iter().copied().filter(|(name, ..)| may(name) && Some(*name) != first) {
            more.push(view! { <MenuItem label=word(name) icon on_press=now(what) /> }.into_any());
        }
        for (name, asked, icon, danger) in ASKING.iter().copied().filter(|(name, ..)| may(name) && Some(*name) != first)
        {
            more.push(view! { <MenuItem label=word(name) icon danger on_press=ask(asked) /> }.into_any());
        }
        let more = (!more.is_empty()).then(|| {
            view! { <Menu id="article-more" label=t!(i18n, common.more) show_label=true>{more}</Menu> }
        });
        Some(view! { {edit}{primary}{more} })
    }
}
