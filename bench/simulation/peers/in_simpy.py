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
        self.waiting, self.since = 0, 0.0
        if of.week is not None:
            env.process(self.opens())

    def opens(self):
        while True:
            yield self.env.timeout(self.clock.opens_next(self.env.now) - self.env.now)
            self.serve()

    def counts(self):
        """Counts who has waited up to now."""
        self.tally.waiting[self.place] += self.waiting * self.tally.overlap(self.since, self.env.now)
        self.since = self.env.now

    def asks(self, priority, due):
        """An event that happens when a worker is there."""
        self.counts()
        turn = self.env.event()
        turn.left = False
        self.came += 1
        self.waiting += 1
        before = {"fifo": 0, "priority": priority, "due-date": due}[self.of.rule]
        heapq.heappush(self.line, (before, self.came, turn))
        self.serve()
        return turn

    def leaves(self, turn):
        self.counts()
        self.waiting -= 1
        turn.left = True

    def serve(self):
        while self.line and self.free and self.clock.is_open(self.env.now):
            turn = heapq.heappop(self.line)[2]
            if not turn.left:
                self.counts()
                self.waiting -= 1
                self.free -= 1
                turn.succeed()

    def work(self, hours):
        """Somebody works for so long, and is free again."""
        now, plan = self.env.now, self.tally.plan
        done = now + hours if self.of.finishes else self.clock.done(now, hours)
        since, until = max(now, plan.warm_up), min(done, plan.until)
        self.tally.busy[self.place] += max(until - since, 0.0) if self.of.finishes else self.clock.between(since, until)
        yield self.env.timeout(done - now)
        self.free += 1
        self.serve()


class World:
    """A replication as it stands."""

    def __init__(self, plan, chance):
        self.plan, self.chance, self.env, self.tally = plan, chance, simpy.Environment(), Tally(plan)
        self.pools = [Pool(self.env, pool, place, self.tally) for place, pool in enumerate(plan.pools)]

    def counts(self):
        return self.env.now >= self.plan.warm_up

    def drawn(self, distribution):
        return drawn(self.chance, distribution)

    def waits(self, pool, kind, due, patience, column):
        """Until somebody has time; whether they did before its person gave up."""
        tally, came = self.tally, self.env.now
        tally.arrived[pool.place][column] += self.counts()
        turn = pool.asks(self.plan.classes[kind].priority, due)
        if patience is not None and not turn.triggered:
            yield turn | self.env.timeout(self.drawn(patience))
            if not turn.triggered:
                pool.leaves(turn)
                tally.left[pool.place] += self.counts()
                return False
        else:
            yield turn
        if self.counts():
            tally.started[pool.place][column] += 1
            tally.waited[pool.place][column] += self.env.now - came
        return True

    def answers(self, kind):
        chase = self.plan.classes[kind].chase
        pool = self.pools[chase.pool]
        yield from self.waits(pool, kind, self.env.now + self.plan.classes[kind].promised, None, len(self.plan.classes))
        yield from pool.work(self.drawn(chase.time))

    def chases(self, kind):
        """Somebody asks what has become of it, again and again until it is closed."""
        chase = self.plan.classes[kind].chase
        try:
            yield self.env.timeout(chase.after)
            while True:
                yield self.env.timeout(self.chance.expovariate(chase.per_hour))
                self.tally.chases[kind] += self.counts()
                self.env.process(self.answers(kind))
        except simpy.Interrupt:
            return

    def goes_through(self, kind, step, due):
        """From a front door to a closure; whether its person stayed for it."""
        plan, to_read = self.plan, False
        while True:
            of = plan.steps[step]
            pool = self.pools[of.pool]
            if not (yield from self.waits(pool, kind, due, of.patience, kind)):
                return False
            reads = self.drawn(plan.hand_over.reread) if to_read else 0.0
            yield from pool.work(self.drawn(of.time) + reads)
            self.tally.events += 1
            at = self.chance.random()
            for share, onward in of.ways[kind]:
                at -= share
                if at < 0:
                    break
            else:
                return True
            giver, taker = plan.organisation(step), plan.organisation(onward)
            step, to_read = onward, giver != taker and plan.hand_over.reread is not None
            self.tally.hand_overs[kind] += giver != taker and self.counts()
            transit = plan.hand_over.between(giver, taker)
            if transit is not None:
                yield self.env.timeout(self.drawn(transit))

    def need(self, kind):
        of, tally, opened = self.plan.classes[kind], self.tally, self.env.now
        tally.opened[kind] += self.counts()
        tally.in_hand[kind] += 1
        step = of.first
        while True:
            asks = None if of.chase is None else self.env.process(self.chases(kind))
            stayed = yield from self.goes_through(kind, step, opened + of.promised)
            if asks is not None:
                asks.interrupt()
            if stayed and self.chance.random() >= of.fails:
                tally.in_hand[kind] -= 1
                if self.counts():
                    tally.times[kind].append(self.env.now - opened)
                return
            if not stayed or self.chance.random() < of.gives_up:
                tally.in_hand[kind] -= 1
                tally.gave_up[kind] += self.counts()
                return
            yield self.env.timeout(self.drawn(of.returns))
            tally.events += 1
            tally.repeats[kind] += self.counts()
            step = of.back_to

    def arrivals(self, kind):
        while True:
            yield self.env.timeout(self.drawn(self.plan.classes[kind].between))
            self.tally.events += 1
            self.env.process(self.need(kind))


def replication(plan, chance):
    world = World(plan, chance)
    for kind in range(len(plan.classes)):
        world.env.process(world.arrivals(kind))
    world.env.run(until=plan.until)
    for place, pool in enumerate(world.pools):
        pool.counts()
        world.tally.open[place] = pool.clock.between(plan.warm_up, plan.until) * pool.of.staff
    return world.tally


def main():
    path, replications, seed, *weeks = sys.argv[1:]
    plan = plans.read(path, *(float(number) for number in weeks))
    tallies = [replication(plan, random.Random(f"{seed} {number}")) for number in range(int(replications))]
    print(json.dumps({"events": sum(tally.events for tally in tallies), "runs": [tally.figures() for tally in tallies]}))


if __name__ == "__main__":
    main()
