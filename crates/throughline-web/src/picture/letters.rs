//! How much room words take, without knowing the font: by the widest of the usual ones (DejaVu Sans), so that what fits here fits
//! everywhere.

/// The width of a text, in pixels at a size.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(of_letter).sum::<f64>() * size
}

/// The width of a letter, in ems.
fn of_letter(letter: char) -> f64 {
    match letter {
        // What sets a name apart from the direction around it is not seen.
        '\u{2066}'..='\u{2069}' => 0.0,
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' => 0.34,
        'f' | 't' | 'r' | '(' | ')' | '-' | '/' | 'I' => 0.42,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '…' | '—' => 1.0,
        'a'..='z' | '0'..='9' => 0.64,
        'A'..='Z' => 0.78,
        // What XML cannot hold is written as a sign of its own.
        letter if letter.is_control() => 1.05,
        letter if letter.is_ascii() => 0.84,
        // Letters of other scripts can be as wide as they are high.
        letter if letter >= '\u{1100}' => 1.05,
        _ => 0.8,
    }
}

/// The text in lines no wider than this; a word that is wider stands alone, cut short.
pub(super) fn lines(text: &str, size: f64, most: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            // A sign of percent stays with its number; a line may stick out by as little as that.
            Some(line) if word.starts_with('%') && word.chars().count() < 4 => {
                line.push(' ');
                line.push_str(word);
            }
            Some(line) if width(line, size) + width(word, size) + size * 0.34 <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(short(word, size, most)),
        }
    }
    lines
}

/// The text, cut short with three dots if it is wider than this; nothing where not even these have room.
pub(super) fn short(text: &str, size: f64, most: f64) -> String {
    if width(text, size) <= most {
        return text.to_string();
    }
    if most < size {
        return String::new();
    }
    let mut kept = String::new();
    let mut room = most - size;
    for letter in text.chars() {
        room -= of_letter(letter) * size;
        if room < 0.0 {
            break;
        }
        kept.push(letter);
    }
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_broken_between_them_and_lost_never() {
        let text = "The level moved up about 2024-03-04 (known by 2024-04-22); cause not recorded";
        let found = lines(text, 15.0, 300.0);
        assert!(found.len() > 1 && found.iter().all(|line| width(line, 15.0) <= 300.0), "{found:?}");
        assert_eq!(found.join(" "), text);
        assert!(lines("", 15.0, 300.0).is_empty());
    }

    #[test]
    fn what_is_too_wide_is_cut() {
        let name = "n".repeat(400);
        let found = short(&name, 13.0, 100.0);
        assert!(found.ends_with('…') && width(&found, 13.0) <= 100.0 + 1e-9, "{found}");
        assert_eq!(short("new rota", 13.0, 100.0), "new rota");
        assert_eq!(lines(&name, 13.0, 100.0).len(), 1);
    }
}
