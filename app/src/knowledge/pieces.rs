//! Texts that were found by words.

use leptos::prelude::*;
use yingda_shared::knowledge::articles::Piece;

/// A text in which what was asked for stands out. Every piece is shown as text: nothing of it becomes markup.
#[component]
pub fn Pieces(pieces: Vec<Piece>) -> impl IntoView {
    let piece = |piece: Piece| match piece.marked {
        true => view! { <mark>{piece.text}</mark> }.into_any(),
        false => piece.text.into_any(),
    };
    pieces.into_iter().map(piece).collect_view()
}

/// The title of an article as it was found, or as it is.
pub fn title_view(title: String, found: Vec<Piece>) -> AnyView {
    match found.is_empty() {
        true => title.into_any(),
        false => view! { <Pieces pieces=found /> }.into_any(),
    }
}
