//! What is taken out of the store past it, beside the chain.

use throughline::contact::File;

use super::{Told, hour, opened};

pub(super) fn files_and_keys_that_are_gone_are_noticed(told: Told) {
    let store = &told.store;
    let need = opened(store, "a picture of the damp").need;
    let file = File { name: "damp.png".into(), media: "image/png".into() };
    store.add_file(hour(2), need, file, vec![7; 1_000]).unwrap();
    told.tamper("UPDATE file SET sealed = substr(sealed, 2)").unwrap();
    let wrong = store.verify().unwrap().wrong;
    assert!(wrong.len() == 1 && wrong[0].ends_with("is missing, or was altered"), "{wrong:?}");
    told.tamper("DELETE FROM file").unwrap();
    assert_eq!(store.verify().unwrap().wrong, wrong);
    told.tamper("DELETE FROM person_key").unwrap();
    let wrong = store.verify().unwrap().wrong;
    assert!(wrong.len() == 1 && wrong[0].contains("nobody erased them"), "{wrong:?}");
}
