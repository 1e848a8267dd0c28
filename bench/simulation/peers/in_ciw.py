"""A plan in Ciw: a node for each step, one more without limit for those who will come back, and server schedules with `resume`.

    in_ciw.py PLAN.toml REPLICATIONS SEED [WEEKS]

Who fails and gives up goes through a node of no time, so that they can be told from those whose need was met; each way on which a need is
in transit is a node too. Ciw starts the clock of a service anew after each pause, and its record of the wait ends there. It also writes a
record of each interruption, so the wait until the first start is taken from the earliest record of a visit. Prints as in_simpy.py."""

import json
import math
import sys

import ciw
import plan as plans
from tally import Tally


def made(distribution):
    family, shape, lengths = distribution
    match family:
        case "fixed":
            return ciw.dists.Deterministic(lengths[0])
        case "exp":
            return ciw.dists.Exponential(1 / lengths[0])
        case "uniform":
            return ciw.dists.Uniform(*lengths)
        case "erlang" | "gamma":
            parts = shape if family == "erlang" else 1 / shape**2
            return ciw.dists.Gamma(parts, lengths[0] / parts)
        case "lognormal":
            variance = math.log(1 + shape**2)
            return ciw.dists.Lognormal(math.log(lengths[0]) - variance / 2, math.sqrt(variance))
    raise SystemExit(f"the Ciw model has no {family}")


def servers(pool):
    if pool.week is None:
        return pool.staff
    if pool.finishes:
        raise SystemExit("the Ciw model only pauses")
    numbers, ends = [], []
    for day, hours in enumerate(pool.week):
        if hours:
            numbers += [0, pool.staff]
            ends += [day * 24 + hours[0], day * 24 + hours[1]]
    return ciw.Schedule(numbers_of_servers=[*numbers, 0], shift_end_dates=[*ends, 168.0], preemption="resume")


class Nodes:
    """Where a need can be in Ciw: at a step; away until its person comes back; giving up; on its way from one step to another."""

    def __init__(self, plan):
        self.steps = len(plan.steps)
        if [step.pool for step in plan.steps] != list(range(len(plan.pools))):
            raise SystemExit("the Ciw model needs a pool for each step")
        if any(of.chase for of in plan.classes) or plan.hand_over.reread is not None:
            raise SystemExit("the Ciw model has nobody who asks again and nobody who reads")
        if any(step.patience and pool.week for step, pool in zip(plan.steps, plan.pools)):
            raise SystemExit("in the Ciw model nobody gives up where work is paused")
        self.away, self.gave_up = self.steps, self.steps + 1
        self.on_way = {}
        for place, step in enumerate(plan.steps):
            for onward in sorted({onward for ways in step.ways for _, onward in ways}):
                transit = plan.hand_over.between(plan.organisation(place), plan.organisation(onward))
                if transit is not None:
                    self.on_way[place, onward] = (self.steps + 2 + len(self.on_way), transit)
        self.count = self.steps + 2 + len(self.on_way)

    def matrix(self, plan, kind):
        of = plan.classes[kind]
        matrix = [[0.0] * self.count for _ in range(self.count)]
        for place, step in enumerate(plan.steps):
            ways = step.ways[kind]
            for chance, onward in ways:
                matrix[place][self.on_way.get((place, onward), (onward,))[0]] += chance
            fails = max(1 - sum(chance for chance, _ in ways), 0.0) * of.fails
            matrix[place][self.away] = fails * (1 - of.gives_up)
            matrix[place][self.gave_up] = fails * of.gives_up
        matrix[self.away][of.back_to] = 1.0
        for (_, onward), (node, _) in self.on_way.items():
            matrix[node][onward] = 1.0
        return matrix


def ranks(plan):
    """Priorities of the classes from 0 on without a gap; all the same where no pool goes by them."""
    rules = {pool.rule for pool in plan.pools}
    if len(rules) > 1 or "due-date" in rules:
        raise SystemExit("the Ciw model has one rule for all pools, and none by due date")
    if rules == {"fifo"}:
        return {of.name: 0 for of in plan.classes}
    known = sorted({of.priority for of in plan.classes})
    return {of.name: known.index(of.priority) for of in plan.classes}


def network(plan, nodes):
    others = nodes.count - nodes.steps

    def services(of):
        ways = [made(transit) for _, transit in nodes.on_way.values()]
        return [made(step.time) for step in plan.steps] + [made(of.returns), ciw.dists.Deterministic(0.0), *ways]

    def arrives(of):
        return [made(of.between) if place == of.first else None for place in range(nodes.count)]

    patience = [made(step.patience) if step.patience else None for step in plan.steps] + [None] * others
    leaving = {"reneging_time_distributions": {of.name: patience for of in plan.classes}} if any(patience) else {}
    return ciw.create_network(
        arrival_distributions={of.name: arrives(of) for of in plan.classes},
        service_distributions={of.name: services(of) for of in plan.classes},
        routing={of.name: nodes.matrix(plan, kind) for kind, of in enumerate(plan.classes)},
        number_of_servers=[*(servers(pool) for pool in plan.pools), *[math.inf] * others],
        priority_classes=ranks(plan),
        **leaving,
    )


def visits(simulation):
    """Every visit in order of its beginning: who, node from 1, when they came; when service first began (or None), when they left
    (or None), whether they gave up waiting, and their class."""
    found = {}

    def add(one, node, came, began, ended, left, kind):
        first = found.get((one, node, came), (None,))[0]
        starts = [at for at in (first, began) if at is not None]
        found[one, node, came] = (min(starts, default=None), ended, left, kind)

    for record in sorted(simulation.get_all_records(), key=lambda record: record.exit_date):
        left = record.record_type == "renege"
        began = None if left else record.service_start_date
        ended = record.exit_date if left else record.service_end_date if record.record_type == "service" else None
        add(record.id_number, record.node, record.arrival_date, began, ended, left, record.customer_class)
    for node in simulation.nodes[1:-1]:
        for one in node.all_individuals:
            add(one.id_number, node.id_number, one.arrival_date, one.service_start_date or None, None, False, one.customer_class)
    return dict(sorted(found.items(), key=lambda visit: visit[0][2]))


class Person:
    def __init__(self, came, kind):
        self.came, self.kind = came, kind
        self.ended, self.gave_up, self.step = math.inf, False, None


def replication(plan, nodes, seed):
    ciw.seed(seed)
    simulation = ciw.Simulation(network(plan, nodes))
    simulation.simulate_until_max_time(plan.until)
    tally, clocks = Tally(plan), [plans.Clock(pool.week) for pool in plan.pools]
    places = {of.name: place for place, of in enumerate(plan.classes)}
    counts = lambda at: at is not None and plan.warm_up <= at < plan.until  # noqa: E731
    people = {}
    for (who, node, came), (start, end, left, kind) in visits(simulation).items():
        kind, place = places[kind], node - 1
        person = people.setdefault(who, Person(came, kind))
        # They are visited in order, so that the last that is known of somebody stays.
        person.ended, person.gave_up = math.inf if end is None else end, left or place == nodes.gave_up
        over = end is not None and end < plan.until
        if place >= nodes.steps:
            if place == nodes.away and over:
                tally.events += 1
                tally.repeats[kind] += counts(end)
            # Who is on a way was handed over.
            tally.hand_overs[kind] += place > nodes.gave_up and counts(came)
            person.step = None
            continue
        if person.step is not None and plan.organisation(person.step) != plan.organisation(place):
            tally.hand_overs[kind] += counts(came)
        person.step = place
        tally.events += over
        tally.arrived[place][kind] += counts(came)
        tally.waiting[place] += tally.overlap(came, (end if left else plan.until) if start is None else start)
        tally.left[place] += left and counts(end)
        if counts(start):
            tally.started[place][kind] += 1
            tally.waited[place][kind] += start - came
        if start is not None:
            until = plan.until if end is None else min(end, plan.until)
            tally.busy[place] += clocks[place].between(max(start, plan.warm_up), until)
    for person in people.values():
        tally.events += person.came < plan.until
        tally.opened[person.kind] += counts(person.came)
        tally.in_hand[person.kind] += person.ended >= plan.until
        if counts(person.ended) and person.gave_up:
            tally.gave_up[person.kind] += 1
        elif counts(person.ended):
            tally.times[person.kind].append(person.ended - person.came)
    for place, pool in enumerate(plan.pools):
        tally.open[place] = clocks[place].between(plan.warm_up, plan.until) * pool.staff
    return tally


def main():
    path, replications, seed, *weeks = sys.argv[1:]
    plan = plans.read(path, *(float(number) for number in weeks))
    nodes = Nodes(plan)
    tallies = [replication(plan, nodes, int(seed) * 1000 + number) for number in range(int(replications))]
    print(json.dumps({"events": sum(tally.events for tally in tallies), "runs": [tally.figures() for tally in tallies]}))


if __name__ == "__main__":
    main()
