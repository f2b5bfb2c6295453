"""The two services of Dateline and the command that runs them."""
