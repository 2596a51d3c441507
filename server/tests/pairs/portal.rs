//! What customers and strangers are told before they report something.

use super::*;

both!(what_customers_read_was_written_for_them, an_answer_that_was_enough_is_counted_and_makes_no_case,);

fn asked(text: &str) -> SuggestPairs {
    SuggestPairs { text: text.into(), language: None }
}

async fn told(desk: &Desk, who: &str, text: &str) -> Vec<(String, String)> {
    let rows = desk.done(who, asked(text)).await.rows;
    rows.into_iter().map(|row| (row.name, row.solution)).collect()
}

async fn what_customers_read_was_written_for_them(desk: Desk) {
    kept(&desk, 1, "打印机卡纸内部", json!({})).await;
    kept(
        &desk,
        2,
        "打印机卡纸公开",
        json!({"audience": "customer", "solution": "{customer}您好，请取出卡纸{number}。"}),
    )
    .await;
    kept(&desk, 3, "打印机卡纸无答", json!({"audience": "customer", "solution": ""})).await;
    kept(&desk, 4, "打印机卡纸北方", json!({"audience": "customer", "unit_id": NORTH})).await;
    kept(&desk, 5, "打印机卡纸停用", json!({"audience": "customer", "active": false})).await;
    let names = |rows: Vec<(String, String)>| {
        let mut names: Vec<String> = rows.into_iter().map(|(name, _)| name).collect();
        names.sort();
        names
    };
    assert_eq!(names(told(&desk, "anna", "打印机卡纸").await), ["打印机卡纸公开", "打印机卡纸北方"]);
    assert_eq!(names(told(&desk, "bella", "打印机卡纸").await), ["打印机卡纸公开"], "of another region");
    assert_eq!(told(&desk, "guest", "打印机卡纸").await, [("打印机卡纸公开".into(), "您好，请取出卡纸。".into())]);
    assert_eq!(told(&desk, "anna", "卡纸公开").await[0].1, "anna先生您好，请取出卡纸。");
    for vague in ["", " ", "水管漏水"] {
        assert!(told(&desk, "anna", vague).await.is_empty(), "{vague}");
    }
    for (who, n) in [("anna", 2), ("paul", 2), ("guest", 2)] {
        let get = desk.call(who, Get::<Pair>::new(id(n).0)).await;
        assert!(["forbidden", "unauthenticated"].contains(&code(get).as_str()), "{who} reads no pair as it is");
    }
}

async fn an_answer_that_was_enough_is_counted_and_makes_no_case(desk: Desk) {
    kept(&desk, 1, "打印机卡纸", json!({"audience": "customer"})).await;
    kept(&desk, 2, "内部", json!({})).await;
    kept(&desk, 3, "南方", json!({"audience": "customer", "unit_id": SOUTH})).await;
    desk.done("anna", HelpedBy { id: id(1) }).await;
    desk.done("guest", HelpedBy { id: id(1) }).await;
    for hidden in [2, 3, 9] {
        assert_eq!(code(desk.call("anna", HelpedBy { id: id(hidden) }).await), "not_found", "{hidden}");
    }
    let history = desk.done("manager", PairHistory { id: id(1) }).await;
    assert_eq!(history.by_use.get(&Use::Helped), Some(&2));
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM cases", vec![]).await, 0);
    // A stranger does not count for as long as they like.
    let mut caller = desk.caller("guest").await;
    caller.address = "198.51.100.9".into();
    let mut taken = 0;
    while yingda_server::registry::registry().call(&desk.services, caller.clone(), HelpedBy { id: id(1) }).await.is_ok()
    {
        taken += 1;
        assert!(taken < 500);
    }
}
