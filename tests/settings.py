"""The settings of the site, with everything that is written going to a folder of this test run."""

import os
import tempfile

os.environ["WISSELWERK_DATA_DIR"] = tempfile.mkdtemp(prefix="wisselwerk-test-")
os.environ.pop("WISSELWERK_CONFIG", None)
# Playwright runs an event loop in the thread of the test; Django would refuse the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from wisselwerk.settings import *  # noqa: F403  # after the environment is set

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Tests of behaviour read the messages of the code, in English; tests/test_messages.py and the browser tests read the
# translations.
LOCALE_PATHS = []
