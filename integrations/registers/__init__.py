"""Look-ups in outside registers: people, contributions, benefits, health cards, papers, employers, facilities, archives."""
