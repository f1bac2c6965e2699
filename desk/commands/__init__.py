"""The commands of `motcua`, one a file. What a command needs is imported when it runs, so that `--help` is quick."""
