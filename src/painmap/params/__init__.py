"""Everything under `params/`: models, strict reading, cross-checks, hashes of slices."""
