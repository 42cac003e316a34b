"""The first module that a command imports: while it starts, Python seldom looks for garbage.

Importing and building a schema make some hundred thousand objects and drop hardly any; looking through them again and again
takes a sixth of the start. A server settles down afterwards, see `web.memory`.
"""

import gc

THRESHOLDS = (100_000, 20, 100)
"""As in `web.memory`."""

gc.set_threshold(*THRESHOLDS)
