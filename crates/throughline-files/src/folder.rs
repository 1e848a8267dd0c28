//! A folder as a study reads it: which files in it are read, and what its `throughline.toml`, if there is one, says of them. Every key of
//! that file is called as the option of the command that it stands for.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use throughline::error::Error;

use crate::read::same_file;
use crate::source::{Source, unreadable};
use crate::toml_text;

/// The name of the file that says what a study of its folder uses.
pub const SETTINGS: &str = "throughline.toml";

/// What a study of a folder uses. Paths start from the folder.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The files to read, in this order; all logs in the folder if none is named.
    pub files: Vec<PathBuf>,
    /// Mappings, as `--mapping` takes them: `FILE=MAPPING`, or one for all.
    pub mapping: Vec<String>,
    /// What work costs, as `--rates`.
    pub rates: Option<PathBuf>,
    /// Targets that exist outside, as `--target`.
    pub target: Vec<String>,
    /// Changes that somebody made, as `--change`.
    pub change: Vec<String>,
    /// When the service works, as `--hours`.
    pub hours: Option<String>,
    /// Whose bank holidays are off, as `--holidays`.
    pub holidays: Option<String>,
    /// What the service is for, as `--purpose`.
    pub purpose: Option<String>,
}

/// A folder that was looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Folder {
    /// The folder.
    pub path: PathBuf,
    /// The files to read, with the folder before their names.
    pub files: Vec<PathBuf>,
    /// Whether the settings name the files; where they do not, a file that is no log is passed over.
    pub named: bool,
    /// Studies that Throughline wrote, by name: they may be written again.
    pub made: Vec<String>,
    /// What is in it besides, by name, and is not read.
    pub passed_over: Vec<String>,
    /// What its settings say; nothing where it has none.
    pub settings: Settings,
    /// Whether it has settings.
    pub has_settings: bool,
}

impl Folder {
    /// Looks at a folder. The key, if it is in it, is not read and not named.
    pub fn at(path: &Path, key: Option<&Path>) -> Result<Folder, Error> {
        let about = path.join(SETTINGS);
        let has_settings = about.is_file();
        let settings = if has_settings { settings(&about)? } else { Settings::default() };
        let named = !settings.files.is_empty();
        let (mut files, mut made, mut passed_over) = (Vec::new(), Vec::new(), Vec::new());
        for name in names(path)? {
            let is_key = key.is_some_and(|key| same_file(key, &path.join(&name)));
            if name.starts_with('.') || is_key || uses(&settings, &name) {
                continue;
            }
            let is_other = path.join(&name).is_dir() || name.to_lowercase().ends_with(".toml");
            if named || is_other {
                passed_over.push(name);
            } else if Source::is_study(&path.join(&name)) {
                made.push(name);
            } else {
                files.push(path.join(name));
            }
        }
        if named {
            files = settings.files.iter().map(|file| path.join(file)).collect();
        }
        if files.is_empty() {
            return Err(Error::asked(format!(
                "{}: is a folder, and there is no file in it to be read",
                path.display()
            )));
        }
        Ok(Folder { path: path.to_path_buf(), files, named, made, passed_over, settings, has_settings })
    }

    /// What is to be said of it: what is used, and what is not.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let name = self.path.display();
        let settings = &self.settings;
        let list = |what: &str, values: &[String]| {
            (!values.is_empty()).then(|| {
                format!("{what} {}", values.iter().map(|v| format!("“{v}”")).collect::<Vec<_>>().join(", "))
            })
        };
        let rates: Vec<String> = settings.rates.iter().map(|rates| rates.display().to_string()).collect();
        let one = |said: &Option<String>| said.iter().cloned().collect::<Vec<_>>();
        let used: Vec<String> = [
            list("mapping", &settings.mapping),
            list("rates", &rates),
            list("target", &settings.target),
            list("change", &settings.change),
            list("hours", &one(&settings.hours)),
            list("holidays", &one(&settings.holidays)),
        ]
        .into_iter()
        .flatten()
        .collect();
        if self.has_settings {
            let used = if used.is_empty() { "nothing but the files".to_string() } else { used.join("; ") };
            notes.push(format!("{name}: {SETTINGS} says what is used, unless the command line does: {used}"));
        }
        if !self.made.is_empty() {
            notes.push(format!("{name}: passed over, as Throughline wrote them: {}", self.made.join(", ")));
        }
        if !self.passed_over.is_empty() {
            let why = if self.named { format!(", as {SETTINGS} does not name them") } else { String::new() };
            notes.push(format!("{name}: passed over{why}: {}", self.passed_over.join(", ")));
        }
        notes
    }
}

/// The names in a folder, in order.
fn names(path: &Path) -> Result<Vec<String>, Error> {
    let cannot = |error: std::io::Error| unreadable(path.display(), "the folder", &error);
    let mut names = Vec::new();
    for entry in std::fs::read_dir(path).map_err(cannot)? {
        names.push(entry.map_err(cannot)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// Whether the settings use a file, or are it.
fn uses(settings: &Settings, name: &str) -> bool {
    let is = |path: &Path| path == Path::new(name);
    let mapping =
        |given: &String| given == name || given.rsplit_once('=').is_some_and(|(_, file)| file == name);
    name == SETTINGS
        || settings.files.iter().any(|file| is(file))
        || settings.rates.as_deref().is_some_and(is)
        || settings.mapping.iter().any(mapping)
}

fn settings(path: &Path) -> Result<Settings, Error> {
    let name = &path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|error| unreadable(name, "what is said of the folder", &error))?;
    toml_text::read(&text, &name.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_says_what_is_read_and_what_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        file("b.csv", "x\n");
        file("a.csv", "x\n");
        file("notes.md", "x\n");
        file("old.toml", "x\n");
        file(".hidden", "x\n");
        std::fs::create_dir(folder.path().join("more")).unwrap();
        let looked = Folder::at(folder.path(), None).unwrap();
        let names = |files: &[PathBuf]| {
            files
                .iter()
                .map(|file| file.file_name().unwrap().to_string_lossy().into_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(names(&looked.files), ["a.csv", "b.csv", "notes.md"]);
        assert_eq!(looked.passed_over, ["more", "old.toml"]);
        file(SETTINGS, "files = [\"b.csv\"]\nmapping = [\"b.csv=old.toml\"]\ntarget = [\"a=28d\"]\n");
        let looked = Folder::at(folder.path(), None).unwrap();
        assert_eq!((names(&looked.files), looked.named), (vec!["b.csv".to_string()], true));
        assert_eq!(looked.passed_over, ["a.csv", "more", "notes.md"]);
        let notes = looked.notes().join("\n");
        assert!(
            notes.contains("mapping “b.csv=old.toml”; target “a=28d”") && notes.contains("a.csv, more"),
            "{notes}"
        );
    }

    #[test]
    fn settings_that_are_wrong_say_where() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.csv"), "x\n").unwrap();
        std::fs::write(folder.path().join(SETTINGS), "files = [\"a.csv\"]\ntargets = []\n").unwrap();
        let says = Folder::at(folder.path(), None).unwrap_err().to_string();
        assert!(
            says.contains("throughline.toml, line 2") && says.contains("unknown word `targets`"),
            "{says}"
        );
        let empty = tempfile::tempdir().unwrap();
        assert!(Folder::at(empty.path(), None).unwrap_err().to_string().contains("no file in it to be read"));
    }
}
