//! What a case that is open puts into the placeholders of a standard text.

use yingda_shared::cases::view::CaseDetail;
use yingda_shared::knowledge::pairs::placeholder::Known;

/// By the names that came with the case, and the name of whoever writes.
pub fn known_of(detail: &CaseDetail, agent: String) -> Known {
    let case = &detail.case;
    let name = |id: Option<_>| id.and_then(|id| detail.names.get(&id).cloned()).unwrap_or_default();
    Known {
        contact: case.contact_name.clone(),
        company: name(case.company_id.map(|id| id.0)),
        product: name(case.product_id.map(|id| id.0)),
        category: name(case.category_id.map(|id| id.0)),
        number: Some(case.number.clone()),
        agent,
    }
}
