//! A contract while it is being written: what is typed, and the contract that it says.

use leptos::prelude::*;
use yingda_shared::cases::Channel;
use yingda_shared::contract::Operation;
use yingda_shared::contracts::{Amount, CallKind, Combine, Contract, ContractState, Limit, Measure, OnDepletion};
use yingda_shared::fault::FieldFault;
use yingda_shared::kernel::id::{CompanyId, ContractId};
use yingda_shared::kernel::time::{self, DAY, Millis};
use yingda_shared::record::Save;

use super::many::Many;
use crate::boot::use_boot;
use crate::cases::Pick;

/// A moment that is written as a day. It stays what it was for as long as nobody writes another day.
#[derive(Clone, Copy)]
pub struct DayField {
    pub text: RwSignal<String>,
    was: StoredValue<(String, Option<Millis>)>,
    last: bool,
}

impl DayField {
    /// The day that it begins on.
    pub fn first(at: Option<Millis>) -> DayField {
        DayField::new(at, false)
    }

    /// The last day: it is over when the next one begins.
    pub fn last(at: Option<Millis>) -> DayField {
        DayField::new(at, true)
    }

    fn new(at: Option<Millis>, last: bool) -> DayField {
        let field = DayField { text: RwSignal::default(), was: StoredValue::new((String::new(), None)), last };
        field.set(at);
        field
    }

    fn set(self, at: Option<Millis>) {
        let day = |at: Millis| time::date(if self.last { at - 1 } else { at }, offset());
        let text = at.map(day).unwrap_or_default();
        self.was.set_value((text.clone(), at));
        self.text.set(text);
    }

    pub fn read(self, pointer: &str) -> Result<Option<Millis>, FieldFault> {
        let text = self.text.get();
        let (was, at) = self.was.get_value();
        match text.trim() {
            text if text == was => Ok(at),
            "" => Ok(None),
            text => match time::day_begins(text, offset()) {
                Some(begins) => Ok(Some(if self.last { begins + DAY } else { begins })),
                None => Err(FieldFault::new(pointer, "malformed")),
            },
        }
    }
}

fn offset() -> time::OffsetMinutes {
    use_boot().with_value(|boot| boot.offset)
}

#[derive(Clone, Copy)]
pub struct Edit {
    pub name: RwSignal<String>,
    pub code: RwSignal<String>,
    pub company: Pick,
    pub service: Pick,
    pub unit: Pick,
    pub firm: Pick,
    pub starts: DayField,
    pub ends: DayField,
    pub departments: Many,
    pub products: Many,
    pub assets: Many,
    pub categories: Many,
    /// In the order of all kinds, and of all channels.
    pub kinds: StoredValue<Vec<RwSignal<bool>>>,
    pub channels: StoredValue<Vec<RwSignal<bool>>>,
    /// In the order of measures; empty for what is not limited.
    pub limits: [RwSignal<String>; 3],
    pub combine: RwSignal<String>,
    pub on_depletion: RwSignal<String>,
    pub next: Pick,
    pub thresholds: RwSignal<String>,
    pub call_hours: RwSignal<String>,
    pub call_charge: RwSignal<String>,
    pub hour_charge: RwSignal<String>,
    pub price: RwSignal<String>,
    pub cost: RwSignal<String>,
    pub hour_cost: RwSignal<String>,
    pub note: RwSignal<String>,
    /// As it was saved last.
    pub kept: RwSignal<Contract>,
}

impl Edit {
    pub fn of(contract: &Contract) -> Edit {
        let switches = |count: usize| StoredValue::new((0..count).map(|_| RwSignal::new(false)).collect::<Vec<_>>());
        let edit = Edit {
            name: RwSignal::default(),
            code: RwSignal::default(),
            company: Pick::none(),
            service: Pick::none(),
            unit: Pick::none(),
            firm: Pick::none(),
            starts: DayField::first(None),
            ends: DayField::last(None),
            departments: Many(RwSignal::default()),
            products: Many(RwSignal::default()),
            assets: Many(RwSignal::default()),
            categories: Many(RwSignal::default()),
            kinds: switches(CallKind::ALL.len()),
            channels: switches(Channel::ALL.len()),
            limits: [RwSignal::default(), RwSignal::default(), RwSignal::default()],
            combine: RwSignal::default(),
            on_depletion: RwSignal::default(),
            next: Pick::none(),
            thresholds: RwSignal::default(),
            call_hours: RwSignal::default(),
            call_charge: RwSignal::default(),
            hour_charge: RwSignal::default(),
            price: RwSignal::default(),
            cost: RwSignal::default(),
            hour_cost: RwSignal::default(),
            note: RwSignal::default(),
            kept: RwSignal::new(contract.clone()),
        };
        edit.load(contract);
        edit
    }

    /// Puts another version into the fields. Names of what is picked follow when they are known.
    pub fn load(self, contract: &Contract) {
        let pick = |pick: Pick, id: Option<String>| {
            let id = id.unwrap_or_default();
            if pick.id.with_untracked(|known| *known != id) {
                pick.set(id, String::new());
            }
        };
        self.name.set(contract.name.clone());
        self.code.set(contract.code.clone());
        // A contract that nobody's is yet has an empty id.
        let company = Some(contract.company_id).filter(|id| *id != CompanyId(Default::default()));
        pick(self.company, company.map(|id| id.to_string()));
        pick(self.service, contract.service_product_id.map(|id| id.to_string()));
        pick(self.unit, contract.supplier_unit_id.map(|id| id.to_string()));
        pick(self.firm, contract.supplier_firm_id.map(|id| id.to_string()));
        pick(self.next, contract.next_id.map(|id| id.to_string()));
        self.starts.set(Some(contract.starts_at));
        self.ends.set(contract.ends_at);
        self.departments.set(&contract.departments);
        self.products.set(&contract.products);
        self.assets.set(&contract.assets);
        self.categories.set(&contract.categories);
        for (kind, on) in CallKind::ALL.iter().zip(self.kinds.get_value()) {
            on.set(contract.kinds.contains(kind));
        }
        for (channel, on) in Channel::ALL.iter().zip(self.channels.get_value()) {
            on.set(contract.channels.contains(channel));
        }
        for (measure, total) in Measure::ALL.iter().zip(self.limits) {
            let limit = contract.limits.iter().find(|limit| limit.measure == Some(*measure));
            total.set(limit.map(|limit| limit.total.text().to_string()).unwrap_or_default());
        }
        self.combine.set(contract.combine.as_str().to_string());
        self.on_depletion.set(contract.on_depletion.as_str().to_string());
        self.thresholds.set(contract.thresholds.iter().map(u8::to_string).collect::<Vec<_>>().join(", "));
        for (field, amount) in self.amounts().into_iter().zip([
            &contract.call_hours,
            &contract.call_charge,
            &contract.hour_charge,
            &contract.price,
            &contract.cost,
            &contract.hour_cost,
        ]) {
            field.set(amount.text().to_string());
        }
        self.note.set(contract.note.clone());
    }

    fn amounts(self) -> [RwSignal<String>; 6] {
        [self.call_hours, self.call_charge, self.hour_charge, self.price, self.cost, self.hour_cost]
    }

    /// The contract that is typed, and all that is wrong with it as far as this device knows.
    pub fn read(self) -> (Contract, Vec<FieldFault>) {
        let mut faults: Vec<FieldFault> = Vec::new();
        for pick in [self.company, self.service, self.unit, self.firm, self.next] {
            pick.id.track();
        }
        let picked = [
            self.company.fault("company_id"),
            self.service.fault("service_product_id"),
            self.unit.fault("supplier_unit_id"),
            self.firm.fault("supplier_firm_id"),
            self.next.fault("next_id"),
        ];
        faults.extend(picked.into_iter().flatten());
        let kept = self.kept.get();
        let company_id = self.company.get().unwrap_or_else(|| {
            faults.push(FieldFault::new("/company_id", "required"));
            kept.company_id
        });
        let starts_at =
            self.starts.read("/starts_at").and_then(|at| at.ok_or_else(|| FieldFault::new("/starts_at", "required")));
        let starts_at = starts_at.unwrap_or_else(|fault| {
            faults.push(fault);
            kept.starts_at
        });
        let ends_at = self.ends.read("/ends_at").unwrap_or_else(|fault| {
            faults.push(fault);
            kept.ends_at
        });
        let thresholds = shares(&self.thresholds.get()).unwrap_or_else(|| {
            faults.push(FieldFault::new("/thresholds", "percent_range"));
            Vec::new()
        });
        let on = |all: StoredValue<Vec<RwSignal<bool>>>| all.get_value().into_iter().map(|on| on.get());
        let text = |text: RwSignal<String>| text.get().trim().to_string();
        let limit = |(measure, total): (&Measure, RwSignal<String>)| {
            let total = text(total);
            (!total.is_empty()).then(|| Limit { measure: Some(*measure), total: Amount::new(total) })
        };
        let [call_hours, call_charge, hour_charge, price, cost, hour_cost] =
            self.amounts().map(|amount| Amount::new(text(amount)));
        let contract = Contract {
            name: text(self.name),
            code: text(self.code),
            company_id,
            service_product_id: self.service.get(),
            supplier_unit_id: self.unit.get(),
            supplier_firm_id: self.firm.get(),
            starts_at,
            ends_at,
            departments: self.departments.read(),
            products: self.products.read(),
            assets: self.assets.read(),
            categories: self.categories.read(),
            kinds: CallKind::ALL
                .iter()
                .copied()
                .zip(on(self.kinds))
                .filter(|(_, on)| *on)
                .map(|(kind, _)| kind)
                .collect(),
            channels: Channel::ALL
                .iter()
                .copied()
                .zip(on(self.channels))
                .filter(|(_, on)| *on)
                .map(|(channel, _)| channel)
                .collect(),
            limits: Measure::ALL.iter().zip(self.limits).filter_map(limit).collect(),
            combine: Combine::parse(&self.combine.get()).unwrap_or(kept.combine),
            on_depletion: OnDepletion::parse(&self.on_depletion.get()).unwrap_or(kept.on_depletion),
            next_id: self.next.get(),
            thresholds,
            call_hours,
            call_charge,
            hour_charge,
            price,
            cost,
            hour_cost,
            note: text(self.note),
            ..kept
        };
        faults.extend(Save(contract.clone()).check());
        (contract, faults)
    }
}

/// Percents as they are typed: numbers between commas, spaces or percent signs. None for anything else.
fn shares(text: &str) -> Option<Vec<u8>> {
    let parts = text.split(|c: char| c.is_whitespace() || [',', '%', '\u{ff0c}', '\u{3001}', ';'].contains(&c));
    parts.filter(|part| !part.is_empty()).map(|part| part.parse().ok()).collect()
}

/// A new contract: a draft that begins today and lasts a year.
pub fn blank(id: ContractId, company_id: CompanyId, now: Millis) -> Contract {
    let offset = offset();
    let today = time::date(now, offset);
    let starts_at = time::day_begins(&today, offset).unwrap_or(now);
    let year = today.get(..4).and_then(|year| year.parse::<i32>().ok()).unwrap_or_default() + 1;
    let next = format!("{year:04}{}", today.get(4..).unwrap_or_default());
    Contract {
        id,
        rv: 0,
        active: true,
        name: String::new(),
        code: String::new(),
        company_id,
        service_product_id: None,
        state: ContractState::Draft,
        supplier_unit_id: None,
        supplier_firm_id: None,
        starts_at,
        ends_at: Some(time::day_begins(&next, offset).unwrap_or(starts_at + 365 * DAY)),
        departments: Vec::new(),
        products: Vec::new(),
        assets: Vec::new(),
        categories: Vec::new(),
        kinds: Vec::new(),
        channels: Vec::new(),
        limits: Vec::new(),
        combine: Combine::Any,
        on_depletion: OnDepletion::Block,
        next_id: None,
        thresholds: vec![80, 100],
        renews_id: None,
        call_hours: Amount::default(),
        call_charge: Amount::default(),
        hour_charge: Amount::default(),
        price: Amount::default(),
        cost: Amount::default(),
        hour_cost: Amount::default(),
        note: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_however_they_are_parted() {
        let table = [
            ("", Some(vec![])),
            ("80", Some(vec![80])),
            ("80%, 100 %", Some(vec![80, 100])),
            ("50\u{3001}75\u{ff0c}100", Some(vec![50, 75, 100])),
            ("half", None),
            ("300", None),
        ];
        for (text, expected) in table {
            assert_eq!(shares(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_loaded_is_read_back_as_it_was() {
        Owner::new().with(|| {
            let id = |n: u128| yingda_shared::kernel::id::Uuid::from_u128(n);
            let json = serde_json::json!({"id": id(1), "rv": 7, "active": true, "name": "A", "code": "C-1",
                "company_id": id(2), "state": "active", "starts_at": 1_767_196_800_123_i64, "ends_at": 1_798_732_800_000_i64,
                "departments": [id(3)], "kinds": ["complaint"], "channels": ["phone"], "combine": "all",
                "limits": [{"measure": "calls", "total": "20"}, {"measure": "money", "total": "8000.00"}],
                "on_depletion": "next", "next_id": id(4), "thresholds": [75, 100], "renews_id": id(5),
                "call_hours": "0.5", "price": "9800", "note": "n"});
            let contract: Contract = serde_json::from_value(json).expect("a contract");
            let edit = Edit::of(&contract);
            // Names come later than ids: what was picked before stands in the field without a word.
            assert_eq!(edit.read(), (contract.clone(), vec![]));
            // A day that is typed is a whole day: the last one ends when the next begins.
            edit.ends.text.set("2027-01-31".into());
            edit.limits[0].set(String::new());
            edit.thresholds.set("x".into());
            let (typed, faults) = edit.read();
            assert_eq!(typed.ends_at, time::day_begins("2027-02-01", 480));
            assert_eq!((typed.starts_at, typed.limits.len()), (contract.starts_at, 1));
            assert_eq!(faults.iter().map(|fault| fault.pointer.as_str()).collect::<Vec<_>>(), ["/thresholds"]);
            edit.load(&blank(ContractId(id(9)), CompanyId(Default::default()), 1_767_196_800_000));
            edit.starts.text.set(String::new());
            let mut missing: Vec<String> = edit.read().1.into_iter().map(|fault| fault.pointer).collect();
            missing.sort();
            assert_eq!(missing, ["/company_id", "/name", "/starts_at"]);
        });
    }
}
