"""What tests of secrecy share with those of the command line and of signing in."""

from tests.web.auth.conftest import quick_passwords, site
from tests.web.conftest import own_database, own_office

__all__ = ["own_database", "own_office", "quick_passwords", "site"]
