"""The language of procedures: models of what designers write, and strict reading with line numbers."""
