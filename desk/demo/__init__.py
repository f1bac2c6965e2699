"""The whole of Motcua on one machine with sandboxes around it: for `serve`, the demonstration, tests and benchmarks."""
