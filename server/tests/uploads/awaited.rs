//! A device names files before it sends them: the case is there at once, the photo when it has come.

use serde_json::{Value, json};
use yingda_server::retention::prune;
use yingda_shared::cases::operations::CommentCase;
use yingda_shared::kernel::id::{CaseId, FileId, FileIds};
use yingda_shared::kernel::limits::LEDGER_DAYS;
use yingda_shared::kernel::time::DAY;

use super::{begin, content, files, fresh, picture, place, send, standing, sum, tus};
use crate::both;
use crate::support::stories::comment;
use crate::support::{Desk, field, fields};
use crate::sync::device::Device;

both!(
    the_case_goes_first_and_its_photo_follows,
    a_file_of_a_note_is_awaited_among_staff,
    only_a_device_names_what_is_not_there_and_only_for_itself,
    a_file_that_came_first_is_simply_given,
    nobody_waits_for_ever,
);

fn shown(device: &Device, case: CaseId) -> Vec<String> {
    let page = device.answers("cases.get", &json!({"id": case.to_string()}), true).expect("an answer").expect("a page");
    page["files"].as_array().expect("files").iter().map(|file| file["id"].as_str().unwrap().to_string()).collect()
}

async fn awaited(desk: &Desk) -> i64 {
    desk.number("SELECT COUNT(*) AS n FROM awaited_files", vec![]).await
}

async fn of_case(desk: &Desk, who: &str, case: CaseId) -> Vec<FileId> {
    desk.case(who, case).await.files.iter().map(|file| file.id).collect()
}

async fn the_case_goes_first_and_its_photo_follows(desk: Desk) {
    let (phone, photo) = (Device::of(&desk, "anna"), fresh());
    phone.rest().await;
    let made = phone.queues("cases.submit", &json!({"subject": "没网时拍的", "files": [photo]})).await.expect("a case");
    let case: CaseId = made["id"].as_str().unwrap().parse().unwrap();
    phone.rest().await;
    assert_eq!((phone.waiting(), phone.tray().len(), awaited(&desk).await), (0, 0, 1));
    assert_eq!(of_case(&desk, "manager", case).await, [], "the case does not wait for its photo");
    assert_eq!(desk.case("manager", case).await.timeline[0].event.files(), [photo]);
    // Others of the company watch the case; what they hold is told anew when the photo is there.
    let colleague = Device::of(&desk, "adam");
    colleague.rest().await;
    assert_eq!(shown(&colleague, case), Vec::<String>::new());
    let bytes = picture(700_000);
    assert_eq!(send(&desk, "anna", photo, &bytes, 262_144).await.status.as_u16(), 204);
    assert_eq!((of_case(&desk, "manager", case).await, awaited(&desk).await), (vec![photo], 0));
    for device in [&phone, &colleague] {
        device.rest().await;
        assert_eq!(shown(device, case), [photo.to_string()]);
    }
    assert_eq!(sum(&content(&desk, "manager", photo).await), sum(&bytes));
}

async fn a_file_of_a_note_is_awaited_among_staff(desk: Desk) {
    let case = desk.submitted("anna", "备注里的图").await.id;
    let (laptop, phone, photo) = (Device::of(&desk, "manager"), Device::of(&desk, "anna"), fresh());
    laptop.rest().await;
    let note = json!({"id": case, "text": "只给同事看", "internal": true, "files": [photo]});
    laptop.queues("cases.comment", &note).await.expect("a note");
    laptop.rest().await;
    phone.rest().await;
    let version = |device: &Device| device.rows("cases")[&case.to_string()]["case"]["rv"].clone();
    let before = version(&phone);
    send(&desk, "manager", photo, &picture(5_000), 5_000).await;
    assert_eq!((of_case(&desk, "engineer", case).await, of_case(&desk, "anna", case).await), (vec![photo], vec![]));
    phone.rest().await;
    assert_eq!(version(&phone), before, "the customer's device hears of nothing");
    laptop.rest().await;
    assert_eq!(shown(&laptop, case), [photo.to_string()]);
}

async fn only_a_device_names_what_is_not_there_and_only_for_itself(desk: Desk) {
    let case = desk.submitted("anna", "谁的文件").await.id;
    let photo = fresh();
    let op = CommentCase { files: FileIds(vec![photo]), ..comment(case, "没有上传") };
    assert_eq!(fields(desk.call("anna", op).await), field("/files", "unknown"), "whoever is on the line sends first");
    let phone = Device::of(&desk, "anna");
    phone.rest().await;
    phone.does("cases.comment", case, json!({"text": "第一次", "files": [photo]})).await;
    phone.does("cases.comment", case, json!({"text": "第二次", "files": [photo]})).await;
    let begun = fresh();
    begin(&desk, "adam", begun, 5).await;
    phone.does("cases.comment", case, json!({"text": "别人的", "files": [begun]})).await;
    phone.rest().await;
    let refused: Vec<Value> = phone.tray().iter().map(|item| item.mutation.input["text"].clone()).collect();
    assert_eq!(refused, ["第二次", "别人的"], "a file belongs to one entry, and to whoever began it");
    assert_eq!(begin(&desk, "adam", photo, 5).await.status.as_u16(), 422, "nobody else sends what she told of");
    assert_eq!(desk.http(tus("DELETE", &place(photo)).by("anna")).await.status.as_u16(), 204);
    assert_eq!(awaited(&desk).await, 0, "she may take her word back");
}

async fn a_file_that_came_first_is_simply_given(desk: Desk) {
    let case = desk.submitted("anna", "先到的文件").await.id;
    let (phone, photo) = (Device::of(&desk, "anna"), fresh());
    phone.rest().await;
    send(&desk, "anna", photo, &picture(900), 900).await;
    phone.does("cases.attach", case, json!({"files": [photo]})).await;
    phone.rest().await;
    assert_eq!((of_case(&desk, "anna", case).await, awaited(&desk).await), (vec![photo], 0));
}

async fn nobody_waits_for_ever(desk: Desk) {
    let case = desk.submitted("anna", "再没来过").await.id;
    let (phone, photo) = (Device::of(&desk, "anna"), fresh());
    phone.rest().await;
    phone.does("cases.attach", case, json!({"files": [photo]})).await;
    phone.rest().await;
    assert_eq!(prune(&desk.services).await, Ok(0));
    let age = "UPDATE awaited_files SET at = at - $1";
    let by = (LEDGER_DAYS + 1) * DAY;
    desk.write(move |cx| Box::pin(async move { cx.exec(age, vec![by.into()]).await })).await;
    assert_eq!((prune(&desk.services).await, awaited(&desk).await), (Ok(1), 0));
    // Sent after all it is an upload like any other, and goes when nobody names it.
    send(&desk, "anna", photo, &picture(900), 900).await;
    assert_eq!((standing(&desk, "anna", photo).await.0, files(&desk).await), (200, 1));
    assert_eq!(of_case(&desk, "anna", case).await, []);
}
