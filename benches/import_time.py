"""How long `import kunya` takes, in new processes; 1 where the median is over the target.

    python benches/import_time.py [RUNS]

The files are in the system's cache, as they are for everyone who starts a program twice.
"""

from __future__ import annotations

import statistics
import subprocess
import sys

TARGET = 50.0  # milliseconds

CODE = """
import time
start, used = time.perf_counter(), time.process_time()
import kunya
middle = time.perf_counter()
print((middle - start) * 1e3, (time.process_time() - used) * 1e3)
kunya.analyze("قال الوزير.")
print((time.perf_counter() - middle) * 1e3)
"""


def main() -> int:
    """Measure and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    walls, used, first = [], [], []
    for _ in range(runs):
        command = [sys.executable, "-c", CODE]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        for values, value in zip((walls, used, first), map(float, out), strict=True):
            values.append(value)
    for name, values in [
        ("import, wall", walls),
        ("import, processor", used),
        ("first analyze", first),
    ]:
        print(f"{name:18} median {statistics.median(values):6.1f} ms, least {min(values):6.1f} ms")
    return int(statistics.median(used) > TARGET)


if __name__ == "__main__":
    sys.exit(main())
