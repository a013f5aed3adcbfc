"""Proof of the statistical tests: seeded simulations, resumable, their results committed."""

import os

# Before numpy: two processes share two cores, and sums must not depend on the number of threads.
for _library in ("OMP", "OPENBLAS", "MKL"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")
