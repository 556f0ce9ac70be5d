"""Run a command, and write its seconds, CPU seconds and peak memory in MB to a file descriptor.

A process of its own, as small as Python can be: the peak memory of a child is at least that of its parent.
"""

import json
import os
import sys
import time

_, figures_to, *command = sys.argv
start = time.perf_counter()
process = os.posix_spawnp(command[0], command, os.environ)
ended, status, usage = os.wait4(process, 0)
figures = (time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
os.write(int(figures_to), json.dumps(figures).encode())
raise SystemExit(os.waitstatus_to_exitcode(status) != 0)
