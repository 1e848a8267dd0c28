//! Which pool does a step: the one that it names, or those that have its skill.
//!
//! Of several, work waits for the one that has the fewest skills; the others take it, at once, whenever they have none of their own.
//! A pool that helps takes everything that waits for the other, so it must have all the skills that are asked of that one.

use throughline::error::Error;
use throughline::sourcing::plan::{Help, Pool, Step};

use super::numbers::Numbers;
use super::service::Names;
use super::tree::{Item, Table, Value};

/// The skills of each pool, and which of them steps ask for.
pub(super) struct Skills {
    pools: Vec<OfPool>,
}

struct OfPool {
    name: String,
    skills: Vec<(usize, String)>,
}

impl Skills {
    pub(super) fn of(names: &Names<'_>) -> Result<Skills, Error> {
        let mut pools = Vec::new();
        for (name, item) in names.all_pools() {
            pools.push(OfPool { name: name.clone(), skills: skills(&names.pool_table(name, item)?)? });
        }
        Ok(Skills { pools })
    }

    fn able(&self, skill: &str) -> Vec<usize> {
        let has = |pool: &OfPool| pool.skills.iter().any(|(_, own)| own == skill);
        (0..self.pools.len()).filter(|pool| has(&self.pools[*pool])).collect()
    }

    fn told(&self, pools: &[usize]) -> String {
        pools.iter().map(|pool| format!("“{}”", self.pools[*pool].name)).collect::<Vec<_>>().join(", ")
    }

    /// The pool in whose line a step's work stands.
    pub(super) fn pool_of(
        &self,
        table: &Table<'_>,
        step: &str,
        named: Option<usize>,
    ) -> Result<usize, Error> {
        let said = table.text("skill")?;
        let skill = said.map_or(step, |(_, skill)| skill);
        let able = self.able(skill);
        match (named, said) {
            (Some(pool), None) if able.is_empty() => Ok(pool),
            (Some(pool), _) if able == [pool] => Ok(pool),
            (None, None) if able.is_empty() => Err(table.wrong(format_args!(
                "[{}] says no `pool`, and no pool has the skill “{skill}”; write pool = \"…\", or skills = [\"{skill}\"] in the pools that do it",
                table.path
            ))),
            (_, Some((line, _))) if able.is_empty() => Err(table.wrong_at(
                line,
                format_args!(
                    "`{}` is “{skill}”, which no pool has; write skills = [\"{skill}\"] in the pools that do it",
                    table.path_of("skill")
                ),
            )),
            (Some(pool), _) => Err(table.wrong(format_args!(
                "[{}] names the pool {}, and the skill “{skill}” is that of {}; leave `pool` out, and those who have the skill do it, or take it off the others",
                table.path,
                self.told(&[pool]),
                self.told(&able)
            ))),
            (None, _) => Ok(self.home(&able)),
        }
    }

    /// Of pools the one with the fewest skills, the first of several.
    fn home(&self, able: &[usize]) -> usize {
        able.iter().copied().min_by_key(|pool| (self.pools[*pool].skills.len(), *pool)).unwrap_or(0)
    }

    /// Lets pools do each other's work where a skill is that of several.
    pub(super) fn share(
        &self,
        names: &Names<'_>,
        (pools, steps): (&mut [Pool], &[Step]),
        numbers: &Numbers,
    ) -> Result<(), Error> {
        let mut asked = Vec::new();
        for (name, item) in names.all_steps() {
            let table = names.step_table(name, item)?;
            let names_pool = table.text("pool")?.is_some();
            let skill = table.text("skill")?.map_or(name.as_str(), |(_, skill)| skill);
            asked.push((skill.to_string(), names_pool, table.line));
        }
        for (step, (skill, names_pool, line)) in steps.iter().zip(&asked) {
            let others = self.able(skill).into_iter().filter(|pool| *pool != step.pool && !names_pool);
            for other in others {
                let there = steps.iter().zip(&asked).filter(|(of, _)| of.pool == step.pool);
                let cannot = there.map(|(_, (skill, ..))| skill).find(|own| !self.able(own).contains(&other));
                if let Some(cannot) = cannot {
                    let (home, other) = (&self.pools[step.pool].name, &self.pools[other].name);
                    return Err(names.wrong_at(
                        *line,
                        format_args!(
                            "“{skill}” is a skill of “{home}” and of “{other}”, and “{home}” also does “{cannot}”, which “{other}” cannot; give “{other}” that \
                             skill too, or write `pool` in the steps that only one of them does"
                        ),
                    ));
                }
                if pools[other].helps.iter().all(|help| help.pool != step.pool) {
                    let path = format!("pool.{}.helps.{}.after", pools[other].name, pools[step.pool].name);
                    let after_hours = numbers.taken(path, 0.0, "hours");
                    pools[other].helps.push(Help { pool: step.pool, after_hours, above: None });
                }
            }
        }
        let unasked = |of: &OfPool| {
            of.skills.iter().find(|(_, own)| asked.iter().all(|(skill, ..)| skill != own)).cloned()
        };
        match self.pools.iter().find_map(|of| Some((&of.name, unasked(of)?))) {
            None => Ok(()),
            Some((pool, (line, skill))) => Err(names.wrong_at(
                line,
                format_args!(
                    "`pool.{pool}.skills` names “{skill}”, which no step asks for; name a step, or write skill = \"{skill}\" in one"
                ),
            )),
        }
    }
}

/// The skills that a pool's table says, with their lines.
pub(super) fn skills(table: &Table<'_>) -> Result<Vec<(usize, String)>, Error> {
    let Some(item) = table.take("skills") else { return Ok(Vec::new()) };
    let example = "a list of names of steps or skills, such as [\"assess\"]";
    let Value::List(items) = &item.value else { return Err(table.not("skills", item, example)) };
    let one = |item: &Item| match &item.value {
        Value::Text(text) => Ok((item.line, text.clone())),
        _ => Err(table.not("skills", item, example)),
    };
    items.iter().map(one).collect()
}
