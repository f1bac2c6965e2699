"""Measurements, all by one command: `python -m benchmarks` (`make bench`). What they say is in docs/performance.md."""
