"""`python -m kunya` is the command `kunya`."""

import sys

from kunya.cli import main

if __name__ == "__main__":
    sys.exit(main())
