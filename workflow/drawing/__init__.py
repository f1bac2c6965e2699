"""Pictures and prose of compiled procedures: pure functions from a definition to text. Reading and writing files is left to others."""
