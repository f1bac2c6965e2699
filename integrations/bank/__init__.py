"""Payment orders to the bank, and what became of each line."""
