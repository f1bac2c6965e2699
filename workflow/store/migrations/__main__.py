"""`python -m workflow.store.migrations "what changes"`: writes the next step, from the models and a database without it.

Read what it wrote: moving data, and what SQLite cannot alter, is for you to add. Then run the tests of the store.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config

from workflow.store.unit_of_work import MIGRATIONS, Store
from workflow.store.vault import KEY_BYTES


def write_step(what: str) -> None:
    """Add a file to `versions/`, numbered after the last one."""
    number = len(list((MIGRATIONS / "versions").glob("[0-9]*.py"))) + 1
    with TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{Path(folder) / 'before.sqlite'}", bytes(KEY_BYTES))
        store.migrate()
        with store.engine.connect() as connection:
            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS))
            config.attributes["connection"] = connection
            command.revision(config, what, autogenerate=True, rev_id=f"{number:04d}")
        store.close()


if __name__ == "__main__":
    write_step(" ".join(sys.argv[1:]) or "unnamed")
