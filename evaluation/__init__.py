"""Measure the readers on gold data and on public benchmarks.  Never imported by `dateline` itself.

    python -m evaluation SET --data FILE [--predictions OUT] [--json]
    python -m evaluation all [--quick] [--raise] [--record] [--lower FIGURE --why TEXT]

The gold, the benchmark sets and their official scorers are not part of this repository; see `shared.py`
for where they are looked for.
"""
