"""The closed world of pictograms: concepts, facts, layouts, tasks and their mixture."""
