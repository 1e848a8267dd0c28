//! The two cookies there are, both only for those who sign in: the session, and by which browser somebody signed in before. With `__Host-`
//! before their name browsers take them over https only, and from this host only.

use axum::http::header::{self, HeaderMap, HeaderValue};

/// The secret of a session.
const SESSION: &str = "session";
/// What a browser is known by.
const BROWSER: &str = "browser";
/// A session ends after 12 hours.
const SESSION_SECONDS: u32 = 12 * 3600;
/// A browser is forgotten after a year.
const BROWSER_SECONDS: u32 = 365 * 24 * 3600;

fn named(name: &str, https: bool) -> String {
    if https { format!("__Host-{name}") } else { name.to_string() }
}

fn value(headers: &HeaderMap, name: &str, https: bool) -> Option<String> {
    let name = named(name, https);
    let all = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut each = all.flat_map(|line| line.split(';')).filter_map(|one| one.trim().split_once('='));
    each.find(|(known, _)| *known == name).map(|(_, value)| value.to_string())
}

/// The secret of the session, if the browser sent one.
pub(crate) fn session(headers: &HeaderMap, https: bool) -> Option<String> {
    value(headers, SESSION, https)
}

/// What the browser is known by, if it sent that.
pub(crate) fn browser(headers: &HeaderMap, https: bool) -> Option<String> {
    value(headers, BROWSER, https)
}

fn set(headers: &mut HeaderMap, name: &str, value: &str, seconds: u32, https: bool) {
    let name = named(name, https);
    let secure = if https { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        headers.append(header::SET_COOKIE, cookie);
    }
}

/// Gives the browser the secret of a session, or takes it away.
pub(crate) fn set_session(headers: &mut HeaderMap, secret: Option<&str>, https: bool) {
    set(headers, SESSION, secret.unwrap_or_default(), secret.map_or(0, |_| SESSION_SECONDS), https);
}

/// Gives the browser something to be known by.
pub(crate) fn set_browser(headers: &mut HeaderMap, secret: &str, https: bool) {
    set(headers, BROWSER, secret, BROWSER_SECONDS, https);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_script_reads_a_cookie_and_over_https_none_goes_another_way() {
        let given = |https| {
            let mut headers = HeaderMap::new();
            set_session(&mut headers, Some("abc"), https);
            headers[header::SET_COOKIE].to_str().unwrap().to_string()
        };
        assert_eq!(given(false), "session=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=43200");
        assert_eq!(given(true), "__Host-session=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=43200; Secure");
        let mut sent = HeaderMap::new();
        sent.insert(header::COOKIE, HeaderValue::from_static("a=b; session=abc"));
        assert_eq!(session(&sent, false).as_deref(), Some("abc"));
        assert_eq!(session(&sent, true), None, "over https only the one that no other host can set");
    }
}
