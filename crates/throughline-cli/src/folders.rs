//! Folders among the files: each is replaced by the logs in it, and what its `throughline.toml` says is used where the command line says
//! nothing.

use std::path::{Path, PathBuf};

use throughline::error::Error;
use throughline_files::folder::Folder;
use throughline_files::mapping::Mapping;
use throughline_files::read::same_file;

use crate::args::Input;
use crate::session;

/// What folders among the files said.
#[derive(Debug, Clone, Default)]
pub(crate) struct Folders {
    /// Files that nobody named: what is no log among them is passed over.
    pub(crate) found: Vec<PathBuf>,
    /// Files that are used besides logs, not to be written over.
    pub(crate) uses: Vec<PathBuf>,
    /// What is to be said of the folders.
    pub(crate) notes: Vec<String>,
    /// As `--rates`.
    pub(crate) rates: Option<PathBuf>,
    /// As `--target`.
    pub(crate) target: Vec<String>,
    /// As `--change`.
    pub(crate) change: Vec<String>,
    /// As `--purpose`.
    pub(crate) purpose: Option<String>,
    /// As `--hours`.
    pub(crate) hours: Option<String>,
    /// As `--holidays`.
    pub(crate) holidays: Option<String>,
    /// Logs, each with the file of its mapping.
    mapped: Vec<(PathBuf, PathBuf)>,
}

impl Folders {
    /// The mappings that folders name, each with its log.
    pub(crate) fn mappings(&self) -> Result<Vec<(PathBuf, Mapping)>, Error> {
        self.mapped.iter().map(|(file, mapping)| Ok((file.clone(), session::mapping(mapping)?))).collect()
    }

    fn add(&mut self, folder: &Folder) -> Result<(), Error> {
        let within = |file: &Path| folder.path.join(file);
        for given in &folder.settings.mapping {
            let one = given.split_once('=').map(|(file, mapping)| (within(file.as_ref()), mapping));
            let (files, mapping) = match one {
                Some((file, mapping)) if folder.files.contains(&file) => (vec![file], mapping),
                Some((file, _)) => {
                    return Err(Error::asked(format!(
                        "{}: the mapping “{given}” is for {}, which is not among the files to be read",
                        within(throughline_files::folder::SETTINGS.as_ref()).display(),
                        file.display()
                    )));
                }
                None => (folder.files.clone(), given.as_str()),
            };
            self.mapped.extend(files.into_iter().map(|file| (file, within(mapping.as_ref()))));
        }
        self.uses.extend(self.mapped.iter().map(|(_, mapping)| mapping.clone()));
        self.uses.push(within(throughline_files::folder::SETTINGS.as_ref()));
        if let Some(rates) = &folder.settings.rates {
            self.uses.push(within(rates));
            if self.rates.replace(within(rates)).is_some() {
                return Err(Error::asked("two folders have rates; say with --rates which hold"));
            }
        }
        let settings = &folder.settings;
        same(&mut self.purpose, &settings.purpose, "purpose")?;
        same(&mut self.hours, &settings.hours, "hours")?;
        same(&mut self.holidays, &settings.holidays, "holidays")?;
        self.target.extend(folder.settings.target.iter().cloned());
        self.change.extend(folder.settings.change.iter().cloned());
        self.notes.extend(folder.notes());
        if !folder.named {
            self.found.extend(folder.files.iter().cloned());
        }
        Ok(())
    }
}

/// Keeps what a folder says for all; an error where another one says something else.
fn same(kept: &mut Option<String>, said: &Option<String>, option: &str) -> Result<(), Error> {
    match said {
        Some(said) if kept.replace(said.clone()).is_some_and(|other| other != *said) => Err(Error::asked(
            format!("two folders say different things of `{option}`; say with --{option} which holds"),
        )),
        _ => Ok(()),
    }
}

/// The same input with every folder replaced by the logs in it.
pub(crate) fn settled(input: &Input) -> Result<Input, Error> {
    let mut settled = Input { files: Vec::new(), folders: Folders::default(), ..input.clone() };
    for path in &input.files {
        if path.is_dir() {
            let folder = Folder::at(path, input.key.as_deref())?;
            settled.folders.add(&folder)?;
            settled.files.extend(folder.files);
        } else {
            settled.files.push(path.clone());
        }
    }
    let is_key = |file: &&PathBuf| input.key.as_ref().is_some_and(|key| same_file(key, file));
    match settled.files.iter().find(is_key) {
        Some(file) => Err(Error::asked(format!("{}: is the key (--key), not a log", file.display()))),
        None => Ok(settled),
    }
}
