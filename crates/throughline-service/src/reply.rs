//! What a screen answers.

use maud::{Markup, html};
use serde_json::Value;
use throughline::error::Error;

/// An answer.
#[derive(Debug)]
pub(crate) enum Reply {
    /// A page.
    Page(Markup),
    /// A page that says what was asked wrongly, with the form to mend it.
    Again(Markup),
    /// A page that says that nothing was kept, with what was typed still in it.
    NotKept(Markup),
    /// Go and look there: after every form, so that going back or reloading sends nothing twice.
    See(String),
    /// The same, with a session that begins (its secret) or ends (`None`).
    Session(Option<String>, String),
    /// The same for somebody who just signed in.
    SignedIn {
        /// The secret of the session.
        session: String,
        /// What the browser is known by from now on.
        browser: String,
        /// Where to go and look.
        to: String,
    },
    /// Facts for a program.
    Json(Value),
    /// Facts of what is there from now on, and its path.
    Made(Value, String),
    /// Bytes to keep.
    Download {
        /// Under what name.
        name: String,
        /// Their media type.
        media: String,
        /// The bytes.
        bytes: Vec<u8>,
    },
}

/// Why there is no answer. Each is a page that says so and what to do.
#[derive(Debug)]
pub(crate) enum Stop {
    /// There is no such page, or nobody who asks may know that there is.
    NotFound,
    /// Somebody has to sign in first.
    SignIn,
    /// Who is signed in may not do this.
    NotYours(String),
    /// The form did not come from one of our pages.
    Elsewhere,
    /// Something in what was sent has to be put right, in the library's words or the desk's, which are English. Pages of people say
    /// in both languages what they know beforehand.
    Wrong(String),
    /// More was sent at once than can be taken.
    TooLarge,
    /// What a program sent is not marked as JSON.
    NotJson,
    /// There is something here, but this cannot be done with it.
    OtherMethod,
    /// Something broke here. Nothing was kept, and the page says so.
    Failed(String),
}

impl Stop {
    /// Something in what was sent has to be put right.
    pub(crate) fn wrong(says: impl Into<String>) -> Stop {
        Stop::Wrong(says.into())
    }
}

impl From<Error> for Stop {
    fn from(why: Error) -> Stop {
        if why.is_asked_wrong() { Stop::Wrong(why.to_string()) } else { Stop::Failed(why.to_string()) }
    }
}

/// A sentence with its first letter large.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The box that says above a form what has to be put right.
pub(crate) fn problem(title: &str, says: &str) -> Markup {
    html! {
        div.problem role="alert" tabindex="-1" {
            h2 { (title) }
            p { (sentence(says)) @if !says.ends_with(['.', '?', '!']) { "." } }
        }
    }
}
