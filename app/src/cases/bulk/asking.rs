//! What can be done to many cases, and the dialog that asks for the words it needs.

use leptos::prelude::*;
use serde_json::{Value, json};
use yingda_shared::cases::bulk::{BulkCases, SECOND_THOUGHTS, delay};
use yingda_shared::cases::{PendingReason, ResolutionCode};
use yingda_shared::catalog::Category;
use yingda_shared::fault::FieldFault;
use yingda_shared::identity::User;
use yingda_shared::organisation::Team;

use super::selection::Selection;
use super::sending::send;
use super::watching::use_watch;
use crate::cases::acts::{ActForm, colleague, impacts, team, urgencies};
use crate::cases::picking::{Pick, RecordPicker};
use crate::form::{FormState, use_form};
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Choice, Dialog, RadioGroup, RadioLook, Select, TextArea, use_toasts};
use crate::{key, t};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Reply,
    Note,
    Assign,
    Take,
    Priority,
    Category,
    Start,
    Hold,
    Resume,
    Resolve,
    Close,
    Reopen,
    Cancel,
}

impl What {
    /// Behind the menu.
    pub const REST: [What; 10] = [
        What::Note,
        What::Take,
        What::Priority,
        What::Category,
        What::Start,
        What::Hold,
        What::Resume,
        What::Close,
        What::Reopen,
        What::Cancel,
    ];

    pub fn command(self) -> &'static str {
        match self {
            What::Reply | What::Note => "cases.comment",
            What::Assign => "cases.assign",
            What::Take => "cases.take",
            What::Priority | What::Category => "cases.edit",
            What::Start => "cases.start",
            What::Hold => "cases.hold",
            What::Resume => "cases.resume",
            What::Resolve => "cases.resolve",
            What::Close => "cases.close",
            What::Reopen => "cases.reopen",
            What::Cancel => "cases.cancel",
        }
    }

    /// It needs words or a choice.
    pub fn asks(self) -> bool {
        !matches!(self, What::Take | What::Start | What::Resume)
    }

    pub fn icon(self) -> &'static str {
        match self {
            What::Reply => "reply",
            What::Note => "lock",
            What::Assign => "user",
            What::Take | What::Close => "check",
            What::Priority => "flag",
            What::Category => "tag",
            What::Start | What::Resume => "play",
            What::Hold => "pause-circle",
            What::Resolve => "check-circle",
            What::Reopen => "rotate",
            What::Cancel => "ban",
        }
    }

    pub fn verb(self, i18n: I18n) -> String {
        match self {
            What::Reply => i18n.say(key!(cases.keys.reply)),
            What::Note => i18n.say(key!(cases.composer.note)),
            What::Priority => i18n.say(key!(cases.act.priority)),
            What::Category => i18n.say(key!(cases.bulk.category)),
            What::Cancel => i18n.say(key!(cases.act.cancel)),
            _ => i18n.word("operations", self.command()),
        }
    }
}

/// Shows the form of what is asked for. What was typed stays until it is sent.
#[component]
pub fn BulkDialog(selection: Selection, asked: RwSignal<Option<What>>) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let kept = Kept::default();
    Effect::new(move |_| open.set(asked.get().is_some()));
    Effect::new(move |was: Option<bool>| {
        let now = open.get();
        if was == Some(true) && !now {
            asked.set(None);
        }
        now
    });
    let title = move || {
        let Some(what) = asked.get() else { return String::new() };
        let n = selection.count().to_string();
        i18n.fill(key!(cases.bulk.title), &[("what", &what.verb(i18n)), ("n", &n)])
    };
    view! {
        <Dialog id="bulk" title close_label=t!(i18n, common.close) open>
            {move || asked.get().map(|what| view! { <BulkForm what selection asked kept /> })}
        </Dialog>
    }
}

/// Words of a dialog that was closed before they were sent.
#[derive(Clone, Copy, Default)]
struct Kept {
    reply: RwSignal<String>,
    note: RwSignal<String>,
    solution: RwSignal<String>,
}

#[component]
fn BulkForm(what: What, selection: Selection, asked: RwSignal<Option<What>>, kept: Kept) -> impl IntoView {
    let i18n = use_i18n();
    let (toasts, watch) = (use_toasts(), use_watch());
    let form = use_form::<BulkCases>();
    let fields = Fields::of(what, kept);
    let go = move |()| {
        let done = move || {
            fields.text.try_set(String::new());
            asked.try_set(None);
        };
        let faults: Vec<FieldFault> = fields.faults();
        send(form, selection, watch, toasts, i18n, what, fields.input(what), faults, done);
    };
    let verb = Signal::derive(move || {
        let n = selection.count().to_string();
        i18n.fill(key!(cases.bulk.verb), &[("what", &what.verb(i18n)), ("n", &n)])
    });
    let waits = (delay(what.command()) > 0).then(|| {
        let seconds = (SECOND_THOUGHTS / 1000).to_string();
        let words = move || i18n.fill(key!(cases.bulk.waits), &[("n", &seconds)]);
        view! { <p class="quiet small">{words}</p> }
    });
    view! {
        <ActForm form verb danger=what == What::Cancel on_submit=go on_cancel=move |()| asked.set(None)>
            {controls(i18n, what, form, fields, Callback::new(go))}
            {waits}
        </ActForm>
    }
}

#[derive(Clone, Copy)]
struct Fields {
    text: RwSignal<String>,
    word: RwSignal<String>,
    second: RwSignal<String>,
    person: Pick,
    team: Pick,
    category: Pick,
}

impl Fields {
    fn of(what: What, kept: Kept) -> Fields {
        let text = match what {
            What::Reply => kept.reply,
            What::Note => kept.note,
            What::Resolve => kept.solution,
            _ => RwSignal::new(String::new()),
        };
        let word = match what {
            What::Hold => PendingReason::ThirdParty.as_str(),
            What::Resolve => ResolutionCode::Fixed.as_str(),
            _ => "",
        };
        Fields {
            text,
            word: RwSignal::new(word.into()),
            second: RwSignal::new(String::new()),
            person: Pick::none(),
            team: Pick::none(),
            category: Pick::none(),
        }
    }

    /// What the pickers object to.
    fn faults(&self) -> Vec<FieldFault> {
        let picked = [self.person.fault("assignee_id"), self.team.fault("team_id"), self.category.fault("category_id")];
        picked.into_iter().flatten().collect()
    }

    fn input(&self, what: What) -> Value {
        let text = self.text.get_untracked();
        let (word, second) = (self.word.get_untracked(), self.second.get_untracked());
        let chosen = |word: String| Some(word).filter(|word| !word.is_empty());
        match what {
            What::Reply => json!({ "text": text, "internal": false }),
            What::Note => json!({ "text": text, "internal": true }),
            What::Assign => {
                let id = |pick: Pick| chosen(pick.id.get_untracked());
                json!({ "assignee_id": id(self.person), "team_id": id(self.team), "note": text })
            }
            What::Priority => json!({ "impact": chosen(word), "urgency": chosen(second) }),
            What::Category => json!({ "category_id": self.category.id.get_untracked() }),
            What::Hold => json!({ "reason": word, "note": text }),
            What::Resolve => json!({ "code": word, "text": text }),
            What::Close => json!({ "note": text }),
            What::Reopen | What::Cancel => json!({ "reason": text }),
            What::Take | What::Start | What::Resume => json!({}),
        }
    }
}

fn controls(i18n: I18n, what: What, form: FormState<BulkCases>, fields: Fields, send: Callback<()>) -> AnyView {
    let Fields { text, word, second, person, team: teams, category } = fields;
    let area = move |name: &'static str, label: Signal<String>, rows: u8, required: bool| {
        view! { <TextArea name label value=text rows required error=form.error(name) on_send=send /> }
    };
    let note = Signal::derive(move || i18n.say(key!(cases.act.note)));
    let reason = Signal::derive(move || i18n.say(key!(cases.act.reason)));
    // Left as it is where nothing is chosen.
    let with_none = move |choices: Vec<Choice>| {
        std::iter::once(Choice::new("", i18n.say(key!(cases.bulk.as_is)))).chain(choices).collect::<Vec<_>>()
    };
    match what {
        What::Reply => area("text", Signal::derive(move || i18n.say(key!(cases.composer.reply_text))), 6, true).into_any(),
        What::Note => area("text", Signal::derive(move || i18n.say(key!(cases.composer.note_text))), 5, true).into_any(),
        What::Assign => view! {
            <RecordPicker<User> name="assignee_id" label=t!(i18n, fields.assignee_id) pick=person offer=colleague error=form.error("assignee_id") />
            <RecordPicker<Team> name="team_id" label=t!(i18n, fields.team_id) pick=teams offer=team error=form.error("team_id") />
            {area("note", note, 2, false)}
        }
        .into_any(),
        What::Priority => view! {
            <p class="quiet">{t!(i18n, cases.act.priority_help)}</p>
            <Select name="impact" label=t!(i18n, fields.impact) choices=Signal::derive(move || with_none(impacts(i18n))) value=word />
            <Select name="urgency" label=t!(i18n, fields.urgency) choices=Signal::derive(move || with_none(urgencies(i18n))) value=second />
        }
        .into_any(),
        What::Category => view! {
            <RecordPicker<Category> name="category_id" label=t!(i18n, fields.category_id) pick=category error=form.error("category_id") offer=|row| row.active.then(String::new) />
        }
        .into_any(),
        What::Hold => {
            let choices = Signal::derive(move || {
                let choice = |reason: &PendingReason| Choice::new(reason.as_str(), i18n.word("words.pending", reason.as_str()));
                PendingReason::ALL.iter().map(choice).collect::<Vec<_>>()
            });
            view! {
                <RadioGroup name="reason" label=t!(i18n, cases.act.hold_reason) choices value=word look=RadioLook::Column />
                {area("note", note, 2, false)}
            }
            .into_any()
        }
        What::Resolve => {
            let choices = Signal::derive(move || {
                let known = ResolutionCode::ALL.iter().filter(|code| **code != ResolutionCode::Unknown);
                known.map(|code| Choice::new(code.as_str(), i18n.word("words.resolution", code.as_str()))).collect::<Vec<_>>()
            });
            view! {
                {area("text", Signal::derive(move || i18n.say(key!(cases.act.resolve_text))), 4, true)}
                <Select name="code" label=t!(i18n, cases.act.resolve_code) choices value=word />
            }
            .into_any()
        }
        What::Close => area("note", note, 3, false).into_any(),
        What::Reopen | What::Cancel => area("reason", reason, 3, true).into_any(),
        What::Take | What::Start | What::Resume => ().into_any(),
    }
}
