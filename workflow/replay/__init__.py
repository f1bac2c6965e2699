"""The replay of a half-year: dossiers made from the cases of the definitions, played through the service doors in simulated time."""
