"""The map out to managers and their cells back: `painmap map export`, `painmap map import`."""
