"""`python -m portal …`: the portal's commands."""

from portal.cli.main import main

main()
