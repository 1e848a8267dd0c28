"""Who takes part: what each reads, how it is called, and how much memory an event may cost it."""

import pathlib
from dataclasses import dataclass

HERE = pathlib.Path(__file__).resolve().parent


@dataclass(frozen=True)
class Contestant:
    name: str
    title: str
    formats: tuple
    # Peak bytes an event, measured at 10M and rounded up: a run is left out rather than started where it cannot fit.
    bytes_per_event: int
    # Above so many events it is left out, and the table says so.
    most_events: int = 10**12

    def command(self, tools, file, kind, threads):
        if self.name == "ours_columns":
            file, kind = file.with_suffix(".throughline"), "columns"
        programs = {"ours": "ours", "ours_columns": "ours", "process_mining": "peers-rust", "scan": "scan"}
        if self.name in programs:
            program = [str(tools.binaries / programs[self.name])]
        else:
            program = [tools.python, str(HERE / "peers" / f"{self.name}.py")]
        words = [*program, "--file", str(file), "--format", kind, "--threads", str(threads)]
        if self.name == "duckdb_sql" and tools.duckdb_gib:
            words += ["--memory-gib", str(tools.duckdb_gib)]
        return words


OURS = Contestant("ours", "Throughline", ("csv", "parquet", "xes"), 80)
COLUMNS = Contestant("ours_columns", "Throughline, column file", ("parquet",), 60)
SCAN = Contestant("scan", "plain scan of the bytes", ("csv", "parquet", "xes"), 1)
PEERS = (
    Contestant("polars_tuned", "Polars, tuned", ("csv", "parquet"), 200),
    Contestant("polars_plain", "Polars", ("csv", "parquet"), 350),
    Contestant("duckdb_sql", "DuckDB", ("csv", "parquet"), 100),
    Contestant("process_mining", "process_mining 0.6.2", ("csv", "xes"), 950, 10_000_000),
    Contestant("pm4py_default", "pm4py", ("csv", "parquet", "xes"), 700, 10_000_000),
)
ALL = (OURS, COLUMNS, SCAN, *PEERS)
