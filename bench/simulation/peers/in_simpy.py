"""A plan in SimPy: a process for each need, as its manual has it, and a pool of our own, since SimPy's resources keep no hours.

    in_simpy.py PLAN.toml REPLICATIONS SEED [WEEKS]

Prints one line of JSON: the figures of each replication, and how many events there were (arrivals of needs, ends of work, returns)."""

import heapq
import json
import math
import random
import sys

import plan as plans
import simpy
from tally import Tally


def drawn(chance, distribution):
    family, shape, lengths = distribution
    match family:
        case "fixed":
            return lengths[0]
        case "exp":
            return chance.expovariate(1 / lengths[0])
        case "uniform":
            return chance.uniform(*lengths)
        case "erlang" | "gamma":
            parts = shape if family == "erlang" else 1 / shape**2
            return chance.gammavariate(parts, lengths[0] / parts)
        case "hyper":
            return chance.expovariate(1 / lengths[0 if chance.random() < shape else 1])
        case "lognormal":
            variance = math.log(1 + shape**2)
            return chance.lognormvariate(math.log(lengths[0]) - variance / 2, math.sqrt(variance))
        case "weibull":
            return chance.weibullvariate(lengths[0] / math.gamma(1 + 1 / shape), shape)
    raise SystemExit(f"the SimPy model has no {family}")


class Pool:
    def __init__(self, env, of, place, tally):
        self.env, self.of, self.place, self.tally = env, of, place, tally
        self.clock = plans.Clock(of.week)
        self.free, self.line, self.came = of.staff, [], 0
        self.since = 0.0
        if of.week is not None:
            env.process(self.opens())

    def opens(self):
        while True:
            yield self.env.timeout(self.clock.opens_next(self.env.now) - self.env.now)
            self.serve()

    def counts(self):
        """Counts who has waited up to now."""
        self.tally.waiting[self.place] += len(self.line) * self.tally.overlap(self.since, self.env.now)
        self.since = self.env.now

    def asks(self, priority):
        """An event that happens when a worker is there."""
        self.counts()
        turn = self.env.event()
        self.came += 1
        heapq.heappush(self.line, (priority if self.of.by_priority else 0, self.came, turn))
        self.serve()
        return turn

    def serve(self):
        while self.line and self.free and self.clock.is_open(self.env.now):
            self.counts()
            self.free -= 1
            heapq.heappop(self.line)[2].succeed()

    def gives_back(self):
        self.free += 1
        self.serve()


def need(env, plan, pools, kind, chance, tally):
    of, began, step = plan.classes[kind], env.now, plan.classes[kind].first
    counts = lambda: env.now >= plan.warm_up  # noqa: E731
    tally.opened[kind] += counts()
    while True:
        pool = pools[plan.steps[step].pool]
        tally.arrived[pool.place][kind] += counts()
        came = env.now
        yield pool.asks(of.priority)
        if counts():
            tally.started[pool.place][kind] += 1
            tally.waited[pool.place][kind] += env.now - came
        work = drawn(chance, plan.steps[step].time)
        done = env.now + work if pool.of.finishes else pool.clock.done(env.now, work)
        since, until = max(env.now, plan.warm_up), min(done, plan.until)
        tally.busy[pool.place] += max(until - since, 0.0) if pool.of.finishes else pool.clock.between(since, until)
        yield env.timeout(done - env.now)
        tally.events += 1
        pool.gives_back()
        at = chance.random()
        for share, onward in plan.steps[step].ways:
            at -= share
            if at < 0:
                step = onward
                break
        else:
            if chance.random() >= plan.fails:
                if counts():
                    tally.times[kind].append(env.now - began)
                return
            yield env.timeout(drawn(chance, plan.returns))
            tally.events += 1
            tally.repeats[kind] += counts()
            step = plan.back_to


def arrivals(env, plan, pools, kind, chance, tally):
    while True:
        yield env.timeout(chance.expovariate(plan.classes[kind].per_hour))
        tally.events += 1
        env.process(need(env, plan, pools, kind, chance, tally))


def replication(plan, chance):
    env, tally = simpy.Environment(), Tally(plan)
    pools = [Pool(env, pool, place, tally) for place, pool in enumerate(plan.pools)]
    for kind in range(len(plan.classes)):
        env.process(arrivals(env, plan, pools, kind, chance, tally))
    env.run(until=plan.until)
    for place, pool in enumerate(pools):
        pool.counts()
        tally.open[place] = pool.clock.between(plan.warm_up, plan.until) * pool.of.staff
    return tally


def main():
    path, replications, seed, *weeks = sys.argv[1:]
    plan = plans.read(path, *(float(number) for number in weeks))
    tallies = [replication(plan, random.Random(f"{seed} {number}")) for number in range(int(replications))]
    print(json.dumps({"events": sum(tally.events for tally in tallies), "runs": [tally.figures() for tally in tallies]}))


if __name__ == "__main__":
    main()
