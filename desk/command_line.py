"""The `motcua` command: one program, its commands in families under `desk/commands`."""

import typer

from desk.commands import (
    case,
    checking,
    computing,
    deploy,
    doctor,
    drawing,
    explaining,
    export,
    lists,
    new,
    officers,
    prune,
    replay,
    report,
    running,
    simulate,
    tables,
    trying,
    verify,
    versions,
)

app = typer.Typer(
    name="motcua",
    help="A workflow engine for level-4 administrative procedures.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)
app.command()(new.new)
app.command("try")(trying.try_)
app.command()(checking.check)
app.add_typer(case.app, name="case")
app.command()(drawing.graph)
app.command()(drawing.show)
app.command()(computing.compute)
app.command("list")(lists.list_)
app.command()(explaining.explain)
app.command()(explaining.schema)
app.command()(versions.diff)
app.command()(versions.publish)
app.command()(versions.versions)
app.command()(versions.migrate)
app.command()(simulate.simulate)
app.command()(report.report)
app.command()(export.export)
app.command()(replay.replay)
app.command()(running.demo)
app.command()(running.serve)
app.command()(running.desk)
app.command()(running.worker)
app.command()(deploy.deploy)
app.command()(tables.tables)
app.command()(prune.prune)
app.command()(officers.appoint)
app.command()(doctor.doctor)
app.command()(verify.verify)

if __name__ == "__main__":
    app()
