"""What all tests share: how hard hypothesis tries."""

import os

from hypothesis import settings

settings.register_profile("dev", deadline=None, max_examples=100, print_blob=True)
settings.register_profile("ci", settings.get_profile("dev"), derandomize=True)
settings.register_profile("thorough", settings.get_profile("dev"), max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))
