//! Text that a page, a picture and a terminal can all hold: names come from files that anybody may have written.

/// Control characters (but for line feeds and tabs) and what is no character at all become U+FFFD, which stands for such.
pub fn legible(text: &str) -> String {
    let holds = |letter: char| match letter {
        '\n' | '\t' => true,
        '\u{fdd0}'..='\u{fdef}' => false,
        letter => !letter.is_control() && u32::from(letter) & 0xfffe != 0xfffe,
    };
    text.chars().map(|letter| if holds(letter) { letter } else { char::REPLACEMENT_CHARACTER }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_page_can_hold_is_replaced() {
        let odd = "a\0\u{1}\u{7}\u{8}\u{b}\u{c}\r\u{1b}\u{7f}\u{85}\u{fffe}\u{ffff}\u{1ffff}\u{fdd0}";
        assert_eq!(legible(odd), format!("a{}", "\u{fffd}".repeat(odd.chars().count() - 1)));
        assert_eq!(legible("a\tb\nçשם🔥\u{202e}"), "a\tb\nçשם🔥\u{202e}");
    }
}
