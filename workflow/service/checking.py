"""Checks a folder of procedures as designers do: every definition compiled for every version, its form loaded, its cases run."""
