"""The public names that a change touches, one a line."""

import re
import sys

for line in sys.stdin:
    if found := re.match(r"[+-]def ([a-z]\w*)", line):
        print(found[1])
