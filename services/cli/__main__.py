"""`python -m services.cli`: the `dateline` command."""

from services.cli import main

if __name__ == "__main__":
    main()
