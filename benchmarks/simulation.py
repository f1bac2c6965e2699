"""How long a simulated year of the region takes: one replication, without opening the definitions and tracing the cases."""

import argparse
import time
from pathlib import Path

from workflow.service.simulating import open_procedures, plan_of
from workflow.simulation.running import simulate
from workflow.simulation.scenario import load_scenario

PROCEDURES = Path(__file__).parents[1] / "procedures"


def main() -> None:
    """Print dossiers, seconds of processor and of the clock on the wall."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", type=Path, nargs="?", default=PROCEDURES / "simulation" / "region-viii.yaml")
    scenario, tree = load_scenario(parser.parse_args().scenario)
    plan = plan_of(scenario, tree, open_procedures(PROCEDURES))
    wall, processor = time.perf_counter(), time.process_time()
    counted = simulate(plan)
    processor, wall = time.process_time() - processor, time.perf_counter() - wall
    dossiers = sum(each.arrived for each in counted.procedures.values())
    pieces = sum(step.arrived for step in counted.steps.values())
    print(f"{dossiers:,} dossiers, {pieces:,} pieces: {processor:.1f} s of processor, {wall:.1f} s")


if __name__ == "__main__":
    main()
