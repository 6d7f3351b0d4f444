"""`python -m galleria`, for where the command is not on the path."""

import sys

from galleria.cli import main

sys.exit(main())
