"""The answer to the shared work in one canonical form; the same as answer/src/lib.rs.

Tables are lines of tab-separated fields sorted by their names, hashed with SHA-256, 16 digits of it kept. Times are whole
seconds (the generated log has no others); medians are doubled, so that they are whole numbers too.
"""

import argparse
import hashlib
import json
import time
from dataclasses import dataclass, field


@dataclass
class Answer:
    needs: int = 0
    events: int = 0
    duration_sum_s: int = 0
    duration_median_s: float = 0.0
    edges: list = field(default_factory=list)  # (from, to, count, mean_s, median_s)
    variants: object = None  # what `variant_rows` turns into (path joined by U+001F, needs)
    variant_count: int = 0
    variant_rows: object = list
    hand_overs: list = field(default_factory=list)  # (worker before, another worker after, count)
    rework: list = field(default_factory=list)  # (activity, needs that have it more than once, executions beyond the first)
    workers_sum: int = 0
    workers_max: int = 0
    weeks: list = field(default_factory=list)  # (Monday as YYYY-MM-DD, needs, median_s)

    def digest(self, check):
        edges = sorted((a, b, int(n), round(mean * n), round(2 * median)) for a, b, n, mean, median in self.edges)
        hand_overs = sorted((a, b, int(n)) for a, b, n in self.hand_overs)
        rework = sorted((name, int(needs), int(repeats)) for name, needs, repeats in self.rework)
        weeks = sorted((monday, int(needs), round(2 * median)) for monday, needs, median in self.weeks)
        digest = {
            "needs": int(self.needs),
            "events": int(self.events),
            "duration_sum_us": int(self.duration_sum_s) * 1_000_000,
            "duration_median_us": round(2 * self.duration_median_s) * 500_000,
            "edges": len(edges),
            "edge_steps": sum(edge[2] for edge in edges),
            "edges_hash": hashed(edges),
            "variants": int(self.variant_count),
            "hand_over_pairs": len(hand_overs),
            "hand_overs": sum(pair[2] for pair in hand_overs),
            "hand_overs_hash": hashed(hand_overs),
            "rework_needs": sum(row[1] for row in rework),
            "rework_repeats": sum(row[2] for row in rework),
            "rework_hash": hashed(rework),
            "workers_sum": int(self.workers_sum),
            "workers_max": int(self.workers_max),
            "weeks": len(weeks),
            "weeks_hash": hashed(weeks),
        }
        if check:
            digest["variants_hash"] = hashed(sorted((path, int(n)) for path, n in self.variant_rows(self.variants)))
        return digest


def hashed(rows):
    hasher = hashlib.sha256()
    for row in rows:
        hasher.update(("\t".join(str(cell) for cell in row) + "\n").encode())
    return hasher.hexdigest()[:16]


def order():
    """The order that every program of the comparison takes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--file", required=True)
    parser.add_argument("--format", required=True, choices=["csv", "parquet", "xes"])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--check", default="no", help="yes: hash all variants as well (costly at large sizes)")
    parser.add_argument("--memory-gib", type=float, default=0, help="limit for engines that can spill to disk")
    return parser.parse_args()


class Clock:
    """Load and compute time; the digest is made after both have been read."""

    def __init__(self):
        self.began = time.perf_counter()

    def loaded(self):
        self.load = time.perf_counter()

    def report(self, answer, check):
        end = time.perf_counter()
        print(
            json.dumps(
                {
                    "load_s": round(self.load - self.began, 6),
                    "compute_s": round(end - self.load, 6),
                    "digest": answer.digest(check == "yes"),
                }
            )
        )
