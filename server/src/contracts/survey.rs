//! The contracts of the desk in one list.

use yingda_shared::contracts::*;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::kernel::limits::{PAGE_DEFAULT, PAGE_MAX, SURVEY_LOOK};
use yingda_shared::kernel::page::Page;
use yingda_shared::record::{List, title};

use super::{accounts, store};
use crate::ctx::Cx;
use crate::records::handlers as keeping;
use crate::records::store as records;

/// Contracts read at once; what is asked of their ledgers is asked of all of them together.
const STEP: u32 = 200;

/// For staff, as the list of the records. What no column tells is looked up contract by contract, so that a page of
/// few ends after so many were looked at, with the way to go on.
pub async fn survey(cx: &mut Cx, op: SurveyContracts) -> Result<Page<SurveyedContract>, Fault> {
    keeping::fence::<Contract>(cx)?;
    let limit = op.limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX) as usize;
    let mut query = List::<Contract> {
        q: op.q.clone(),
        company_id: op.company_id,
        owner: op.state.map(|state| state.as_str().to_string()),
        cursor: op.cursor.clone(),
        limit: Some(STEP),
        ..List::default()
    };
    let (mut found, mut looked) = (Vec::new(), 0);
    loop {
        let page = records::list(cx, &query, None).await?;
        looked += page.rows.len();
        let asked: Vec<Contract> = page.rows.into_iter().filter(|contract| op.takes(contract, cx.now)).collect();
        let balances = store::balances_of(cx, &asked).await?;
        let both = asked.into_iter().zip(balances);
        found.extend(both.filter(|(contract, balances)| op.takes_balances(contract, balances)));
        query.cursor = page.next;
        if query.cursor.is_none() || found.len() > limit || looked >= SURVEY_LOOK {
            break;
        }
    }
    let next = match found.len() > limit {
        true => {
            found.truncate(limit);
            found.last().map(|(contract, _)| format!("{}~{}", title(contract), contract.id))
        }
        false => query.cursor,
    };
    let companies: Vec<Uuid> = found.iter().map(|(contract, _)| contract.company_id.0).collect();
    let names = records::names(cx, companies).await?;
    let row = |(contract, balances): (Contract, Balances)| SurveyedContract {
        code: contract.code.clone(),
        state: contract.state,
        company: names.get(&contract.company_id.0).cloned().unwrap_or_default(),
        account: accounts::told(cx, contract, balances),
    };
    Ok(Page { rows: found.into_iter().map(row).collect(), next })
}
