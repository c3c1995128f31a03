"""Speed and memory, always as ratios to a bare spaCy pass over the same text in the same run.

python -m benchmarks [--data FILE] [--documents N] [--write] [--json]
"""
