//! What letters say in a desk's own words.

use yingda_server::outbox::outside;

use super::letters::{by_mail, lying, reachable, text};
use super::*;
use crate::support::{Desk, code, field, fields};

both!(letters_say_what_the_desk_wrote, templates_are_kept_by_administrators_and_go_back_to_what_ships);

fn own() -> Wordings {
    let wording = |subject: &str, body: &str| Wording { subject: subject.into(), body: body.into() };
    Wordings {
        zh: wording("{number} {text}", "{recipient}：{subject}（{priority}，第 {level} 级，{by}）\n{link}"),
        en: wording("{number}", "Dear {recipient}: {what}, {state}, due {due}"),
    }
}

async fn escalation(desk: &Desk) -> Template {
    let rows = desk.done("admin", ListTemplates {}).await.rows;
    rows.into_iter().find(|row| row.topic == Topic::Escalation).expect("one for each topic")
}

async fn letters_say_what_the_desk_wrote(desk: Desk) {
    desk.done("admin", SaveTemplate { topic: Topic::Escalation, rv: 0, own: Some(own()) }).await;
    kept(&desk, by_mail()).await;
    reachable(&desk, "colleague").await;
    let (case, due) = case_of_the_team(&desk).await;
    rests(&desk, due).await;
    outside::work_off(&desk.services, || due).await.expect("a letter");
    let case = desk.case("manager", case).await.case;
    let user: User = desk.done("admin", Get::new(world::user("colleague").0)).await;
    let said = text(&lying(&desk)[0]).replace("\r\n", "\n");
    let priority = case.priority.expect("staff see it").as_str();
    let priority = yingda_server::words::say(yingda_server::words::Language::Zh, "priority", priority);
    let head = format!("{}：打印机卡纸（{priority}，第 0 级，策略1）", user.name);
    assert_eq!(said.trim_end(), format!("{head}\nhttp://127.0.0.1:3000/cases/{}", case.number));
}

async fn templates_are_kept_by_administrators_and_go_back_to_what_ships(desk: Desk) {
    let fresh = escalation(&desk).await;
    assert_eq!((fresh.rv, fresh.own), (0, None));
    assert!(fresh.default.zh.body.contains("{link}") && fresh.default.en.subject.contains("{number}"));
    let save = |rv, own| SaveTemplate { topic: Topic::Escalation, rv, own };
    let shipped = save(0, Some(fresh.default.clone()));
    for who in ["manager", "agent", "anna"] {
        assert_eq!(code(desk.call(who, shipped.clone()).await), "forbidden", "{who}");
    }
    let saved = desk.done("admin", shipped).await;
    assert_eq!(escalation(&desk).await.own, Some(fresh.default), "what ships is a template that may be saved");
    assert_eq!(code(desk.call("admin", save(0, Some(own()))).await), "conflict");
    let mut odd = own();
    odd.en.body = "{dueAt}".into();
    let refused = desk.call("admin", save(saved.rv, Some(odd))).await;
    assert_eq!(fields(refused), field("/own/en/body", "placeholder_unknown"));
    desk.done("admin", save(saved.rv, None)).await;
    assert_eq!(escalation(&desk).await.own, None, "back to the default");
}
