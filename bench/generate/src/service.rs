//! The invented service: what is done, what may follow it, who does it and what it costs. Whole numbers only, so that the log
//! is the same on every machine.

/// Something that is done.
pub struct Activity {
    /// Its name.
    pub name: &'static str,
    /// What may follow, with weights. Going back is rework.
    pub next: &'static [(u8, u32)],
    /// The organisation that usually does it, a place in [`ORGANISATIONS`].
    pub home: u8,
    /// Mean minutes until it is done.
    pub mean_minutes: u64,
    /// Mean cost in pence.
    pub mean_pence: u64,
}

const fn act(
    name: &'static str,
    home: u8,
    mean_minutes: u64,
    mean_pence: u64,
    next: &'static [(u8, u32)],
) -> Activity {
    Activity { name, next, home, mean_minutes, mean_pence }
}

/// The activity that ends a need.
pub const CLOSE: u8 = 29;

/// The activities a need may open with, with weights.
pub const OPENINGS: &[(u8, u32)] = &[(0, 55), (1, 25), (2, 12), (3, 8)];

/// All 30 of them.
#[rustfmt::skip]
pub const ACTIVITIES: &[Activity] = &[
    act("Call received",          0,     5,    450, &[(4, 70), (5, 20), (6, 10)]),
    act("Web form received",      0,    30,    120, &[(4, 80), (6, 20)]),
    act("Visit to the desk",      0,    10,    700, &[(4, 60), (5, 30), (8, 10)]),
    act("Letter received",        0,   600,    300, &[(4, 85), (7, 15)]),
    act("Request logged",         0,    60,    250, &[(8, 55), (9, 30), (7, 10), (24, 5)]),
    act("Advice given",           0,    20,    600, &[(0, 35), (4, 55), (25, 10)]),
    act("Details asked for",      0,  1_440,   350, &[(7, 75), (24, 25)]),
    act("Details received",       0,  4_000,   200, &[(8, 60), (9, 30), (6, 10)]),
    act("Triage",                 0,    700,   900, &[(10, 45), (12, 30), (9, 15), (6, 10)]),
    act("Passed to team",         0,    900,   150, &[(10, 50), (12, 25), (11, 15), (8, 10)]),
    act("Home visit booked",      1,  2_000,   300, &[(12, 70), (11, 20), (24, 10)]),
    act("Passed to contractor",   1,  1_200,   180, &[(15, 60), (13, 25), (9, 15)]),
    act("Home visit",             1,  5_000, 6_500, &[(13, 45), (14, 30), (26, 10), (10, 15)]),
    act("Quote asked for",        1,  1_500,   220, &[(16, 80), (24, 20)]),
    act("Assessment written",     1,  3_000, 4_200, &[(17, 60), (18, 25), (12, 15)]),
    act("Job scheduled",          2,  2_500,   400, &[(19, 65), (20, 25), (24, 10)]),
    act("Quote received",         2,  6_000,   100, &[(17, 70), (13, 30)]),
    act("Approval asked for",     1,  1_800,   260, &[(18, 75), (14, 25)]),
    act("Approved",               3,  4_500,   500, &[(15, 70), (11, 30)]),
    act("Job done",               2,  7_000, 11_500, &[(21, 45), (28, 40), (22, 15)]),
    act("No access",              2,  5_000, 2_600, &[(15, 60), (10, 25), (27, 15)]),
    act("Work inspected",         3,  3_500, 3_100, &[(28, 65), (22, 35)]),
    act("Sent back to redo",      3,  1_000,   300, &[(15, 55), (19, 30), (9, 15)]),
    act("Invoice paid",           3,  9_000,   350, &[(28, 70), (21, 30)]),
    act("Person chases",          0,  2_200,   480, &[(25, 60), (8, 15), (15, 15), (10, 10)]),
    act("Update given",           0,    300,   320, &[(8, 30), (15, 30), (24, 25), (12, 15)]),
    act("Referred to charity",    4,  1_600,   210, &[(27, 60), (14, 40)]),
    act("Support visit",          4,  6_000, 3_800, &[(26, 20), (14, 35), (28, 45)]),
    act("Person asked if sorted", 5,  2_800,   260, &[(24, 25), (22, 20), (23, 55)]),
    act("Closed",                 5,  1_000,    90, &[(28, 1)]),
];

/// The six organisations, with how many of the 200 workers each has.
pub const ORGANISATIONS: &[(&str, u16)] = &[
    ("Customer centre", 70),
    ("Council housing", 48),
    ("Brightfix Ltd", 42),
    ("Finance", 18),
    ("Neighbour Aid", 14),
    ("Quality office", 8),
];

/// How many workers there are.
pub const WORKERS: u16 = 200;

/// The organisation of a worker.
pub fn organisation_of(worker: u16) -> u8 {
    let mut first = 0;
    for (place, (_, workers)) in ORGANISATIONS.iter().enumerate() {
        first += workers;
        if worker < first {
            return place as u8;
        }
    }
    (ORGANISATIONS.len() - 1) as u8
}

/// The first worker of an organisation, and how many it has.
pub fn workers_of(organisation: u8) -> (u16, u16) {
    let before = ORGANISATIONS[..organisation as usize].iter().map(|(_, workers)| workers).sum();
    (before, ORGANISATIONS[organisation as usize].1)
}

/// The name of a worker.
pub fn worker_name(worker: u16) -> String {
    format!("W{:03}", worker + 1)
}

/// How busy an hour of the week is, Monday midnight first.
pub fn opening_weight(hour_of_week: u64) -> u64 {
    let (day, hour) = (hour_of_week / 24, hour_of_week % 24);
    match (day, hour) {
        (0, 9..=11) => 30,
        (0..=4, 8..=17) => 20,
        (0..=4, 7 | 18..=21) => 6,
        (5, 9..=16) => 5,
        (6, 9..=20) => 3,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_worker_is_in_one_organisation_and_every_activity_can_be_reached() {
        assert_eq!(ORGANISATIONS.iter().map(|(_, workers)| workers).sum::<u16>(), WORKERS);
        for organisation in 0..ORGANISATIONS.len() as u8 {
            let (first, count) = workers_of(organisation);
            assert!((first..first + count).all(|worker| organisation_of(worker) == organisation));
        }
        let mut reached: Vec<u8> = OPENINGS.iter().map(|(activity, _)| *activity).chain([CLOSE]).collect();
        for place in 0..ACTIVITIES.len() {
            let Some(activity) = reached.get(place).copied() else { break };
            for (next, _) in ACTIVITIES[activity as usize].next {
                if !reached.contains(next) {
                    reached.push(*next);
                }
            }
        }
        reached.sort_unstable();
        assert_eq!(reached, (0..30).collect::<Vec<u8>>());
    }
}
