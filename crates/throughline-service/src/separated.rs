//! Small tables as text with separators (CSV), as spreadsheets write and read them.

/// A table as CSV with a mark at its start by which spreadsheets know that it is UTF-8. A cell that a spreadsheet would take for a formula
/// gets an apostrophe before it: words of strangers must not be carried out.
pub(crate) fn written(rows: &[Vec<String>]) -> String {
    let cell = |cell: &String| {
        let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        format!("\"{}{}\"", if formula { "'" } else { "" }, cell.replace('"', "\"\""))
    };
    let line = |row: &Vec<String>| row.iter().map(cell).collect::<Vec<_>>().join(",") + "\r\n";
    format!("\u{feff}{}", rows.iter().map(line).collect::<String>())
}

/// The rows of a table that somebody sent, each with the line of the file it begins on. Comma, semicolon or tab, whichever the first line has
/// most of; not UTF-8 is taken for Latin-1, as old spreadsheets write it.
pub(crate) fn read(bytes: &[u8]) -> Vec<(usize, Vec<String>)> {
    let text = std::str::from_utf8(bytes)
        .map_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect(), str::to_string);
    let text = text.trim_start_matches('\u{feff}');
    let mark = mark(text);
    let mut rows = Vec::new();
    let (mut row, mut cell, mut quoted, mut line, mut begun) = (Vec::new(), String::new(), false, 1, 1);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        line += usize::from(letter == '\n');
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' if quoted || cell.is_empty() => quoted = !quoted,
            _ if quoted => cell.push(letter),
            '\r' => {}
            '\n' => {
                row.push(std::mem::take(&mut cell));
                rows.push((begun, std::mem::take(&mut row)));
                begun = line;
            }
            letter if letter == mark => row.push(std::mem::take(&mut cell)),
            letter => cell.push(letter),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push((begun, row));
    }
    rows.retain(|(_, row)| row.iter().any(|cell| !cell.trim().is_empty()));
    rows
}

/// What stands most often between the cells of the first row.
fn mark(text: &str) -> char {
    let (mut counts, mut quoted) = ([(',', 0), (';', 0), ('\t', 0)], false);
    for letter in text.chars().take_while(|letter| *letter != '\n') {
        quoted ^= letter == '"';
        let known = counts.iter_mut().find(|(mark, _)| *mark == letter && !quoted);
        known.into_iter().for_each(|(_, count)| *count += 1);
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(',', |(mark, _)| mark)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_back(rows in prop::collection::vec(prop::collection::vec("[a-zé \"',;\n\t]{1,12}", 3), 1..6)) {
            let whole: Vec<Vec<String>> = rows.into_iter().map(|row| row.into_iter().map(|cell| format!("x{cell}")).collect()).collect();
            let back: Vec<Vec<String>> = read(written(&whole).as_bytes()).into_iter().map(|(_, row)| row).collect();
            prop_assert_eq!(back, whole);
        }

        #[test]
        fn any_bytes_are_read_without_breaking(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let rows = read(&bytes);
            prop_assert!(rows.len() <= bytes.len());
        }
    }

    #[test]
    fn semicolons_latin_letters_and_lines_in_cells_are_understood_and_a_formula_is_not_carried_out() {
        let rows = read(b"need;number\r\n\"4F\n7K\";caf\xe9\r\n\r\nlast;1");
        assert_eq!(rows[1], (2, vec!["4F\n7K".to_string(), "caf\u{e9}".to_string()]));
        assert_eq!(rows[2], (5, vec!["last".to_string(), "1".to_string()]));
        assert!(written(&[vec!["=HYPERLINK(1)".to_string()]]).contains("\"'=HYPERLINK(1)\""));
    }
}
