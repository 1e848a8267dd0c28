//! Places: calendars, and later areas, bodies and languages. Local differences are data, never code.

pub mod clock;

/// When a service works, by the civil clock of its zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// For each day from Monday to Sunday, when work starts and ends, in minutes after midnight; `None` for a day off.
    pub week: [Option<(u16, u16)>; 7],
    /// Days off, whatever day of the week they are.
    pub holidays: std::collections::BTreeSet<jiff::civil::Date>,
}

impl Calendar {
    /// Monday to Friday, 9:00 to 17:00, no holidays: what is taken when nobody said, and said wherever it is used.
    pub fn office_hours() -> Calendar {
        let day = Some((9 * 60, 17 * 60));
        Calendar { week: [day, day, day, day, day, None, None], holidays: Default::default() }
    }
}
