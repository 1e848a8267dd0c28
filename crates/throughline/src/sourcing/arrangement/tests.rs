//! All kinds of arrangements.

use super::KINDS;

#[test]
fn every_kind_has_its_own_name_and_says_what_only_local_evidence_can_say() {
    for (place, kind) in KINDS.iter().enumerate() {
        assert!(KINDS[..place].iter().all(|other| other.name != kind.name && other.title != kind.title));
        assert!(!kind.evidence.is_empty() && kind.differs.ends_with('.'), "{}", kind.name);
    }
    assert_eq!(KINDS[0].name, "as_is");
}
