"""The files of a library as pages, each line with an anchor."""

from __future__ import annotations

from fleet.site.places import Named
from fleet.site.subject import Subject


def add_files(subject: Subject) -> None:
    """Make the pages of every file."""
    for file in subject.specs.files.values():
        folder, _, name = file.path.rpartition("/")
        about = _about(subject, folder, name)
        for number, lines in enumerate(file.parts, start=1):
            data = {
                "folder": folder,
                "name": name,
                "subject": about,
                "lines": lines,
                "parts": len(file.parts),
                "starts": file.starts,
                "part_number": number,
                "stem": name,
            }
            subject.add(file.page(number), "spec", data, title=name)


def _about(subject: Subject, folder: str, name: str) -> Named | None:
    """The persona that a file is the spec of."""
    class_ = name.removesuffix(".yaml").removesuffix(".examples")
    persona = subject.library.personas.get(class_)
    if persona is None or folder.rpartition("/")[2] != persona.domain:
        return None
    return subject.places.named(class_)
