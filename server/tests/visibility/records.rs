//! Records of people, places and things: outsiders see and write their own at most.

use serde_json::{Value, json};
use yingda_shared::catalog::{Asset, Category, Product};
use yingda_shared::customers::{Company, Contact, Department};
use yingda_shared::fault::Fault;
use yingda_shared::identity::roles::builtin_id;
use yingda_shared::identity::{Role, User};
use yingda_shared::kernel::id::{ContactId, Uuid};
use yingda_shared::organisation::{Team, Unit};
use yingda_shared::partners::Firm;
use yingda_shared::record::{Get, List, Record, Save};

use crate::both;
use crate::support::world::*;
use crate::support::{Desk, code};

both!(outsiders_list_their_own_records, outsiders_with_more_rights_still_stay_inside, lists_of_records_page_and_search);

/// Gives the built-in roles of outsiders every right there is over records.
async fn generous(desk: &Desk) {
    for key in ["customer_administrator", "partner_administrator"] {
        let id = builtin_id(key).expect("a built-in role").0;
        let mut role: Role = desk.done("admin", Get::new(id)).await;
        for name in yingda_server::registry::registry().names() {
            if [".list", ".get", ".save"].iter().any(|end| name.ends_with(end))
                && !role.operations.iter().any(|had| had == name)
            {
                role.operations.push(name.into());
            }
        }
        desk.done("admin", Save(role)).await;
    }
}

async fn names<R: Record>(desk: &Desk, who: &str) -> Result<Vec<String>, Fault> {
    let page = desk.call(who, List::<R> { all: true, ..List::default() }).await?;
    Ok(page.rows.iter().map(|record| record.name().to_string()).collect())
}

async fn outsiders_list_their_own_records(desk: Desk) {
    generous(&desk).await;
    assert_eq!(names::<Asset>(&desk, "adam").await, Ok(vec!["打印机".into()]));
    assert_eq!(names::<Contact>(&desk, "adam").await.map(|names| names.len()), Ok(2));
    assert_eq!(names::<Department>(&desk, "bella").await, Ok(vec![]));
    assert_eq!(names::<Category>(&desk, "adam").await, Ok(vec!["打印".into()]));
    assert_eq!(names::<User>(&desk, "petra").await.map(|names| names.len()), Ok(2));
    for who in ["adam", "petra"] {
        assert_eq!(code(names::<Unit>(&desk, who).await), "not_found");
        assert_eq!(code(names::<Team>(&desk, who).await), "not_found");
        assert_eq!(code(names::<Company>(&desk, who).await), "not_found");
        assert_eq!(code(names::<Firm>(&desk, who).await), "not_found");
        assert_eq!(code(names::<Role>(&desk, who).await), "not_found");
        assert_eq!(code(names::<Product>(&desk, who).await), "not_found");
    }
    let foreign = List::<Asset> { company_id: Some(SOUTHERN), ..List::default() };
    assert_eq!(desk.done("adam", foreign).await.rows.len(), 0);
    assert_eq!(code(desk.call("adam", Get::<Asset>::new(LOOM.0)).await), "not_found");
    assert_eq!(code(desk.call("adam", Get::<User>::new(user("bella").0)).await), "not_found");
    assert_eq!(code(desk.call("petra", Get::<User>::new(user("quinn").0)).await), "not_found");
    assert_eq!(code(desk.call("adam", Get::<Category>::new(INTERNAL.0)).await), "not_found");
}

async fn outsiders_with_more_rights_still_stay_inside(desk: Desk) {
    generous(&desk).await;
    let before = desk.head().await;
    let mut loom: Asset = desk.done("admin", Get::new(LOOM.0)).await;
    loom.note = "改别人的".into();
    assert_eq!(code(desk.call("adam", Save(loom.clone())).await), "not_found");
    loom.company_id = NORTHERN;
    assert_eq!(code(desk.call("adam", Save(loom)).await), "not_found", "what is not one's own is not taken over");
    let mut printer: Asset = desk.done("admin", Get::new(PRINTER.0)).await;
    printer.company_id = SOUTHERN;
    assert_eq!(code(desk.call("adam", Save(printer.clone())).await), "not_found", "nor is one's own pushed on others");
    let planted = contact(ContactId(Uuid::now_v7()), "假人", SOUTHERN, "13900000000");
    assert_eq!(code(desk.call("adam", Save(planted)).await), "not_found");
    let unit: Unit = desk.done("admin", Get::new(NORTH.0)).await;
    assert_ne!(
        desk.call("adam", Save(Unit { name: "改名".into(), ..unit.clone() })).await.ok().map(|saved| saved.rv),
        Some(unit.rv)
    );
    assert_eq!(desk.done("admin", Get::<Unit>::new(NORTH.0)).await, unit, "customers rename no region");
    let role: Role = desk.done("admin", Get::new(builtin_id("customer_contact").expect("a role").0)).await;
    let _ = desk.call("adam", Save(Role { operations: vec![], ..role.clone() })).await;
    assert_eq!(desk.done("admin", Get::<Role>::new(role.id.0)).await, role, "customers edit no role");
    let category: Category = desk.done("admin", Get::new(INTERNAL.0)).await;
    let _ = desk.call("adam", Save(Category { portal: true, ..category.clone() })).await;
    assert_eq!(desk.done("admin", Get::<Category>::new(INTERNAL.0)).await, category);
    assert_eq!(desk.head().await, before);
    printer.company_id = NORTHERN;
    printer.place = "二楼".into();
    desk.done("adam", Save(printer)).await;
}

async fn lists_of_records_page_and_search(desk: Desk) {
    let list = |input: Value| {
        let desk = desk.clone();
        async move { desk.call_json("admin", "users.list", input).await.expect("a list") }
    };
    let (mut logins, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let page = list(json!({"limit": 4, "cursor": cursor})).await;
        logins.extend(page["rows"].as_array().unwrap().iter().map(|row| row["login"].as_str().unwrap().to_string()));
        cursor = page["next"].clone();
        if cursor.is_null() {
            break;
        }
    }
    let mut expected: Vec<_> = PEOPLE.iter().map(|(login, ..)| login.to_string()).collect();
    expected.sort();
    assert_eq!(logins, expected);
    for (q, n) in [("ANNA@EXAMPLE", 1), ("%", 0), ("_", 0), ("先生", PEOPLE.len()), ("ａｎｎａ", 1)] {
        assert_eq!(list(json!({"q": q})).await["rows"].as_array().unwrap().len(), n, "{q}");
    }
}
