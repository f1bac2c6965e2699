"""What is kept: tables, one transaction at a time, journal, work queue, numbers and files. Knows rows, not the law."""
