//! What happened, as one line for people to read: the story of a need is made of these.

use throughline::contact::{By, Channel, Event, Language, What};

/// Who did it, as the person is told.
pub(crate) fn who(language: Language, by: &By) -> String {
    match by {
        By::Person => language.say("You", "Chi").to_string(),
        By::Worker(seat) => format!("{}, {}", seat.worker, seat.organisation),
    }
}

/// What happened, as the person is told. What was said stands under it.
pub(crate) fn happened(language: Language, event: &Event) -> String {
    let say = |english: &str, welsh: &str| language.say(english, welsh).to_string();
    match &event.what {
        What::Opened { channel, .. } | What::SaidMore { channel, put_right: false }
            if event.by != By::Person =>
        {
            written_down(language, *channel)
        }
        What::Opened { .. } => say("told us what is needed", "dweud wrthym beth sydd ei angen"),
        What::SaidMore { put_right: true, .. } => {
            say("asked for this to be put right", "gofyn i hyn gael ei gywiro")
        }
        What::SaidMore { .. } => say("said more", "dweud mwy"),
        What::Answered { .. } => say("answered", "ateb"),
        What::Worked { activity, .. } => activity.clone(),
        What::Promised { .. } => say("said what happens next", "dweud beth sy'n digwydd nesaf"),
        What::BroughtIn { party } => match language {
            Language::English => format!("asked {party} to help"),
            Language::Welsh => format!("gofyn i {party} helpu"),
        },
        What::Offered { to } => match language {
            Language::English => format!("asked {to} to take this on"),
            Language::Welsh => format!("gofyn i {to} gymryd hyn"),
        },
        What::Accepted { .. } => {
            say("took this on, and is responsible for it now", "cymryd hyn, ac yn gyfrifol amdano nawr")
        }
        What::Refused { reason } => match language {
            Language::English => format!("could not take this on: {reason}"),
            Language::Welsh => format!("methu cymryd hyn: {reason}"),
        },
        What::Withdrawn => say("kept this after all", "cadw hyn wedi'r cyfan"),
        What::ThoughtSorted => say("thinks this is sorted: is it?", "credu bod hyn wedi'i ddatrys: ydy e?"),
        What::Sorted => say("said it is sorted", "dweud ei fod wedi'i ddatrys"),
        What::NotSorted => say("said it is not sorted", "dweud nad yw wedi'i ddatrys"),
        What::Listened(_) => {
            say("thought about what could have gone better", "meddwl beth allai fod wedi mynd yn well")
        }
        What::HelpMeTo { .. } => say("“help me to …”", "“helpwch fi i …”"),
        What::Scored { score, .. } => match language {
            Language::English => format!("how well this is met now: {score} of 10"),
            Language::Welsh => format!("pa mor dda y mae hyn nawr: {score} o 10"),
        },
        What::FileAdded { .. } => say("added a file", "ychwanegu ffeil"),
        What::ReachChanged => say("changed how to be reached", "newid sut i gysylltu"),
        What::LanguageChosen { language: Language::English } => say("chose English", "dewis Saesneg"),
        What::LanguageChosen { language: Language::Welsh } => say("chose Welsh", "dewis Cymraeg"),
        What::Erased => say("personal details were deleted", "dilëwyd manylion personol"),
    }
}

/// That a worker wrote down what the person said to them, and how that was said.
fn written_down(language: Language, channel: Channel) -> String {
    let [how, welsh] = match channel {
        Channel::Web => ["on a page", "ar dudalen"],
        Channel::Chat => ["while both were there", "tra oedd y ddau yno"],
        Channel::Phone => ["by phone", "dros y ffôn"],
        Channel::Visit => ["in person", "wyneb yn wyneb"],
        Channel::Letter => ["by letter", "trwy lythyr"],
        Channel::Email => ["by email", "trwy e-bost"],
        Channel::Text => ["by text", "trwy neges destun"],
    };
    match language {
        Language::English => format!("wrote down what you said ({how})"),
        Language::Welsh => format!("ysgrifennu'r hyn a ddywedoch ({welsh})"),
    }
}
