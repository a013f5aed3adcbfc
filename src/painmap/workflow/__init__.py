"""What runs, in which order, and how its results are put in place; knows nothing of statistics."""
