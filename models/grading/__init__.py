"""Grading of a model package: cases, the reader of pictures, rules, figures and sheets."""
