//! The dialog that names a view and says who sees it.

use leptos::prelude::*;
use yingda_shared::identity::User;
use yingda_shared::kernel::id::{TeamId, Uuid, ViewId};
use yingda_shared::organisation::Team;
use yingda_shared::record::{self, List};
use yingda_shared::views::{SaveView, SavedView, ViewScope};

use super::keeping::{Asked, Keeping, saving};
use crate::api::call;
use crate::boot::{may, use_boot};
use crate::cases::acts::{ActForm, submit};
use crate::cases::filters::ListView;
use crate::form::use_form;
use crate::i18n::use_i18n;
use crate::ui::{Choice, Dialog, RadioGroup, RadioLook, Select, TextInput, Tone, use_toasts};
use crate::{key, t};

/// Shown while somebody names a view.
#[component]
pub fn SaveDialog(keeping: Keeping) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(keeping.asked.get().is_some()));
    Effect::new(move |was: Option<bool>| {
        let now = open.get();
        if was == Some(true) && !now {
            keeping.asked.set(None);
        }
        now
    });
    let title = move || match keeping.asked.get() {
        Some(Asked::Edit(_)) => i18n.say(key!(cases.views.edit_title)),
        _ => i18n.say(key!(cases.views.save_title)),
    };
    view! {
        <Dialog id="view-dialog" title close_label=t!(i18n, common.close) open>
            {move || keeping.asked.get().map(|asked| view! { <SaveForm keeping asked /> })}
        </Dialog>
    }
}

#[component]
fn SaveForm(keeping: Keeping, asked: Asked) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let form = use_form::<SaveView>();
    let before = match asked {
        Asked::Edit(view) => Some(view),
        Asked::New => None,
    };
    let first = |of: fn(&SavedView) -> String| before.as_ref().map(of).unwrap_or_default();
    let name = RwSignal::new(first(|view| view.name.clone()));
    let scope = RwSignal::new(before.as_ref().map_or(ViewScope::Personal, |view| view.scope).as_str().to_string());
    let team = RwSignal::new(first(|view| view.team_id.map(|id| id.to_string()).unwrap_or_default()));
    let teams = own_teams(team);
    let me = use_boot().with_value(|boot| boot.me.user_id).unwrap_or(Uuid::nil().into());
    let (of_teams, of_all) = (may("teams.save"), may("roles.save"));
    let scopes = Signal::derive(move || {
        let mut scopes = vec![ViewScope::Personal];
        scopes.extend((of_teams && teams.with(|teams| !teams.is_empty())).then_some(ViewScope::Team));
        scopes.extend(of_all.then_some(ViewScope::Organisation));
        let choice = |scope: ViewScope| Choice::new(scope.as_str(), i18n.word("words.view_scope", scope.as_str()));
        scopes.into_iter().map(choice).collect::<Vec<_>>()
    });
    let choices = Signal::derive(move || {
        teams.with(|teams| teams.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone())).collect::<Vec<_>>())
    });
    let before = StoredValue::new(before);
    let send = move |()| {
        let scope = ViewScope::parse(&scope.get_untracked()).unwrap_or(ViewScope::Personal);
        let view = before.get_value().unwrap_or_else(|| SavedView {
            id: ViewId(Uuid::now_v7()),
            rv: 0,
            name: String::new(),
            scope,
            team_id: None,
            owner_id: me,
            by: me,
            query: keeping.list.view.with_untracked(ListView::spoken),
            place: 0,
        });
        let team_id = team.get_untracked().parse::<TeamId>().ok().filter(|_| scope == ViewScope::Team);
        let view = SavedView { name: name.get_untracked().trim().to_string(), scope, team_id, ..view };
        let op = saving(&view);
        submit(form, op, move |answer| match answer {
            Ok(_) => {
                let said = i18n.fill(key!(cases.views.saved), &[("name", &view.name)]);
                keeping.asked.set(None);
                keeping.open(view, false);
                toasts.show(Tone::Ok, said);
            }
            Err(fault) => toasts.show(Tone::Danger, i18n.fault(&fault)),
        });
    };
    let verb = Signal::derive(move || i18n.say(key!(common.save)));
    let for_team = move || scope.with(|scope| scope == ViewScope::Team.as_str());
    view! {
        <ActForm form verb on_submit=send on_cancel=Callback::new(move |()| keeping.asked.set(None))>
            <TextInput name="name" id="view-name" label=t!(i18n, cases.views.name) value=name required=true maxlength=120 error=form.error("name") />
            <Show when=move || scopes.with(|scopes| scopes.len() > 1)>
                <RadioGroup name="scope" label=t!(i18n, cases.views.who) choices=scopes value=scope look=RadioLook::Column />
            </Show>
            <Show when=for_team>
                <Select name="team_id" label=t!(i18n, fields.team_id) choices value=team error=form.error("team_id") />
            </Show>
            <p class="quiet small">{t!(i18n, cases.views.fence)}</p>
        </ActForm>
    }
}

/// The teams of this person, for whoever keeps views of teams; the first is chosen where none was.
fn own_teams(chosen: RwSignal<String>) -> RwSignal<Vec<(TeamId, String)>> {
    let teams = RwSignal::new(Vec::new());
    let Some(me) = use_boot().with_value(|boot| boot.me.user_id).filter(|_| may("teams.save")) else { return teams };
    leptos::task::spawn_local(async move {
        let (Ok(account), Ok(all)) = (
            call(record::Get::<User>::new(me.0)).await,
            call(List::<Team> { limit: Some(500), ..List::default() }).await,
        ) else {
            return;
        };
        let own = all.rows.into_iter().filter(|team| account.team_ids.contains(&team.id));
        let own: Vec<(TeamId, String)> = own.map(|team| (team.id, team.name)).collect();
        if let Some((first, _)) = own.first().filter(|_| chosen.with_untracked(String::is_empty)) {
            chosen.set(first.to_string());
        }
        teams.set(own);
    });
    teams
}
