//! What people say in Welsh.

/// Of something that does not work.
pub(super) const REPAIR: &[&str] = &[
    "dydy'r gwres ddim yn gweithio",
    "does dim dŵr poeth ers {cy}",
    "mae dŵr yn dod drwy'r nenfwd",
    "mae llwydni du ar y wal yn yr ystafell wely",
    "dydy'r drws ffrynt ddim yn cloi",
    "mae'r golau wedi mynd yn y gegin",
    "mae'r boeler wedi torri eto",
    "mae'r tap yn diferu ers {cy}",
];

/// Of what should have happened.
pub(super) const CHASE: &[&str] = &[
    "ble mae fy atgyweiriad",
    "dwi wedi bod yn aros ers {cy}",
    "ddaeth neb ddoe er i chi addo",
    "oes dyddiad eto os gwelwch yn dda",
    "dwi wedi ffonio ddwywaith yn barod",
    "pryd mae rhywun yn dod",
    "dim ateb ers {cy}, beth sy'n digwydd",
];

/// Of money, homes and letters.
pub(super) const OFFICE: &[&str] = &[
    "mae fy nghyfrif rhent yn anghywir",
    "dwi angen help i dalu'r rhent",
    "dwi ddim yn deall y llythyr yma",
    "hoffwn wneud cais am dŷ",
    "dwi wedi anfon y papurau'n barod, ers {cy}",
    "chafodd y bin ddim ei wagio",
    "dwi angen cyngor am ddyledion",
    "ble mae fy nghais i erbyn hyn",
];
