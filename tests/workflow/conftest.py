"""Lets tests below import `toy`, and settles how hypothesis searches: the same examples everywhere unless asked otherwise.

`HYPOTHESIS_PROFILE=search` looks at new examples each time, and at more of them.
"""

import os

from hypothesis import HealthCheck, settings

QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]

settings.register_profile(
    "same", max_examples=100, derandomize=True, deadline=None, database=None, suppress_health_check=QUIET
)
settings.register_profile("search", max_examples=2_000, deadline=None, suppress_health_check=QUIET)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
