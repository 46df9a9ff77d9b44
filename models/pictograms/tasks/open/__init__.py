"""Tasks in any wording, with pictures as they come from outside: what lets the model generalise."""
