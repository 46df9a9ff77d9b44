"""The commands, run as ``python -m models.scripts.NAME``; nothing imports them."""
