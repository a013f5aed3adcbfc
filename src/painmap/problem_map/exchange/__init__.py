"""The map's way to managers and back: what a file held, what came back, and what of it is taken."""
