"""The same procedure and the same page on what a user would take instead of Motcua. `python -m benchmarks.peers`."""
