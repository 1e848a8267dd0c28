"""Networks drawn from a seed, as plans: two to six stations of one to three organisations, with kinds of needs, priorities, ways back, hand-overs,
people who give up or come back, hours of work and families of lengths as chance has them. Staff and lengths of work are set so that each
station is as busy as was drawn, by the flow that the ways on give; what is drawn beyond that is not tuned.

    networks.py SEED FOLDER                  writes the plan of a seed and says which peers know all of it
"""

import pathlib
import random
import sys

WEEKS_OPEN = {
    "always": 168,
    "mon-fri 09:00-17:00": 40,
    "mon-sat 08:00-14:00": 36,
    "tue-thu 10:00-16:00": 18,
    "mon-fri 07:30-19:00, sat 10:00-13:00": 60.5,
    "mon-sun 08:00-20:00": 84,
}
# What a network may have, by what its plan then says.
KEYS = {
    ':00"': "hours",
    '"finish"': "finished after closing",
    '"priority"': "priority",
    '"due-date"': "due dates",
    "\nbetween =": "arrivals not at random",
    "patience": "people who leave",
    "transit": "transit",
    "reread": "reading",
    "chase": "people who ask again",
}
# About so many events has a replication.
EVENTS = 5000


def solved(matrix, right):
    """Gauss, with the largest of a column in front."""
    n = len(right)
    rows = [row[:] + [value] for row, value in zip(matrix, right)]
    for column in range(n):
        best = max(range(column, n), key=lambda place: abs(rows[place][column]))
        rows[column], rows[best] = rows[best], rows[column]
        for place in range(n):
            if place != column:
                times = rows[place][column] / rows[column][column]
                rows[place] = [one - times * other for one, other in zip(rows[place], rows[column])]
    return [rows[place][n] / rows[place][place] for place in range(n)]


def visits(ways, begins):
    """How often each step is visited in a pass that begins there with these chances: v = begins + v P."""
    n = len(ways)
    matrix = [[(place == other) - ways[other].get(place, 0.0) for other in range(n)] for place in range(n)]
    return solved(matrix, begins)


class Network:
    """What was drawn; `simple` is what Ciw knows too."""

    def __init__(self, seed):
        self.seed, self.chance = seed, random.Random(f"network {seed}")
        chance = self.chance
        self.simple = seed % 2 == 0
        self.steps = chance.randint(2, 6)
        self.organisations = chance.randint(1, 3)
        self.pools = self.steps if self.simple else chance.randint(2, self.steps)
        self.open = chance.random() < 0.4
        self.rule = chance.choice(["fifo", "priority"])
        self.ways = self.drawn_ways()
        self.kinds = [self.kind(place) for place in range(chance.randint(1, 3))]
        self.pool_of = [step if step < self.pools else chance.randrange(self.pools) for step in range(self.steps)]

    def drawn_ways(self):
        """On from each step, also back and to itself; at least a seventh of all ends here."""
        chance, ways = self.chance, []
        for step in range(self.steps):
            to = chance.sample(range(self.steps), chance.randint(0, min(3, self.steps)))
            # So that most steps are come to.
            if step + 1 < self.steps and step + 1 not in to and chance.random() < 0.8:
                to.append(step + 1)
            parts = [chance.random() for _ in to]
            share = chance.uniform(0.2, 0.86) / sum(parts) if to else 0.0
            ways.append({step: round(part * share, 3) for step, part in zip(to, parts)})
        return ways

    def length(self, mean, between=False):
        """A family with that mean in hours."""
        chance = self.chance
        families = ["exp", "lognormal", "gamma", "erlang", "uniform"] + ["fixed"] * 2
        if not self.simple and not between:
            families += ["weibull", "hyper"]
        match chance.choice(families):
            case "fixed":
                return f"fixed {mean:.6g}h"
            case "exp":
                return f"exp {mean:.6g}h"
            case "lognormal":
                return f"lognormal {mean:.6g}h variation {chance.uniform(0.3, 1.4):.3g}"
            case "gamma":
                return f"gamma {mean:.6g}h variation {chance.uniform(0.3, 1.3):.3g}"
            case "erlang":
                return f"erlang {chance.randint(2, 5)} {mean:.6g}h"
            case "uniform":
                half = chance.uniform(0.2, 0.9) * mean
                return f"uniform {mean - half:.6g}h {mean + half:.6g}h"
            case "weibull":
                return f"weibull {mean:.6g}h shape {chance.uniform(0.8, 2.5):.3g}"
        first = chance.uniform(0.2, 0.8)
        return f"hyper {first:.3f} {mean * 0.5:.6g}h {mean * (1 - 0.5 * round(first, 3)) / (1 - round(first, 3)):.6g}h"

    def kind(self, place):
        chance = self.chance
        kind = {"rate_per_day": round(chance.uniform(8, 60), 1), "first": chance.randrange(self.steps)}
        kind["ways"] = self.ways
        if chance.random() < 0.3:
            kind["ways"] = self.drawn_ways()
        # Only one, so that no two needs arise at the same instant.
        if place == 0 and chance.random() < 0.4:
            kind["between"] = self.length(24 / kind["rate_per_day"], between=True)
        elif chance.random() < 0.4:
            kind["urgent"] = round(chance.uniform(0.05, 0.5), 2)
        kind["priority"] = chance.randint(0, 3)
        kind["promised"] = f"{chance.randint(1, 20)}d"
        kind["base"] = chance.choice([0.0, round(chance.uniform(0.05, 0.5), 3)])
        kind["give_up"] = chance.choice([0.0, round(chance.uniform(0.05, 0.6), 3)])
        kind["return_delay"] = self.length(chance.uniform(5, 120))
        kind["back_to"] = chance.randrange(self.steps)
        return kind

    def asked_of(self):
        """Visits to each step in a day, all kinds together, if nobody left while they waited."""
        asked = [0.0] * self.steps
        for kind in self.kinds:
            passes = 1 / (1 - kind["base"] * (1 - kind["give_up"]))
            begins = [(step == kind["first"]) + (passes - 1) * (step == kind["back_to"]) for step in range(self.steps)]
            for step, count in enumerate(visits(kind["ways"], begins)):
                asked[step] += count * kind["rate_per_day"]
        return asked

    def stations(self, asked):
        """A staff, hours and the mean length of work at each step that make it as busy as was drawn."""
        chance, pools, means = self.chance, [], [0.0] * self.steps
        for pool in range(self.pools):
            calendar = "always" if self.open else chance.choice(list(WEEKS_OPEN))
            organisation = pool if pool < self.organisations else chance.randrange(self.organisations)
            staff, busy = chance.choice([1, 1, 2, 3, 4, 6, 9, 14]), chance.uniform(0.35, 0.88)
            finishes = not self.simple and calendar != "always" and chance.random() < 0.5
            rule = self.rule if self.simple else chance.choice(["fifo", "priority", "due-date"])
            pools.append((organisation, staff, calendar, finishes, rule))
            steps = [step for step in range(self.steps) if self.pool_of[step] == pool]
            weights = [chance.uniform(0.4, 1.6) for _ in steps]
            # Where hardly anybody comes, work is not made as long as that would ask for.
            come = [max(asked[step], 0.05 * sum(asked)) for step in steps]
            hours = staff * WEEKS_OPEN[calendar] / 7 * busy / sum(weight * count for weight, count in zip(weights, come))
            for step, weight in zip(steps, weights):
                means[step] = hours * weight
        return pools, means

    def toml(self):
        chance, asked = self.chance, self.asked_of()
        pools, means = self.stations(asked)
        arise = sum(kind["rate_per_day"] for kind in self.kinds)
        weeks = min(max(round(EVENTS / (sum(asked) + arise) / 7), 3), 26)
        lines = [f"# Network {self.seed} of networks.py.", "[scenario]", f'name = "network {self.seed}"', "start = 2026-04-06", f"weeks = {weeks}"]
        lines += [f"warm_up_days = {chance.choice([0, 0, 7, 14])}", 'timezone = "UTC"', ""]
        for place, kind in enumerate(self.kinds):
            lines += [f"[demand.kind{place}]"]
            lines += [f'between = "{kind["between"]}"' if "between" in kind else f"rate_per_day = {kind['rate_per_day']}"]
            lines += [f"urgent = {kind['urgent']}"] if "urgent" in kind else []
            lines += [f"priority = {kind['priority']}", f'promised = "{kind["promised"]}"', f'first = "step{kind["first"]}"']
            lines += [f"[demand.kind{place}.failure]", f"base = {kind['base']}", f"give_up = {kind['give_up']}"]
            lines += [f'return_delay = "{kind["return_delay"]}"', f'back_to = "step{kind["back_to"]}"', ""]
        for place, (organisation, staff, calendar, finishes, rule) in enumerate(pools):
            lines += [f"[pool.pool{place}]", f'org = "organisation{organisation}"', f"staff = {staff}", f'calendar = "{calendar}"', f'rule = "{rule}"']
            lines += ['on_close = "finish"', ""] if finishes else [""]
        for place, mean in enumerate(means):
            lines += [f"[step.step{place}]", f'pool = "pool{self.pool_of[place]}"', f'time = "{self.length(mean)}"']
            if chance.random() < 0.3 and (self.open or not self.simple):
                lines += [f'patience = "{self.length(mean * chance.uniform(0.5, 4))}"']
            told = lambda ways: "{ " + ", ".join(f"step{step} = {share}" for step, share in ways.items()) + " }"  # noqa: E731
            lines += [f"next = {told(self.ways[place])}"]
            own = [(number, kind["ways"]) for number, kind in enumerate(self.kinds) if kind["ways"] is not self.ways]
            lines += [f"next_for.kind{number} = {told(ways[place])}" for number, ways in own] + [""]
        return "\n".join(lines + self.extras(pools)) + "\n"

    def extras(self, pools):
        """What is not of one station: hand-overs, and people who ask again."""
        chance, lines = self.chance, []
        several = len({organisation for organisation, *_ in pools}) > 1
        reads = not self.simple and chance.random() < 0.5
        if several and chance.random() < 0.8:
            lines += ["[handoff]", f'transit = "{self.length(chance.uniform(1, 60))}"']
            lines += [f'reread = "{self.length(0.05)}"'] if reads else []
            lines += [f'transit_between = {{ "organisation0 -> organisation1" = "{self.length(chance.uniform(1, 60))}" }}', ""]
        if not self.simple and chance.random() < 0.6:
            pool = chance.randrange(len(pools))
            lines += ["[failure.chase]", f'after = "{chance.randint(1, 72)}h"', f"per_day = {chance.uniform(0.02, 0.3):.3f}"]
            lines += [f'time = "{self.length(0.05)}"', f'pool = "pool{pool}"', ""]
        return lines + ["[run]", f"seed = {self.seed + 1}"]


def written(seed, folder):
    """The plan of a seed in a file, and the peers that know all of it."""
    network = Network(seed)
    path = pathlib.Path(folder) / f"network{seed}.toml"
    path.write_text(network.toml())
    return path, ["simpy", "ciw"] if network.simple else ["simpy"]


def told(seed):
    """A network in a few words."""
    network = Network(seed)
    text = network.toml()
    has = [word for key, word in KEYS.items() if key in text]
    return f"{network.steps} steps, {network.pools} pools, {len(network.kinds)} kinds" + "".join(f", {word}" for word in has)


def main():
    seed, folder = sys.argv[1:]
    path, peers = written(int(seed), folder)
    print(path, *peers)


if __name__ == "__main__":
    main()
