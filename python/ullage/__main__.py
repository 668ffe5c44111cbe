# SPDX-License-Identifier: MIT
"""``python -m ullage`` is the command line."""

import sys

from ullage.cli import main

sys.exit(main())
