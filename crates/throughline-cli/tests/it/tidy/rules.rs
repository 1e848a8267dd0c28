//! The rules that look at one file, each a small function from a source to sentences about what is wrong with it.

use super::source::{Function, Source, Token, closing, functions, lines_of_code, words};

/// Most lines of code of a file.
pub(crate) const FILE_LINES: usize = 400;
/// Most lines of code of a function.
pub(crate) const FUNCTION_LINES: usize = 60;

/// Every file says at its top what it is.
pub(crate) fn opens_with_doc(source: &Source) -> Vec<String> {
    let opens = source.text.starts_with("//! ");
    if opens {
        vec![]
    } else {
        vec![format!("{}: opens without `//!`; say in a sentence what it is", source.path)]
    }
}

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 9] =
    ["util", "utils", "helper", "helpers", "common", "types", "misc", "stuff", "shared_code"];

/// A file, folder or module has a name of the field.
pub(crate) fn named_by_the_field(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    for part in source.path.trim_end_matches(".rs").split('/') {
        if EMPTY_NAMES.contains(&part) {
            found.push(format!(
                "{}: nothing is called `{part}`; a thing goes to the room whose word it is",
                source.path
            ));
        }
    }
    for (place, token) in source.tokens.iter().enumerate() {
        if let Some(name) = source.tokens.get(place + 1).filter(|_| token.text == "mod")
            && EMPTY_NAMES.contains(&name.text.as_str())
        {
            found.push(format!("{}:{}: no module is called `{}`", source.path, name.line, name.text));
        }
    }
    found
}

/// The lines of code of a file.
pub(crate) fn file_size(source: &Source) -> usize {
    lines_of_code(&source.code())
}

/// The functions outside tests that are too long: name and lines.
pub(crate) fn long_functions(source: &Source) -> Vec<(String, usize)> {
    let code = source.code();
    let all = functions(&code).into_iter().filter(|function| function.lines > FUNCTION_LINES);
    all.map(|function| (format!("{}: {}", source.path, function.name), function.lines)).collect()
}

/// A test fails when what it looks at is wrong: it asserts, itself or through a function of the tests that does. `others` are such
/// functions in other files.
pub(crate) fn tests_assert(source: &Source, others: &[String]) -> Vec<String> {
    let asserting = [others, &asserting(source)].concat();
    let all = functions(&source.tokens);
    let idle = all.iter().filter(|function| function.test && !asserts(&source.tokens, function, &asserting));
    idle.map(|function| {
        format!("{}:{}: test `{}` asserts nothing", source.path, function.line, function.name)
    })
    .collect()
}

/// The functions of a file's tests that assert, by themselves or through another of them. An assertion in the code that is tested is
/// none of the test's.
pub(crate) fn asserting(source: &Source) -> Vec<String> {
    let tested: Vec<String> = functions(&source.code()).into_iter().map(|function| function.name).collect();
    let all: Vec<Function> = functions(&source.tokens)
        .into_iter()
        .filter(|function| !function.test && !tested.contains(&function.name))
        .collect();
    let mut found: Vec<String> = vec![];
    loop {
        let more = all
            .iter()
            .filter(|function| !found.contains(&function.name) && asserts(&source.tokens, function, &found));
        let more: Vec<String> = more.map(|function| function.name.clone()).collect();
        if more.is_empty() {
            return found;
        }
        found.extend(more);
    }
}

fn asserts(tokens: &[Token], function: &Function, asserting: &[String]) -> bool {
    let body = &tokens[function.body.clone()];
    let by_itself = body.windows(2).any(|pair| {
        let name = pair[0].text.as_str();
        pair[1].text == "!" && (name.contains("assert") || name == "panic" || name == "unreachable")
    });
    let through_another =
        body.windows(2).any(|pair| pair[1].text == "(" && asserting.iter().any(|name| *name == pair[0].text));
    // The result of a test that returns one is looked at by the test runner.
    let signature = &tokens[function.signature.clone()];
    let returns = function.test && signature.iter().any(|token| token.text == "Result");
    // How a property test fails without a macro.
    let fails = body.iter().any(|token| token.text == "TestCaseError");
    by_itself || through_another || returns || fails
}

/// A test of a panic passes whatever panicked.
pub(crate) fn no_should_panic(source: &Source) -> Vec<String> {
    said_of(
        source,
        &source.tokens,
        |tokens, place| words(tokens, place, &["should_panic"]),
        |_| "`should_panic` passes whatever panicked; look at the error instead".to_string(),
    )
}

/// Nothing half done is handed over.
pub(crate) fn nothing_half_done(source: &Source) -> Vec<String> {
    let half = |tokens: &[Token], place: usize| {
        ["todo", "dbg", "unimplemented"].iter().any(|name| words(tokens, place, &[name, "!"]))
    };
    said_of(source, &source.tokens, half, |token| format!("`{}!` is left over", token.text))
}

/// Code that is not wanted is taken away; the history keeps it.
pub(crate) fn no_code_in_comments(source: &Source) -> Vec<String> {
    let code_like = |comment: &str| {
        let comment = comment.trim();
        let ends = comment.ends_with(';') || comment.ends_with('{') || comment == "}";
        let starts =
            ["let ", "if ", "for ", "while ", "match ", "fn ", "pub ", "use ", "return", "self.", "}"];
        ends && (starts.iter().any(|start| comment.starts_with(start))
            || comment.contains(" = ")
            || comment.ends_with(");"))
    };
    let mut found = Vec::new();
    for (number, line) in source.text.lines().enumerate() {
        let line = line.trim_start();
        let plain = line.strip_prefix("//").filter(|rest| !rest.starts_with(['/', '!']));
        if plain.is_some_and(code_like) {
            found.push(format!("{}:{}: code in a comment: {line}", source.path, number + 1));
        }
    }
    found
}

/// Places and bodies that code must not know: local differences are data.
const PLACES: [&str; 47] = [
    "barnet",
    "birmingham",
    "blackpool",
    "bradford",
    "brent",
    "bristol",
    "camden",
    "cardiff",
    "cornwall",
    "coventry",
    "croydon",
    "cumbria",
    "derbyshire",
    "doncaster",
    "dorset",
    "dundee",
    "ealing",
    "edinburgh",
    "enfield",
    "glasgow",
    "greenwich",
    "hackney",
    "haringey",
    "islington",
    "kirklees",
    "lambeth",
    "leeds",
    "leicester",
    "lewisham",
    "liverpool",
    "manchester",
    "newham",
    "norwich",
    "nottingham",
    "oldham",
    "portsmouth",
    "rotherham",
    "salford",
    "san francisco",
    "sheffield",
    "somerset",
    "southwark",
    "stockport",
    "stoke-on-trent",
    "swansea",
    "wigan",
    "zurich",
];

/// No council and no town is named in code (tests may name them).
pub(crate) fn names_no_place(source: &Source) -> Vec<String> {
    let code = source.code();
    let named = |token: &Token| {
        let text = token.text.to_lowercase().replace('_', " ");
        PLACES
            .iter()
            .copied()
            .find(|place| text.match_indices(place).any(|(at, _)| stands_alone(&text, at, place.len())))
    };
    let all = code.iter().filter_map(|token| Some((token.line, named(token)?)));
    all.map(|(line, place)| format!("{}:{line}: code names a place, `{place}`; a place is data", source.path))
        .collect()
}

fn stands_alone(text: &str, at: usize, length: usize) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    !letter(text[..at].chars().next_back()) && !letter(text[at + length..].chars().next())
}

/// What the library must not reach for: disk, network, clock, the machine.
const WORLD: [&[&str]; 11] = [
    &["std", ":", ":", "fs"],
    &["std", ":", ":", "net"],
    &["std", ":", ":", "env"],
    &["std", ":", ":", "process"],
    &["std", ":", ":", "io"],
    &["SystemTime"],
    &["Instant", ":", ":", "now"],
    &["Timestamp", ":", ":", "now"],
    &["Zoned", ":", ":", "now"],
    &["println", "!"],
    &["eprintln", "!"],
];

/// The library has no disk, network, clock, SQL or HTML.
pub(crate) fn library_is_pure(source: &Source) -> Vec<String> {
    let code = source.code();
    let mut found = said_of(
        source,
        &code,
        |tokens, place| WORLD.iter().any(|path| words(tokens, place, path)),
        |token| format!("the library reaches for the world at `{}`; take it as an argument", token.text),
    );
    for token in code.iter().filter(|token| token.literal) {
        let text = token.text.to_lowercase();
        if ["<div", "<html", "<span", "<table", "select * ", "insert into ", "create table "]
            .iter()
            .any(|mark| text.contains(mark))
        {
            found.push(format!("{}:{}: HTML or SQL in the library: {}", source.path, token.line, token.text));
        }
    }
    found
}

/// Words of a formula.
const FORMULA: [&str; 14] = [
    "sqrt",
    "powf",
    "powi",
    "exp",
    "ln",
    "log2",
    "log10",
    "median",
    "quantile",
    "mean",
    "variance",
    "percentile",
    "erf",
    "wilson",
];

/// The command shows answers; it works out none.
pub(crate) fn command_holds_no_formula(source: &Source) -> Vec<String> {
    let called =
        |tokens: &[Token], place: usize| FORMULA.iter().any(|word| words(tokens, place, &[word, "("]));
    said_of(source, &source.code(), called, |token| {
        format!("a formula in the command, `{}`; it belongs in the library", token.text)
    })
}

/// What each machine works out in a way of its own, so that the last digit may be another. A root is the same everywhere.
const OF_THE_MACHINE: [&str; 24] = [
    "exp", "exp2", "exp_m1", "ln", "ln_1p", "log", "log2", "log10", "powf", "powi", "cbrt", "hypot", "sin",
    "cos", "tan", "sin_cos", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "gamma",
];

/// A number that goes into a future or an answer is the same on x86 and ARM: its functions are of `libm`, and of no crate that may
/// answer with the machine's.
pub(crate) fn same_on_every_machine(source: &Source) -> Vec<String> {
    let of_the_machine = |tokens: &[Token], place: usize| {
        let named = |path: &[&str]| {
            OF_THE_MACHINE.iter().any(|name| words(tokens, place, &[path, &[*name]].concat()))
        };
        named(&["f64", ":", ":"])
            || words(tokens, place, &["statrs"])
            || OF_THE_MACHINE.iter().any(|name| words(tokens, place, &[".", name, "("]))
    };
    let code = source.code();
    let all = (0..code.len()).filter(|place| of_the_machine(&code, *place));
    all.map(|place| {
        let name = code[place..].iter().take(4).map(|token| token.text.as_str()).collect::<String>();
        format!(
            "{}:{}: `{}` may differ in its last digit between machines, and with it a future; write that of `libm`, or of \
             statistics/laws.rs",
            source.path,
            code[place].line,
            name.trim_end_matches('(')
        )
    })
    .collect()
}

/// The files of the room `statistics` that a source imports, with the line.
pub(crate) fn statistics_imported(source: &Source) -> Vec<(String, usize)> {
    let code = source.code();
    let places = (0..code.len()).filter(|place| words(&code, *place, &["statistics", ":", ":"]));
    places.filter_map(|place| code.get(place + 3)).map(|file| (file.text.clone(), file.line)).collect()
}

/// Rooms that a file of the library imports, with the line: `crate::log`, `use crate::{log, time::Instant}`, `super::super::log`.
pub(crate) fn rooms_imported(source: &Source) -> Vec<(String, usize)> {
    let tokens = &source.tokens;
    // How many `super`s lead from this file to the root of the crate.
    let inside = source.path.split("/src/").nth(1).unwrap_or_default();
    let to_root = inside.matches('/').count() + 1;
    let mut found = Vec::new();
    for (place, token) in tokens.iter().enumerate() {
        let mut at = match token.text.as_str() {
            "crate" if !words(tokens, place.wrapping_sub(1), &["$"]) => place + 1,
            "super" if place < 3 || !words(tokens, place - 3, &["super", ":", ":"]) => {
                let mut after = place + 1;
                let mut supers = 1;
                while words(tokens, after, &[":", ":", "super"]) {
                    (after, supers) = (after + 3, supers + 1);
                }
                if supers != to_root {
                    continue;
                }
                after
            }
            _ => continue,
        };
        if !words(tokens, at, &[":", ":"]) {
            continue;
        }
        at += 2;
        if words(tokens, at, &["{"]) {
            found.extend(heads(tokens, at));
        } else if let Some(room) = tokens.get(at) {
            found.push((room.text.clone(), room.line));
        }
    }
    found
}

/// The first word of each path in a list of imports.
fn heads(tokens: &[Token], open: usize) -> Vec<(String, usize)> {
    let close = closing(tokens, open);
    let mut found = Vec::new();
    let mut place = open + 1;
    let mut head = true;
    while place < close {
        match tokens[place].text.as_str() {
            "{" => place = closing(tokens, place),
            "," => head = true,
            word if head => {
                found.push((word.to_string(), tokens[place].line));
                head = false;
            }
            _ => {}
        }
        place += 1;
    }
    found
}

/// A sentence about every token at which `wrong` holds.
fn said_of(
    source: &Source,
    tokens: &[Token],
    wrong: impl Fn(&[Token], usize) -> bool,
    says: impl Fn(&Token) -> String,
) -> Vec<String> {
    let all = (0..tokens.len()).filter(|place| wrong(tokens, *place));
    all.map(|place| format!("{}:{}: {}", source.path, tokens[place].line, says(&tokens[place]))).collect()
}
