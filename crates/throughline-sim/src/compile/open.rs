//! What is open when a plan starts, by class.

use super::{ClassOf, Compiler, Places};
use crate::model::OpenNeeds;

impl Compiler<'_> {
    /// What is open at the start: of each kind as many of a class as are its share.
    pub(super) fn open(&self, classes: &[ClassOf], places: &Places<'_>) -> Vec<OpenNeeds> {
        let mut all = Vec::new();
        for open in &self.plan.open {
            let count = self.value(open.count);
            let (mut share, mut before) = (0.0, 0);
            for (class, of) in classes.iter().enumerate().filter(|(_, of)| of.demand == open.demand) {
                share += self.named(*of).1;
                let upto = (count * share).round() as u32;
                let step = places.step(open.step, of.area);
                all.push(OpenNeeds { class, step, count: upto - before, age: self.time(&open.age) });
                before = upto;
            }
        }
        all
    }
}
