//! The bill of a run: what each month of it cost whom, entry by entry into a ledger.

use super::{Activity, Contract, DemandMonth, Money, OtherBody, Pays, PoolMonth, value};
use crate::error::Error;
use crate::money::Pence;
use crate::sourcing::appraisal::{caution, who_pays};
use crate::sourcing::ledger::{Entry, Ledger, Line, NeedKind, OptionPlace, Party};
use crate::sourcing::payoff::{Payoff, Repeats, SoFar, Terms};
use crate::sourcing::plan::{Number, Plan, Step};
use crate::sourcing::split::evenly;

/// Who is paid for work.
pub const STAFF: &str = "staff";
/// Who is paid for everything that no organisation of the plan sells.
pub const OTHERS: &str = "everybody else";
/// Who spends own time.
pub const PEOPLE: &str = "people with needs";
/// Who buys where every pool is the supplier's.
pub const COMMISSIONER: &str = "the commissioner";

/// Whether a name in the ledger is that of an organisation: not of those who are paid for work, of everybody else, or of people with needs.
pub fn is_organisation(name: &str) -> bool {
    ![STAFF, OTHERS, PEOPLE].contains(&name)
}

/// What a run cost.
#[derive(Debug, Clone, PartialEq)]
pub struct Bill {
    /// Every entry.
    pub ledger: Ledger,
    /// What the supplier gained from people who came back, over the months of its contract; none without one.
    pub repeats: Option<Repeats>,
}

/// The bill of the months of a run, in the order of the plan's months, at these values of the plan's numbers. `fails_in` is the month,
/// from 0, in which the supplier fails in this future ([`Money::fails_in`]). Before the contract begins and after its supplier fails
/// the buyer pays the supplier's pools itself.
pub fn bill(
    plan: &Plan,
    money: &Money,
    values: &[f64],
    months: &[Activity],
    fails_in: Option<u32>,
    option: OptionPlace,
) -> Result<Bill, Error> {
    let mut book = Book::open(plan, money, values, fails_in, option)?;
    for (activity, month) in months.iter().zip(0u32..) {
        activity.fits(plan)?;
        book.month = month;
        book.staff(activity);
        book.standing();
        book.work_of_supplier(activity)?;
        book.beginning(activity);
        book.ending();
        book.people(activity);
    }
    Ok(Bill { ledger: book.ledger, repeats: book.agreed.map(|agreed| who_pays::repeats_of(agreed.repeats)) })
}

/// A contract at the values of this future.
struct Agreed<'b> {
    contract: &'b Contract,
    payoff: Payoff,
    terms: Terms,
    supplier: Party,
    /// After how many months of the plan it is over, where who only helps leaves then.
    over_after_months: Option<f64>,
    /// Of each month so far.
    repeats: Vec<Repeats>,
    /// The months before in this year of it, and the same had nobody come back.
    so_far: [SoFar; 2],
}

struct Book<'b> {
    plan: &'b Plan,
    money: &'b Money,
    values: &'b [f64],
    option: OptionPlace,
    ledger: Ledger,
    buyer: Party,
    staff: Party,
    others: Party,
    people: Party,
    agreed: Option<Agreed<'b>>,
    starts_after_months: u32,
    contract_after_months: u32,
    fails_in: Option<u32>,
    month: u32,
    /// What work and overheads cost the supplier in this month.
    supplier_cost: Pence,
}

impl<'b> Book<'b> {
    fn open(
        plan: &'b Plan,
        money: &'b Money,
        values: &'b [f64],
        fails_in: Option<u32>,
        option: OptionPlace,
    ) -> Result<Book<'b>, Error> {
        if values.len() != plan.amounts.len() || values.iter().any(|value| !value.is_finite()) {
            return Err(Error::asked(format!(
                "a bill needs a value for each of the {} numbers of the plan, and got {}; give them in their order",
                plan.amounts.len(),
                values.len()
            )));
        }
        money.cautious_once(plan)?;
        let mut ledger = Ledger::default();
        let buyer = ledger.party(&buyer(plan, money));
        let [staff, others, people] = [STAFF, OTHERS, PEOPLE].map(|name| ledger.party(name));
        let agreed = match &money.contract {
            None => None,
            Some(contract) => Some(Agreed::of(contract, plan, money, values, &mut ledger)?),
        };
        Ok(Book {
            plan,
            money,
            values,
            option,
            ledger,
            buyer,
            staff,
            others,
            people,
            agreed,
            starts_after_months: money.starts_after_months(values),
            contract_after_months: money.contract_after_months(values),
            fails_in,
            month: 0,
            supplier_cost: Pence(0),
        })
    }

    fn of(&self, dial: Option<Number>) -> f64 {
        value(self.values, dial)
    }

    fn pence(&self, dial: Option<Number>) -> Pence {
        pence_of(self.of(dial))
    }

    /// This month's part of so much a year.
    fn monthly(&self, pounds_per_year: Option<Number>) -> Pence {
        evenly(self.pence(pounds_per_year), 12, self.month)
    }

    /// Whether the contract is paid this month.
    fn runs(&self) -> bool {
        let failed = self.fails_in.is_some_and(|month| self.month >= month);
        self.part_of_month() > 0.0 && self.month >= self.contract_after_months && !failed
    }

    /// Which part of this month comes before the contract is over; all of it where who is paid does not leave.
    fn part_of_month(&self) -> f64 {
        let Some(agreed) = &self.agreed else { return 0.0 };
        agreed.over_after_months.map_or(1.0, |over| (over - f64::from(self.month)).clamp(0.0, 1.0))
    }

    fn is_supplier(&self, organisation: &str) -> bool {
        self.money.contract.as_ref().is_some_and(|contract| contract.supplier == organisation)
    }

    /// Who pays for what an organisation does.
    fn payer(&mut self, organisation: &str) -> Party {
        if self.is_supplier(organisation) && !self.runs() {
            self.buyer
        } else {
            self.ledger.party(organisation)
        }
    }

    /// Adds an entry, with what caution adds to its line; what it came to.
    fn add(&mut self, payer: Party, payee: Party, line: Line, amount: Pence) -> Pence {
        self.add_for(None, payer, payee, line, amount)
    }

    fn add_for(
        &mut self,
        need: Option<NeedKind>,
        payer: Party,
        payee: Party,
        line: Line,
        amount: Pence,
    ) -> Pence {
        let biases = self.money.optimism_bias.iter().filter(|(of, _)| *of == line);
        let bias: f64 = biases.map(|(_, bias)| self.of(Some(*bias))).sum();
        let (option, month) = (self.option, self.month);
        let amount = if bias == 0.0 { amount } else { caution::added(amount, bias) };
        self.ledger.add(Entry { option, month, payer, payee, line, need, amount });
        amount
    }

    /// Everybody who is there is paid for the hours they are there, worked or not, and for no more.
    fn staff(&mut self, activity: &Activity) {
        self.supplier_cost = Pence(0);
        let plan = self.plan;
        for (pool, hours) in plan.pools.iter().zip(&activity.pools) {
            let pounds_per_hour = self.of(Some(pool.pounds_per_hour));
            let paid = pence_of(hours.paid_hours * pounds_per_hour);
            let busy = pence_of(hours.busy_hours * pounds_per_hour).min(paid);
            let payer = self.payer(&pool.organisation);
            let busy_cost = self.add(payer, self.staff, Line::ActivityTime, busy);
            let idle_cost = self.add(payer, self.staff, Line::Fixed, paid - busy);
            if self.is_supplier(&pool.organisation) {
                self.supplier_cost += busy_cost + idle_cost;
            }
        }
    }

    /// What is paid by the year.
    fn standing(&mut self) {
        let (plan, money) = (self.plan, self.money);
        let organisations = plan.organisations();
        for overhead in &money.overheads {
            let whose = |name: &&String| overhead.organisation.as_ref().is_none_or(|only| only == *name);
            for organisation in organisations.iter().filter(whose) {
                let pools = plan.pools.iter().filter(|pool| pool.organisation == *organisation);
                let staff: f64 = pools.map(|pool| self.of(Some(pool.staff))).sum();
                let steps = (staff / self.of(Some(overhead.each_staff)).max(1.0)).ceil();
                let year = self.pence(Some(overhead.pounds_per_year)).times(steps);
                let amount = evenly(year, 12, self.month);
                let payer = self.payer(organisation);
                let amount = self.add(payer, self.others, Line::Fixed, amount);
                if self.is_supplier(organisation) {
                    self.supplier_cost += amount;
                }
            }
        }
        for (line, dial) in [
            (Line::Premises, money.sites_pounds_per_year),
            (Line::Premises, money.premises_pounds_per_year),
            (Line::Fixed, money.governance_pounds_per_year),
            (Line::RetainedRisk, money.retained_risk_pounds_per_year),
        ] {
            self.add(self.buyer, self.others, line, self.monthly(dial));
        }
    }

    /// The contract, what looking after it and changing it takes, and the tax on it; changes by own people where none runs.
    fn work_of_supplier(&mut self, activity: &Activity) -> Result<(), Error> {
        let changes = &self.money.changes;
        let size = changes.size_points.map_or(1.0, |size| self.of(Some(size)));
        let of_needs: f64 = self.plan.spec_changes().into_iter().map(|number| self.of(Some(number))).sum();
        let points = (self.of(changes.per_year) + of_needs) / 12.0 * size;
        let does_work = |agreed: &Agreed<'_>| agreed.contract.does_work(self.plan);
        let by_supplier = self.runs() && self.agreed.as_ref().is_some_and(does_work);
        if !by_supplier {
            let own = self.pence(changes.in_house_pounds_per_point).times(points);
            self.add(self.buyer, self.staff, Line::ChangeCharge, own);
        }
        if !self.runs() {
            return Ok(());
        }
        let without = self.supplier_cost - self.cost_of_repeats(activity);
        let part = self.part_of_month();
        let Some(agreed) = &mut self.agreed else { return Ok(()) };
        let since = self.month - self.contract_after_months;
        let rise = value(self.values, agreed.contract.index_per_year);
        let index = libm::pow(1.0 + rise, f64::from(since / 12));
        if since.is_multiple_of(12) {
            agreed.so_far = Default::default();
        }
        let [so_far, so_far_unrepeated] = agreed.so_far;
        let happened = agreed.contract.happened(&agreed.payoff, activity, self.supplier_cost, true);
        let paid = agreed.payoff.paid(&happened, so_far, since, index)?;
        let other = agreed.contract.happened(&agreed.payoff, activity, without, false);
        let unrepeated = agreed.payoff.paid(&other, so_far_unrepeated, since, index)?;
        agreed.so_far = [so_far.and(&happened), so_far_unrepeated.and(&other)];
        agreed.repeats.push(Repeats {
            count: activity.all_demands().repeats,
            paid: Some(paid.total() - unrepeated.total()),
            gained: Some(paid.kept - unrepeated.kept),
        });
        let supplier = agreed.supplier;
        let points = if by_supplier { points } else { 0.0 };
        let charge = agreed.terms.change.charge(points).times(index);
        let looking_after = agreed.terms.monitoring;
        let mut lines = paid.lines;
        lines.push((Line::ChangeCharge, charge));
        let mut price = Pence(0);
        for (line, amount) in lines {
            price += self.add(self.buyer, supplier, line, amount.times(part));
        }
        let vat = price.times(self.of(self.money.vat) * self.of(self.money.vat_irrecoverable));
        self.add(self.buyer, self.others, Line::IrrecoverableVat, vat);
        self.add(self.buyer, self.staff, Line::Monitoring, looking_after.cost(price, self.month));
        Ok(())
    }

    /// What the supplier's people were busy with for those who came back, at what an hour costs.
    fn cost_of_repeats(&self, activity: &Activity) -> Pence {
        let plan = self.plan;
        let mut sum = Pence(0);
        for (place, pool) in
            plan.pools.iter().enumerate().filter(|(_, pool)| self.is_supplier(&pool.organisation))
        {
            // Where teams do a step by area, what came back is taken to be spread evenly over them.
            let does = |step: &Step| step.pool == place || step.in_areas.contains(&place);
            let steps = plan.steps.iter().zip(&activity.steps).filter(|(step, _)| does(step));
            let (visits, repeats) = steps
                .fold((0, 0), |(visits, repeats), (_, step)| (visits + step.visits, repeats + step.repeats));
            if visits > 0 {
                let PoolMonth { paid_hours, busy_hours } = activity.pools[place];
                let busy = busy_hours.min(paid_hours) * self.of(Some(pool.pounds_per_hour));
                sum += pence_of(busy * repeats.min(visits) as f64 / visits as f64);
            }
        }
        sum
    }

    /// Choosing and moving.
    fn beginning(&mut self, activity: &Activity) {
        let (plan, money) = (self.plan, self.money);
        let choosing = money.moves_after_months(self.values);
        // What takes no month is paid in the first.
        let part = |total: Pence, from: u32, count: u32| {
            let place = self.month.checked_sub(from).filter(|place| *place < count.max(1));
            place.map_or(Pence(0), |place| evenly(total, count.max(1), place))
        };
        let transition = &money.transition;
        let moving = self.starts_after_months - choosing;
        let procurement = part(self.pence(money.procurement.pounds), 0, choosing);
        let once = [transition.staff_transfer_pounds, transition.systems_pounds, transition.pension_pounds];
        let once: Pence = once.into_iter().map(|dial| part(self.pence(dial), choosing, moving)).sum();
        let redundancy = part(self.pence(transition.redundancy_pounds), choosing, moving);
        self.add(self.buyer, self.others, Line::Procurement, procurement);
        self.add(self.buyer, self.others, Line::Transition, once);
        self.add(self.buyer, self.staff, Line::Redundancy, redundancy);
        if (choosing..self.starts_after_months).contains(&self.month) {
            let twice = |place: usize| match (transition.pools.is_empty(), &money.contract) {
                (false, _) => transition.pools.contains(&place),
                (true, None) => true,
                (true, Some(contract)) => plan.pools[place].organisation == contract.supplier,
            };
            let pools = plan.pools.iter().zip(&activity.pools).enumerate().filter(|(place, _)| twice(*place));
            let pounds: f64 =
                pools.map(|(_, (pool, hours))| hours.paid_hours * self.of(Some(pool.pounds_per_hour))).sum();
            let besides = pence_of(pounds * self.of(transition.double_running));
            self.add(self.buyer, self.staff, Line::Transition, besides);
        }
    }

    /// The end of a term, of help, and of a supplier.
    fn ending(&mut self) {
        if self.agreed.is_some() && self.fails_in == Some(self.month) {
            let step_in = self.pence(self.money.failure.step_in_pounds);
            self.add(self.buyer, self.others, Line::SupplierFailure, step_in);
        }
        let term = self.agreed.as_ref().map_or(0, |agreed| agreed.terms.months);
        let since = (self.month + 1).saturating_sub(self.contract_after_months);
        if !self.runs() {
            return;
        }
        // Who only helps is not chosen again once it has left.
        let over = self.agreed.as_ref().and_then(|agreed| agreed.over_after_months);
        let is_over = over.is_some_and(|over| over <= f64::from(self.month + 1));
        let term_ends = term > 0 && since > 0 && since.is_multiple_of(term);
        if is_over || term_ends {
            let anew = if is_over { Pence(0) } else { self.pence(self.money.retender_pounds) };
            self.add(
                self.buyer,
                self.others,
                Line::ExitAndRetender,
                self.pence(self.money.exit_pounds) + anew,
            );
        }
    }

    /// What it takes the people themselves, and other bodies.
    fn people(&mut self, activity: &Activity) {
        let money = self.money;
        let minute = self.of(money.own_time.pounds_per_hour) / 60.0;
        let each = minute * self.of(money.own_time.minutes_per_contact);
        for (demand, kind) in activity.demands.iter().zip(0u16..) {
            let kind = Some(NeedKind(kind));
            self.add_for(
                kind,
                self.people,
                self.people,
                Line::OwnTime,
                pence_of(each * demand.contacts() as f64),
            );
            for body in &money.other_bodies {
                let payer = self.ledger.party(&body.name);
                let amount = self.cost_to(body, demand);
                self.add_for(kind, payer, self.others, Line::CostToOtherBodies, amount);
            }
        }
    }

    fn cost_to(&self, body: &OtherBody, demand: &DemandMonth) -> Pence {
        let DemandMonth { opened, met, gave_up, repeats, chases, .. } = *demand;
        let pairs = body.each().into_iter().zip([opened, met, gave_up, repeats, chases]);
        pairs.map(|(dial, count)| self.pence(dial).times(count as f64)).sum()
    }
}

impl<'b> Agreed<'b> {
    fn of(
        contract: &'b Contract,
        plan: &Plan,
        money: &Money,
        values: &[f64],
        ledger: &mut Ledger,
    ) -> Result<Agreed<'b>, Error> {
        let over_after_months = money.help_ends_after_months(plan, values);
        let may_help = matches!(contract.pays, Pays::AtRisk { .. }) && over_after_months.is_some();
        if !contract.does_work(plan) && !may_help {
            return Err(Error::asked(format!(
                "the contract is with “{}”, and no pool is its; move a pool to it, or write the supplier whose pools there are: {}. Who only helps \
                 is paid by kind = \"at_risk\", for as many months as it helps",
                contract.supplier,
                plan.organisations().join(", ")
            )));
        }
        let terms = contract.terms(values, &money.monitoring);
        if let Some(says) = terms.wrong() {
            return Err(Error::asked(format!(
                "the contract with {} makes no sense: {says}",
                contract.supplier
            )));
        }
        let payoff = contract.payoff(plan, values)?;
        Ok(Agreed {
            contract,
            payoff,
            terms,
            supplier: ledger.party(&contract.supplier),
            over_after_months,
            repeats: Vec::new(),
            so_far: Default::default(),
        })
    }
}

/// The name of who buys.
pub fn buyer(plan: &Plan, money: &Money) -> String {
    let supplier = money.contract.as_ref().map(|contract| contract.supplier.as_str());
    let first = || plan.organisations().into_iter().find(|name| Some(name.as_str()) != supplier);
    money.buyer.clone().or_else(first).unwrap_or_else(|| COMMISSIONER.to_string())
}

fn pence_of(pounds: f64) -> Pence {
    Pence(1).times(100.0 * pounds)
}
