"""A workspace: one event's folder, its three files and its paths. The only place that knows where things lie on disk.

cli, desk and worker find it here; `writing` gets its files as values.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from livetweet.errors import WorkspaceError
from livetweet.model.programme import Programme
from livetweet.writing import blank, compose, hashtags, speakers, templates
from livetweet.writing.compose import Context
from livetweet.writing.hashtags import Hashtags
from livetweet.writing.speakers import Speakers
from livetweet.writing.templates import Templates

Content = TypeVar("Content")

HASHTAGS, SPEAKERS, TEMPLATES = "hashtags.toml", "speakers.toml", "templates.toml"
COLUMNS = "columns.toml"
PROGRAMS, MEDIA = "programs", "media"


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """`folder` is absolute and holds hashtags.toml. The files are read when first asked for, and then kept: `fresh` reads them again where they have changed."""

    folder: Path
    _opened: tuple[object, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_opened", self._look())  # frozen, and before any of them is read

    def fresh(self) -> Workspace:
        """This one, the same object, as long as its files lie there as they did when it was opened; else another, which has read none of them yet.

        That costs four looks at the disk. Whoever keeps one for long asks now and then, and goes on with what they have where the new one cannot be read.
        """
        return self if self._look() == self._opened else Workspace(folder=self.folder)

    def _look(self) -> tuple[object, ...]:
        """What changes with each of the files: when and as what it was written, and how long it is; None where it is not there."""
        return tuple(_mark(self.folder / name) for name in (HASHTAGS, SPEAKERS, TEMPLATES, COLUMNS))

    @cached_property
    def hashtags(self) -> Hashtags:
        return _read(self.folder / HASHTAGS, hashtags.parse)

    @cached_property
    def speakers(self) -> Speakers:
        """What speakers.toml says; without the file, nothing."""
        path = self.folder / SPEAKERS
        return _read(path, speakers.parse) if path.exists() else Speakers()

    @cached_property
    def templates(self) -> Templates:
        """Our templates with those of templates.toml, if there is one, in their place."""
        path = self.folder / TEMPLATES
        return _read(path, templates.parse) if path.exists() else templates.builtin()

    @cached_property
    def columns(self) -> dict[str, str]:
        """Which column of the programme's table holds what, by field, as it was last imported; without the file, nothing."""
        from livetweet.programme import columns  # noqa: PLC0415 - for who imports a table

        path = self.folder / COLUMNS
        return _read(path, columns.parse) if path.exists() else {}

    def keep_columns(self, found: dict[str, str]) -> None:
        """Keep FOUND in columns.toml, for the next time that table is read."""
        from livetweet.programme import columns  # noqa: PLC0415 - for who imports a table

        path = self.folder / COLUMNS
        try:
            path.write_text(columns.to_toml(found), "utf-8")
        except OSError as error:
            raise WorkspaceError(f"{path} cannot be written: {error.strerror or error}.") from error
        self.__dict__.pop("columns", None)

    def change_speakers(self, change: Callable[[str], str]) -> None:
        """Write speakers.toml as CHANGE makes it of its text (empty where there is no file): whole or not at all."""
        path = self.folder / SPEAKERS
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            text = path.read_bytes().decode("utf-8-sig") if path.exists() else ""
            draft.write_bytes(change(text).encode())
            draft.replace(path)
        except UnicodeDecodeError as error:
            raise WorkspaceError(f"{path} is not UTF-8 text: save it as UTF-8.") from error
        except OSError as error:
            raise WorkspaceError(f"{path} cannot be written: {error.strerror or error}.") from error
        finally:
            draft.unlink(missing_ok=True)
        self.__dict__.pop("speakers", None)  # read anew when next asked for

    @property
    def store_path(self) -> Path:
        return self.folder / "livetweet.db"

    @property
    def media(self) -> Path:
        return self.folder / MEDIA

    @property
    def programs(self) -> Path:
        return self.folder / PROGRAMS

    @property
    def rehearsal(self) -> Path:
        """The folder in which rehearsals happen; a workspace itself."""
        return self.folder / ".rehearsal"

    def change_hashtags(self, change: Callable[[str], str]) -> None:
        """hashtags.toml as CHANGE makes it from what it is, whole or not at all. WorkspaceError where it cannot be read or written."""
        path = self.folder / HASHTAGS
        changed = change(_read(path, lambda text, _: text))
        hashtags.parse(changed, str(path))
        draft = path.with_name(f".{HASHTAGS}.draft")
        try:
            draft.write_text(changed, "utf-8")
            shutil.copymode(path, draft)
            draft.replace(path)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise WorkspaceError(f"{path} cannot be written: {error.strerror or error}.") from error

    def context(self, programme: Programme) -> Context:
        """What `compose` makes the texts of PROGRAMME's posts from."""
        return compose.prepare(programme, self.hashtags, self.speakers, self.templates)


def find(start: Path | None = None) -> Workspace:
    """The workspace at START (default: the current folder) or the nearest above it. Raises WorkspaceError naming `init` and `demo`."""
    here = (start or Path()).absolute()
    if not here.is_dir():
        raise WorkspaceError(f"There is no folder {here}: choose the workspace's with -C.")
    for folder in (here, *here.parents):
        if (folder / HASHTAGS).is_file():
            return Workspace(folder=folder)
    raise WorkspaceError(
        f"There is no {HASHTAGS} in {here} or above: run `livetweet init` to make a workspace there, choose one with -C, or try `livetweet demo`."
    )


def make(folder: Path, *, timezone: str, language: str, event: str | None = None) -> Workspace:
    """A new workspace in FOLDER, which is made where it is missing; files already there are left as they are.

    EVENT is by default the folder's name. Raises WorkspaceError, with nothing half-done, where there is one already or it cannot be written.
    """
    folder = folder.absolute()
    if (folder / HASHTAGS).exists():
        raise WorkspaceError(f"{folder} is a workspace already: change its {HASHTAGS}, or name another folder.")
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise WorkspaceError(f'There is no time zone "{timezone}": name it as IANA does, such as Europe/Paris.') from error
    if language not in hashtags.LANGUAGES:
        raise WorkspaceError(f'There are texts in {" and ".join(hashtags.LANGUAGES)}, not in "{language}".')
    event = event or re.sub(r"[-_]+", " ", folder.name).strip() or "My event"
    fillings = {"@EVENT@": event, "@TIMEZONE@": timezone, "@TAG@": _make_tag(event)}
    try:
        _write(folder, language, fillings)
    except OSError as error:
        raise WorkspaceError(f"The workspace {folder} cannot be made: {error.strerror or error}; nothing was left behind.") from error
    return Workspace(folder=folder)


def _read(path: Path, parse: Callable[[str, str], Content]) -> Content:
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise WorkspaceError(f"{path} is not UTF-8 text: save it as UTF-8.") from error
    return parse(text, str(path))


def _mark(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size


def _make_tag(event: str) -> str:
    """EVENT without what no tag may hold; led by a letter."""
    tag = re.sub(r"\W+", "", event)
    return tag if re.search(r"[^\W\d_]", tag) else f"event{tag}"


def _write(folder: Path, language: str, fillings: dict[str, str]) -> None:
    """Everything under other names first; hashtags.toml, which makes it a workspace, comes last."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    made: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".livetweet-", dir=folder) as workshop:
            for name in (SPEAKERS, TEMPLATES, HASHTAGS):
                text = _fill(name, language, fillings)
                (Path(workshop) / name).write_text(text, "utf-8")
            for path in (folder / PROGRAMS, folder / MEDIA):
                if not path.exists():
                    path.mkdir()
                    made.append(path)
            for name in (SPEAKERS, TEMPLATES, HASHTAGS):
                if not (folder / name).exists():
                    (Path(workshop) / name).rename(folder / name)
                    made.append(folder / name)
    except OSError:
        for path in reversed(made):
            path.rmdir() if path.is_dir() else path.unlink()
        if missing:
            shutil.rmtree(missing[-1], ignore_errors=True)
        raise


def _fill(name: str, language: str, fillings: dict[str, str]) -> str:
    stem = name.removesuffix(".toml")
    text = (resources.files(blank) / f"{stem}.{language}.toml").read_text("utf-8")
    for place, value in fillings.items():
        text = text.replace(place, json.dumps(value, ensure_ascii=False))  # a JSON string is a TOML string
    return text
