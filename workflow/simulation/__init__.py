"""A year of dossiers against a staffing plan: waiting, handling, lateness, bottleneck. No database, no clock, no dice of chance."""
