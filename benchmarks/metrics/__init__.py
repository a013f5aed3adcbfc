"""Speed and memory of the prescribed figures."""
