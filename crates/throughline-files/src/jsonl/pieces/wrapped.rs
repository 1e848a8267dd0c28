//! One object around the array of all others, as many services answer: `{"value": [{…}, {…}]}`.

/// What the array is called that such an answer wraps.
const NAMES: [&str; 16] = [
    "value",
    "values",
    "data",
    "results",
    "result",
    "records",
    "items",
    "rows",
    "events",
    "issues",
    "incidents",
    "cases",
    "tickets",
    "requests",
    "entries",
    "content",
];

/// How many bytes of a file that begins so lie before the first element, if it is an object around an array of objects. In a file of one
/// object a line the line is an object and another follows.
pub(super) fn before_array(block: &[u8]) -> Option<usize> {
    if let Some(end) = memchr::memchr(b'\n', block) {
        let follows = block[end..].trim_ascii_start().starts_with(b"{");
        if follows && serde_json::from_slice::<serde_json::Value>(&block[..end]).is_ok() {
            return None;
        }
    }
    let mut at = after(block, 0, b'{')?;
    loop {
        let (key, end) = text(block, at)?;
        at = after(block, end, b':')?;
        if let Some(first) = after(block, at, b'[') {
            let known =
                std::str::from_utf8(key).is_ok_and(|key| NAMES.contains(&key.to_lowercase().as_str()));
            return (known && after(block, first, b'{').is_some()).then_some(first);
        }
        // What stands before the array (`@odata.context`, a count, a schema) is a text, a number or a word, or an object.
        at = match (text(block, at), after(block, at, b'{')) {
            (Some((_, end)), _) => end,
            (None, Some(inner)) => past_object(block, inner)?,
            (None, None) => {
                at + block[at..].iter().position(|byte| matches!(byte, b',' | b'{' | b'}' | b'['))?
            }
        };
        at = after(block, at, b',')?;
    }
}

/// The place after this byte, if nothing but blanks stands before it.
fn after(block: &[u8], at: usize, wanted: u8) -> Option<usize> {
    let blanks = block.get(at..)?.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    (block.get(at + blanks) == Some(&wanted)).then_some(at + blanks + 1)
}

/// The place after an object, from within it.
fn past_object(block: &[u8], inner: usize) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (1u32, false, false);
    let end = block[inner..].iter().position(|byte| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' if !quoted => depth += 1,
            b'}' if !quoted => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    end.map(|length| inner + length + 1)
}

/// The text in quotes that comes next, and the place after it; none with a backslash in it.
fn text(block: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let start = after(block, at, b'"')?;
    let length = block[start..].iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
    (block[start + length] == b'"').then_some((&block[start..start + length], start + length + 1))
}

#[cfg(test)]
mod tests {
    use super::before_array;

    #[test]
    fn an_array_in_an_object_is_found_where_no_other_object_follows() {
        let rest = |text: &'static str| before_array(text.as_bytes()).map(|before| &text[before..]);
        assert_eq!(rest(r#"{"value": [{"id": 1}]}"#), Some(r#"{"id": 1}]}"#));
        assert_eq!(
            rest("{\n \"@odata.context\": \"x, y\",\n \"count\": 2,\n \"value\": [\n  {}]}"),
            Some("\n  {}]}")
        );
        assert_eq!(rest("{\"items\": [{\"a\": 1}]}\n{\"items\": []}"), None, "an object a line");
        assert_eq!(rest(r#"{"id": 1, "tags": ["a"]}"#), None);
        assert_eq!(rest(r#"{"inner": {"value": [{}]}}"#), None);
        assert_eq!(rest(r#"{"meta": {"n": 1, "of": "x"}, "data": [{"id": 1}]}"#), Some(r#"{"id": 1}]}"#));
        let schema = r#"{"schema": {"fields": [{"name": "id }"}], "of": {}}, "data": [{"id": 1}]}"#;
        assert_eq!(rest(schema), Some(r#"{"id": 1}]}"#));
        assert_eq!(rest("{"), None);
    }
}
