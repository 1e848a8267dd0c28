//! Names of columns that say what was done.

/// Names that can mean nothing else.
pub(super) const ACTIVITIES: [&str; 19] = [
    "activity",
    "activity name",
    "activity label",
    "event",
    "event name",
    "event type",
    "action",
    "action taken",
    "task",
    "task name",
    "step",
    "step name",
    "operation",
    "process step",
    "transaction type",
    "milestone",
    "what",
    "what happened",
    "aktivität",
];
