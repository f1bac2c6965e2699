"""What designers edit: procedures, shared pieces, the calendar, and the numbers and rules of law."""
