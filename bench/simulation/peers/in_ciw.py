"""A plan in Ciw: a node for each step, one more without limit for those who will come back, and server schedules with `resume`.

    in_ciw.py PLAN.toml REPLICATIONS SEED [WEEKS]

Ciw starts the clock of a service anew after each pause, and its record of the wait ends there. It also writes a record of each
interruption, so the wait until the first start is taken from the earliest record of a visit. Prints as in_simpy.py."""

import json
import math
import sys
from collections import defaultdict

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


def network(plan):
    steps = len(plan.steps)
    if [step.pool for step in plan.steps] != list(range(len(plan.pools))):
        raise SystemExit("the Ciw model needs a pool for each step")
    matrix = [[0.0] * (steps + 1) for _ in range(steps + 1)]
    for place, step in enumerate(plan.steps):
        for chance, onward in step.ways:
            matrix[place][onward] = chance
        matrix[place][steps] = (1 - sum(chance for chance, _ in step.ways)) * plan.fails
    matrix[steps][plan.back_to] = 1.0
    names = [of.name for of in plan.classes]
    arrives = lambda of: [ciw.dists.Exponential(of.per_hour) if place == of.first else None for place in range(steps + 1)]  # noqa: E731
    by_priority = any(pool.by_priority for pool in plan.pools)
    return ciw.create_network(
        arrival_distributions={of.name: arrives(of) for of in plan.classes},
        service_distributions={name: [made(step.time) for step in plan.steps] + [made(plan.returns)] for name in names},
        routing={name: matrix for name in names},
        number_of_servers=[*(servers(pool) for pool in plan.pools), math.inf],
        priority_classes={of.name: of.priority if by_priority else 0 for of in plan.classes},
    )


def visits(simulation, plan):
    """Every visit: who, their class, node, when they came, when service first began and when it ended (or None)."""
    first = {}
    for record in sorted(simulation.get_all_records(), key=lambda record: record.service_start_date):
        key = (record.id_number, record.node, record.arrival_date)
        began = first[key][0] if key in first else record.service_start_date
        ended = record.service_end_date if record.record_type == "service" else None
        first[key] = (began, ended, record.customer_class)
    for node in simulation.nodes[1:-1]:
        for one in node.all_individuals:
            key = (one.id_number, node.id_number, one.arrival_date)
            began = one.service_start_date or None
            first[key] = (first[key][0] if key in first else began, None, one.customer_class)
    return first


def replication(plan, seed):
    ciw.seed(seed)
    simulation = ciw.Simulation(network(plan))
    simulation.simulate_until_max_time(plan.until)
    tally, clocks = Tally(plan), [plans.Clock(pool.week) for pool in plan.pools]
    places = {of.name: place for place, of in enumerate(plan.classes)}
    counts = lambda at: at is not None and plan.warm_up <= at < plan.until  # noqa: E731
    began, ended = {}, defaultdict(float)
    for (who, node, came), (start, end, kind) in visits(simulation, plan).items():
        kind, place = places[kind], node - 1
        began[who] = min(came, began.get(who, (came,))[0]), kind
        ended[who] = max(ended[who], math.inf if end is None else end)
        if place == len(plan.pools):
            if end is not None and end < plan.until:
                tally.events += 1
                tally.repeats[kind] += counts(end)
            continue
        tally.events += end is not None and end < plan.until
        tally.arrived[place][kind] += counts(came)
        tally.waiting[place] += tally.overlap(came, plan.until if start is None else start)
        if counts(start):
            tally.started[place][kind] += 1
            tally.waited[place][kind] += start - came
        if start is not None:
            until = plan.until if end is None else min(end, plan.until)
            tally.busy[place] += clocks[place].between(max(start, plan.warm_up), until)
    for who, (came, kind) in began.items():
        tally.events += came < plan.until
        tally.opened[kind] += counts(came)
        if counts(ended[who]):
            tally.times[kind].append(ended[who] - came)
    for place, pool in enumerate(plan.pools):
        tally.open[place] = clocks[place].between(plan.warm_up, plan.until) * pool.staff
    return tally


def main():
    path, replications, seed, *weeks = sys.argv[1:]
    plan = plans.read(path, *(float(number) for number in weeks))
    tallies = [replication(plan, int(seed) * 1000 + number) for number in range(int(replications))]
    print(json.dumps({"events": sum(tally.events for tally in tallies), "runs": [tally.figures() for tally in tallies]}))


if __name__ == "__main__":
    main()
