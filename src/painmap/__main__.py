"""`python -m painmap`: the command line."""

import sys

from painmap.cli import main

sys.exit(main())
