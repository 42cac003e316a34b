"""`python -m web.cli` is `hotline`."""

from web.cli.main import main

main()
