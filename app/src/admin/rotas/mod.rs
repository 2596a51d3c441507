//! Rotas: who answers when, by turns, with exceptions and swaps.

mod changes;
mod edit;
mod form;
mod line;
mod lines;
mod list;
mod page;
mod shown;

pub use list::RotasPage;
pub use page::RotaPage;
