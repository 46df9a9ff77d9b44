"""One module a family of tasks; each has ``sample(rng, split)`` that makes one example."""
