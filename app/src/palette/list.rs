//! Of all offers those that fit, in the order in which they are shown.

use super::initials::initials;
use super::matching::{fit, typed};
use super::offers::{Offer, Part};

/// Shown of a part at most.
const SHOWN: usize = 5;
const SHOWN_HERE: usize = 8;
/// Fits so well at least what leads.
const LEADS: u32 = 60;

/// What is at hand to choose from.
pub struct Stock {
    pub here: Vec<Offer>,
    pub known: Vec<Offer>,
    pub names: Vec<Offer>,
    /// The server's or the device's answer: fits by its own rules.
    pub found: Vec<Offer>,
    /// Cases that were open lately.
    pub lately: Vec<Offer>,
    pub recent: Vec<String>,
    pub create: Option<Offer>,
}

/// Parts follow each other: the object in view first, what creates last, between them the part that fits
/// best. Without words: what was used lately.
pub fn shown(words: &str, stock: Stock) -> Vec<Offer> {
    let query = typed(words);
    if query.is_empty() {
        return at_rest(stock);
    }
    let mut fits: Vec<(u32, Offer)> = Vec::new();
    let own = stock.here.into_iter().chain(stock.known).chain(stock.names);
    for offer in own {
        let fit = fit(&query, &offer.text, &offer.note, || initials(&offer.text));
        if fit > 0 {
            fits.push((fit, offer));
        }
    }
    for offer in stock.found {
        // Found by what is not shown, such as a telephone number: still found.
        let fit = fit(&query, &offer.text, &offer.note, || initials(&offer.text)).max(42);
        fits.push((fit, offer));
    }
    let best = |part: Part, fits: &[(u32, Offer)]| {
        fits.iter().filter(|(_, offer)| offer.part == part).map(|(fit, _)| *fit).max().unwrap_or(0)
    };
    let mut parts: Vec<Part> = Vec::new();
    for (_, offer) in &fits {
        if !parts.contains(&offer.part) {
            parts.push(offer.part);
        }
    }
    // By letters somewhere inside its name alone nothing that changes the case comes first.
    let leads = |part: Part| part == Part::Here && best(part, &fits) >= LEADS;
    parts.sort_by_key(|part| (!leads(*part), std::cmp::Reverse(best(*part, &fits)), *part));
    let mut out = Vec::new();
    for part in parts {
        let mut own: Vec<&(u32, Offer)> = fits.iter().filter(|(_, offer)| offer.part == part).collect();
        own.sort_by_key(|(fit, _)| std::cmp::Reverse(*fit));
        out.extend(own.into_iter().take(SHOWN).map(|(_, offer)| offer.clone()));
    }
    out.extend(stock.create);
    out
}

fn at_rest(stock: Stock) -> Vec<Offer> {
    let mut out: Vec<Offer> = stock.here.iter().take(SHOWN_HERE).cloned().collect();
    let again = stock.recent.iter().filter_map(|key| stock.known.iter().find(|offer| offer.key == *key));
    let again: Vec<Offer> = again.take(3).map(|offer| Offer { part: Part::Recent, ..offer.clone() }).collect();
    let lately = stock.lately.into_iter().take(SHOWN).map(|offer| Offer { part: Part::Recent, ..offer });
    out.extend(lately.chain(again.iter().cloned()));
    let fresh = |offer: &&Offer| again.iter().all(|known| known.key != offer.key);
    for part in [Part::Acts, Part::Pages] {
        out.extend(stock.known.iter().filter(|offer| offer.part == part).filter(fresh).take(SHOWN_HERE).cloned());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stock() -> Stock {
        let page = |text: &str| Offer::go(Part::Pages, "", text, format!("/{text}"));
        Stock {
            here: vec![Offer::run(Part::Here, "cases.resolve", "", "Resolve", || {})],
            known: vec![page("Notices"), page("Cases"), Offer::run(Part::Acts, "create", "", "Open a case", || {})],
            names: vec![Offer::go(Part::People, "", "Casey Ray", "/p")],
            found: vec![Offer::go(Part::Cases, "", "The printer is stuck", "/cases/CS-1")],
            lately: Vec::new(),
            recent: vec!["go:/Notices".into(), "gone".into()],
            create: Some(Offer::run(Part::Create, "create-with", "", "Create", || {})),
        }
    }

    fn texts(words: &str) -> Vec<String> {
        shown(words, stock()).into_iter().map(|offer| offer.text).collect()
    }

    #[test]
    fn the_object_in_view_first_what_creates_last_between_them_what_fits_best() {
        assert_eq!(texts("cases"), ["Cases", "The printer is stuck", "Create"]);
        assert_eq!(texts("case"), ["Cases", "Casey Ray", "Open a case", "The printer is stuck", "Create"]);
        assert_eq!(texts("r")[0], "Resolve");
    }

    #[test]
    fn without_words_what_was_used_lately_is_shown_once() {
        assert_eq!(texts(" "), ["Resolve", "Notices", "Open a case", "Cases"]);
    }
}
