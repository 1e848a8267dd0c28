//! A file of Rust as a flat list of tokens with their lines, so that comments and strings can never fool a rule. Doc comments are
//! no tokens here; items under `#[cfg(test)]` can be left out.

use std::collections::BTreeSet;
use std::str::FromStr;

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

/// One token: a word, a sign, a literal, or an opening or closing bracket.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) literal: bool,
    pub(crate) line: usize,
    last_line: usize,
}

/// A file of Rust.
pub(crate) struct Source {
    /// From the root of the repository, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
    pub(crate) tokens: Vec<Token>,
    /// Whether the whole file is a test: by its path, or because its `mod` line stands under `#[cfg(test)]`.
    pub(crate) test: bool,
}

const CFG_TEST: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];

/// A function: where its body lies in the tokens it was found in, and how long it is.
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) line: usize,
    /// Lines of code from `fn` to the closing bracket.
    pub(crate) lines: usize,
    pub(crate) body: std::ops::Range<usize>,
    /// The tokens between the name and the body: arguments and result.
    pub(crate) signature: std::ops::Range<usize>,
    /// Whether `#[test]` stands before it.
    pub(crate) test: bool,
}

impl Source {
    pub(crate) fn of(path: &str, text: &str) -> Source {
        let stream = TokenStream::from_str(text).unwrap_or_else(|error| panic!("{path} is not Rust: {error}"));
        let mut tokens = Vec::new();
        flatten(stream, &mut tokens);
        let test = path.contains("/tests/") || path.ends_with("/tests.rs");
        Source { path: path.to_string(), text: text.to_string(), tokens, test }
    }

    /// Files that this one declares under `#[cfg(test)]`.
    pub(crate) fn files_of_tests(&self) -> Vec<String> {
        let folder = match self.path.rsplit_once('/') {
            Some((folder, "lib.rs" | "main.rs")) => folder,
            _ => self.path.trim_end_matches(".rs"),
        };
        let under_test = (0..self.tokens.len()).filter(|place| words(&self.tokens, *place, &CFG_TEST));
        let modules = under_test.filter_map(|place| {
            let item = &self.tokens[place + CFG_TEST.len()..];
            let at = item.iter().take(6).position(|token| token.text == "mod")?;
            words(item, at + 2, &[";"]).then(|| format!("{folder}/{}.rs", item[at + 1].text))
        });
        modules.collect()
    }

    /// The tokens without those of items under `#[cfg(test)]`; none in a file of tests.
    pub(crate) fn code(&self) -> Vec<Token> {
        let mut kept = Vec::new();
        let mut place = if self.test { self.tokens.len() } else { 0 };
        while place < self.tokens.len() {
            if words(&self.tokens, place, &CFG_TEST) {
                place = item_end(&self.tokens, place + CFG_TEST.len());
            } else {
                kept.push(self.tokens[place].clone());
                place += 1;
            }
        }
        kept
    }
}

fn flatten(stream: TokenStream, tokens: &mut Vec<Token>) {
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    let mut place = 0;
    while place < trees.len() {
        if let Some(next) = after_doc(&trees, place) {
            place = next;
            continue;
        }
        match &trees[place] {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                push(tokens, open, false, group.span_open());
                flatten(group.stream(), tokens);
                push(tokens, close, false, group.span_close());
            }
            TokenTree::Literal(literal) => push(tokens, &literal.to_string(), true, literal.span()),
            other => push(tokens, &other.to_string(), false, other.span()),
        }
        place += 1;
    }
}

/// Where to go on after a doc comment, which the compiler turns into `#[doc = "…"]`.
fn after_doc(trees: &[TokenTree], place: usize) -> Option<usize> {
    let is = |tree: Option<&TokenTree>, sign| matches!(tree, Some(TokenTree::Punct(p)) if p.as_char() == sign);
    if !is(trees.get(place), '#') {
        return None;
    }
    let group = place + 1 + usize::from(is(trees.get(place + 1), '!'));
    let Some(TokenTree::Group(attribute)) = trees.get(group) else { return None };
    let first = attribute.stream().into_iter().next()?;
    (first.to_string() == "doc").then_some(group + 1)
}

fn push(tokens: &mut Vec<Token>, text: &str, literal: bool, span: Span) {
    if !text.is_empty() {
        tokens.push(Token { text: text.to_string(), literal, line: span.start().line, last_line: span.end().line });
    }
}

/// Whether these words stand at this place.
pub(crate) fn words(tokens: &[Token], place: usize, words: &[&str]) -> bool {
    words.iter().enumerate().all(|(n, word)| tokens.get(place + n).is_some_and(|token| token.text == *word && !token.literal))
}

/// Where the bracket that opens at `open` is closed.
pub(crate) fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0_usize;
    for (place, token) in tokens.iter().enumerate().skip(open) {
        match token.text.as_str() {
            "(" | "[" | "{" if !token.literal => depth += 1,
            ")" | "]" | "}" if !token.literal => {
                depth -= 1;
                if depth == 0 {
                    return place;
                }
            }
            _ => {}
        }
    }
    tokens.len().saturating_sub(1)
}

/// The place after the item that starts here: after its `;` or its body.
fn item_end(tokens: &[Token], start: usize) -> usize {
    let mut place = start;
    // The brackets of an import are no body.
    let import = tokens.get(start).is_some_and(|token| token.text == "use");
    while place < tokens.len() {
        match tokens[place].text.as_str() {
            ";" => return place + 1,
            "{" if !import => return closing(tokens, place) + 1,
            "(" | "[" => place = closing(tokens, place) + 1,
            _ => place += 1,
        }
    }
    place
}

/// How many lines have a token on them.
pub(crate) fn lines_of_code(tokens: &[Token]) -> usize {
    let lines: BTreeSet<usize> = tokens.iter().flat_map(|token| token.line..=token.last_line).collect();
    lines.len()
}

/// The functions with a body, also those inside a macro such as `proptest!`.
pub(crate) fn functions(tokens: &[Token]) -> Vec<Function> {
    let mut all = Vec::new();
    for (place, token) in tokens.iter().enumerate() {
        let Some(name) = tokens.get(place + 1).filter(|_| token.text == "fn" && !token.literal) else { continue };
        let named = name.text.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_');
        let Some(open) = (place..tokens.len()).find(|at| matches!(tokens[*at].text.as_str(), "{" | ";")) else { continue };
        if !named || tokens[open].text != "{" {
            continue;
        }
        let close = closing(tokens, open);
        all.push(Function {
            name: name.text.clone(),
            line: token.line,
            lines: lines_of_code(&tokens[place..=close]),
            body: open..close + 1,
            signature: place + 2..open,
            test: is_test(tokens, place),
        });
    }
    all
}

/// Whether one of the attributes right before `place` is `#[test]`.
fn is_test(tokens: &[Token], place: usize) -> bool {
    let mut before = place;
    while before > 0 && tokens[before - 1].text == "]" {
        let Some(open) = (0..before).rev().find(|at| tokens[*at].text == "#" && closing(tokens, at + 1) == before - 1) else {
            return false;
        };
        if words(tokens, open, &["#", "[", "test", "]"]) {
            return true;
        }
        before = open;
    }
    false
}
