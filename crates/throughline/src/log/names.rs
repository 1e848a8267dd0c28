//! Names as small integers: a dictionary that only grows.

use std::fmt;
use std::ops::Range;

/// The code of "no name".
pub const NONE: u32 = u32::MAX;

/// A dictionary: name `n` is the one with code `n`. The texts lie one after the other.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Names {
    text: String,
    ends: Vec<usize>,
}

impl Names {
    /// The names of which the texts lie one after the other in `text` and end at `ends`; none if they cannot lie so.
    pub fn of(text: String, ends: Vec<usize>) -> Option<Names> {
        let rising = ends.is_sorted() && ends.last().copied().unwrap_or(0) == text.len();
        (rising && ends.iter().all(|end| text.is_char_boundary(*end))).then_some(Names { text, ends })
    }

    /// The name of a code.
    ///
    /// # Panics
    /// If no name has this code.
    #[inline]
    pub fn get(&self, code: u32) -> &str {
        let code = code as usize;
        let start = if code == 0 { 0 } else { self.ends[code - 1] };
        &self.text[start..self.ends[code]]
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All names, in the order of their codes.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> + '_ {
        (0..self.ends.len() as u32).map(|code| self.get(code))
    }

    /// The code of a name, by looking at them all: for the few look-ups a person asks for.
    pub fn find(&self, name: &str) -> Option<u32> {
        self.iter().position(|n| n == name).map(|code| code as u32)
    }

    /// Adds a name without looking whether it is there; answers its code.
    pub fn push(&mut self, name: &str) -> u32 {
        self.text.push_str(name);
        self.ends.push(self.text.len());
        (self.ends.len() - 1) as u32
    }

    /// Adds names of another dictionary that are not here: its codes `run`, one after the other.
    pub(super) fn push_run(&mut self, other: &Names, run: Range<usize>) {
        let start = if run.start == 0 { 0 } else { other.ends[run.start - 1] };
        let ends = &other.ends[run];
        let own = self.text.len();
        self.text.push_str(&other.text[start..ends.last().copied().unwrap_or(start)]);
        self.ends.extend(ends.iter().map(|end| own + (end - start)));
    }

    /// Keeps room for so many more names and bytes of text.
    pub(super) fn reserve(&mut self, names: usize, bytes: usize) {
        self.ends.reserve(names);
        self.text.reserve(bytes);
    }

    /// How many bytes all names have.
    pub(super) fn bytes(&self) -> usize {
        self.text.len()
    }

    /// For each code, its place among the names in alphabetical order.
    pub fn ranks(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.len() as u32).collect();
        order.sort_unstable_by(|a, b| self.get(*a).cmp(self.get(*b)));
        let mut ranks = vec![0; order.len()];
        for (rank, code) in order.iter().enumerate() {
            ranks[*code as usize] = rank as u32;
        }
        ranks
    }
}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().take(20)).finish()
    }
}

impl<S: AsRef<str>> FromIterator<S> for Names {
    fn from_iter<I: IntoIterator<Item = S>>(names: I) -> Names {
        let mut all = Names::default();
        for name in names {
            all.push(name.as_ref());
        }
        all
    }
}
