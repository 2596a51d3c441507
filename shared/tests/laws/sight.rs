//! What each side is shown: nobody outside sees what is said inside, whatever happened.

use proptest::prelude::*;
use yingda_shared::cases::listing::CaseRow;
use yingda_shared::cases::view::{CaseDetail, CaseView};
use yingda_shared::cases::{CaseEvent, policy};
use yingda_shared::identity::ActorKind;

use crate::people::{Life, actor, histories};

proptest! {
    #[test]
    fn no_event_from_inside_is_shown_outside(history in histories()) {
        let mut life = Life::begin();
        for turn in &history {
            for event in life.turn(turn).unwrap_or_default() {
                for kind in [ActorKind::Customer, ActorKind::Guest, ActorKind::Partner] {
                    let who = actor(kind, 100);
                    let shown = policy::sees_event(&who, &event);
                    prop_assert!(!(shown && event.is_internal()), "{kind} is shown {event:?}");
                    let inside = matches!(event, CaseEvent::Edited { .. } | CaseEvent::Assigned { .. });
                    prop_assert!(!(shown && inside), "{kind} is shown {event:?}");
                    if let CaseEvent::Forwarded { firm_id, .. } = &event {
                        prop_assert_eq!(shown, kind == ActorKind::Partner && firm_id.is_some() && *firm_id == who.firm_id);
                    }
                    let masked = policy::masked(kind, event.clone());
                    prop_assert_eq!(&policy::masked(kind, masked.clone()), &masked, "masking twice is masking once");
                    let text = serde_json::to_string(&masked).expect("JSON");
                    prop_assert!(!matches!(event, CaseEvent::Held { .. }) || !text.contains("等"), "a note of a hold: {text}");
                }
                prop_assert!(policy::sees_event(&actor(ActorKind::Staff, 100), &event));
            }
        }
    }

    #[test]
    fn a_view_from_outside_holds_nothing_of_the_inside(history in histories()) {
        let mut life = Life::begin();
        for turn in &history {
            let _ = life.turn(turn);
        }
        for kind in [ActorKind::Customer, ActorKind::Guest, ActorKind::Partner] {
            let who = actor(kind, 100);
            let view = CaseView::of(&life.case, &who);
            prop_assert_eq!((view.team_id, view.unit_id, view.assignee_id, view.contact_id), (None, None, None, None));
            prop_assert_eq!((view.impact, view.urgency), (None, None));
            prop_assert!(view.pending_note.is_empty());
            let row = CaseRow::of(&life.case, &who);
            prop_assert_eq!(row.team_id, None);
            if kind != ActorKind::Partner {
                prop_assert_eq!((view.priority, view.firm_id, row.priority, row.firm_id, row.assignee_id), (None, None, None, None, None));
            }
        }
        let staff = CaseView::of(&life.case, &actor(ActorKind::Staff, 100));
        prop_assert_eq!((staff.assignee_id, staff.team_id), (life.case.assignee_id, life.case.team_id));
    }

    /// What a replica outside is given makes the same page, and holds nothing more.
    #[test]
    fn a_masked_case_makes_the_same_page(history in histories()) {
        let mut life = Life::begin();
        for turn in &history {
            let _ = life.turn(turn);
        }
        for kind in [ActorKind::Staff, ActorKind::Customer, ActorKind::Guest, ActorKind::Partner] {
            let who = actor(kind, 100);
            let masked = life.case.masked(&who);
            let page = |case| CaseDetail::of(case, &who, Vec::new(), false, life.now);
            prop_assert_eq!(page(&masked), page(&life.case), "{}", kind);
            prop_assert_eq!(CaseRow::of(&masked, &who), CaseRow::of(&life.case, &who), "{}", kind);
            let hidden = [masked.team_id.map(|id| id.0), masked.contact_id.map(|id| id.0), masked.opened_by.map(|id| id.0)];
            let nameless = masked.assignee_id.is_none_or(|id| id.0.is_nil());
            let cut = nameless && hidden == [None; 3] && masked.stamps.is_empty();
            prop_assert!(kind == ActorKind::Staff || cut, "{}", kind);
        }
    }

    /// Whoever holds a scope of the case sees it; whoever holds none does not.
    #[test]
    fn scopes_name_everyone_the_case_belongs_to(history in histories()) {
        let mut life = Life::begin();
        for turn in &history {
            let _ = life.turn(turn);
        }
        let scopes = life.case.scopes();
        let mut stranger = actor(ActorKind::Staff, 999);
        prop_assert!(!stranger.sees(&scopes));
        for scope in &scopes {
            stranger.grants = [scope.clone()].into();
            prop_assert!(stranger.sees(&scopes));
            prop_assert!(!scope.contains(' '), "scopes are stored separated by spaces");
        }
        let mut unique = scopes.clone();
        unique.sort();
        unique.dedup();
        prop_assert_eq!(unique.len(), scopes.len());
    }
}
