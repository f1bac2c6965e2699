"""Look-ups in outside registers: population, contributions, certificates, enterprise."""
