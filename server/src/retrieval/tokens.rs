//! The ways texts are cut, as the index calls them.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use yingda_shared::retrieval::analyser::analyse;

use super::words::words;

/// Characters, pairs and words, as the browser cuts them.
pub const TERMS: &str = "terms";
/// Words of the dictionary.
pub const WORDS: &str = "words";

#[derive(Clone, Copy)]
pub enum Cut {
    Terms,
    Words,
}

/// The tokens of one text. Places are of no use here: phrases are looked for in the texts themselves.
pub struct Tokens {
    tokens: Vec<String>,
    next: usize,
    token: Token,
}

impl Tokenizer for Cut {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        let mut tokens = Vec::new();
        match self {
            Cut::Terms => analyse(text, |token| tokens.push(token.text.to_string())),
            Cut::Words => words(text, |word| tokens.push(word.to_string())),
        }
        Tokens { tokens, next: 0, token: Token::default() }
    }
}

impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        let Some(text) = self.tokens.get_mut(self.next).map(std::mem::take) else { return false };
        self.token.text = text;
        self.token.position = self.next;
        self.next += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
