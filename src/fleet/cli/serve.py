"""``fleet serve``: the site of a library with a playground, and the same as an API."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from fleet.cli.ending import OK
from fleet.cli.home import opened
from fleet.cli.options import CompanyOption, LibraryOption, ProductOption, named
from fleet.errors import FleetError
from fleet.guard import Record


def serve_command(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="FOLDER", show_default=False, help="Folder of a library."),
    ] = None,
    *,
    host: Annotated[str, typer.Option("--host", metavar="HOST", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="PORT", min=0, max=65535, help="The port there; 0 is any that is free.")
    ] = 8321,
    api_key_file: Annotated[
        Path | None,
        typer.Option(
            "--api-key-file",
            metavar="FILE",
            show_default=False,
            help="File with the key that requests must bring. Else FLEET_API_KEY, else none.",
        ),
    ] = None,
    max_bytes: Annotated[
        int, typer.Option("--max-bytes", metavar="NUMBER", min=1, help="The most bytes of a request.")
    ] = 64 * 1024,
    timeout: Annotated[float, typer.Option("--timeout", metavar="SECONDS", help="How long a request may take.")] = 15.0,
    record: Annotated[
        Path | None,
        typer.Option("--record", metavar="DIR", show_default=False, help="Folder where decisions are written down."),
    ] = None,
    company: CompanyOption = None,
    product: ProductOption = None,
    library: LibraryOption = None,
) -> int:
    """Serve the site of a library, a playground, and an HTTP API. Needs the extra `web`."""
    from fleet.serve import (  # noqa: PLC0415  an extra, and heavy
        KEY_VARIABLE,
        Limits,
        build_app,
        key_from,
        listening,
        run,
        safe_host,
    )

    if folder is not None and library is not None:
        message = "`FOLDER` and `--library` both say which library; leave one out"
        raise FleetError(message)
    key = key_from(api_key_file, os.environ.get(KEY_VARIABLE))
    hosts = safe_host(host, key)
    limits = Limits(max_bytes=max_bytes, timeout=timeout)
    listener = listening(host, port)
    app = build_app(
        opened(folder or library),
        variables=named(company, product),
        record=None if record is None else Record(record),
        key=key,
        hosts=hosts,
        limits=limits,
    )
    name = f"[{host}]" if ":" in host else host
    print(f"playground: http://{name}:{listener.getsockname()[1]}/playground.html", flush=True)
    run(app, listener)
    return OK
