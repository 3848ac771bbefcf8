"""The order the agent hands over: parsed once, every field checked, so that nothing after it needs to."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Optional, Union, cast

VERSION = 1
ASSET_PATH = re.compile(r"/[A-Za-z][A-Za-z0-9_]*(/[A-Za-z0-9_]+)+")


class JobError(Exception):
    """The order, or what it names in the project, cannot be used: the same order would fail again."""


@dataclass(frozen=True)
class Framing:
    """A lens and where the head is in the picture, as shares of the picture's height."""

    fov_degrees: float
    head: float
    centre: float


@dataclass(frozen=True)
class RenderQuality:
    """Movie Render Queue's own settings."""

    path_tracer: bool
    spatial_samples: int
    temporal_samples: int
    warm_up_frames: int
    console_variables: Dict[str, float]


@dataclass(frozen=True)
class AuthorJob:
    """Assets to make before a range can be rendered."""

    id: str
    sequence: str
    metahuman: str
    animation_blueprint: str
    map: str
    curves_header: Path
    curves_data: Path
    audio: Optional[Path]
    fps: int
    film_frames: int
    framing: Framing
    discard: List[str]


@dataclass(frozen=True)
class RenderJob:
    """A range of a sequence that exists."""

    id: str
    sequence: str
    map: str
    fps: int
    first_frame: int
    frame_count: int
    width: int
    height: int
    quality: RenderQuality
    alpha: bool
    output_directory: Path


Job = Union[AuthorJob, RenderJob]


class _Fields:
    """Reads fields by type; a wrong or missing one is a JobError that names it. Leftover fields are refused."""

    def __init__(self, value: object, path: str) -> None:
        if not isinstance(value, dict):
            raise JobError(f"{path} must be an object")
        self._values: Dict[str, object] = dict(cast(Dict[str, object], value))
        self._path = path

    def take(self, name: str) -> object:
        if name not in self._values:
            raise JobError(f"{self._path}.{name} is missing")
        return self._values.pop(name)

    def text(self, name: str) -> str:
        value = self.take(name)
        if not isinstance(value, str) or not value:
            raise JobError(f"{self._path}.{name} must be a text")
        return value

    def asset(self, name: str) -> str:
        return asset_path(self.text(name), f"{self._path}.{name}")

    def file(self, name: str) -> Path:
        path = Path(self.text(name))
        if not path.is_absolute():
            raise JobError(f"{self._path}.{name} must be an absolute path")
        return path

    def whole(self, name: str, low: int, high: int) -> int:
        value = self.take(name)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise JobError(f"{self._path}.{name} must be a whole number from {low} to {high}")
        return value

    def number(self, name: str, low: float, high: float) -> float:
        value = self.take(name)
        if not isinstance(value, (int, float)) or isinstance(value, bool) or not low <= value <= high:
            raise JobError(f"{self._path}.{name} must be a number from {low} to {high}")
        return float(value)

    def flag(self, name: str) -> bool:
        value = self.take(name)
        if not isinstance(value, bool):
            raise JobError(f"{self._path}.{name} must be true or false")
        return value

    def fields(self, name: str) -> _Fields:
        return _Fields(self.take(name), f"{self._path}.{name}")

    def numbers(self, name: str) -> Dict[str, float]:
        inner = self.fields(name)
        return {key: inner.number(key, -1e9, 1e9) for key in list(inner._values)}

    def done(self) -> None:
        if self._values:
            raise JobError(f"{self._path} has unknown fields: {', '.join(sorted(self._values))}")


def asset_path(value: str, name: str) -> str:
    """A package path such as /Game/MetaHumans/Ana/BP_Ana; anything else could leave the project's content."""
    if not ASSET_PATH.fullmatch(value):
        raise JobError(f"{name} is no asset path: {value}")
    return value


def parse_job(text: str) -> Job:
    """Raises JobError that names the field."""
    try:
        value: Any = json.loads(text)
    except ValueError as error:
        raise JobError(f"the order is not JSON: {error}") from error
    fields = _Fields(value, "job")
    if fields.take("version") != VERSION:
        raise JobError(f"this executor takes orders of version {VERSION}")
    kind = fields.text("kind")
    if kind == "author":
        job: Job = _author(fields)
    elif kind == "render":
        job = _render(fields)
    else:
        raise JobError(f"job.kind cannot be {kind}")
    fields.done()
    return job


def _author(fields: _Fields) -> AuthorJob:
    framing = fields.fields("framing")
    audio = fields.take("audio")
    discard = fields.take("discard")
    if not isinstance(discard, list):
        raise JobError("job.discard must be a list")
    return AuthorJob(
        id=fields.text("id"),
        sequence=fields.asset("sequence"),
        metahuman=fields.asset("metahuman"),
        animation_blueprint=fields.asset("animation_blueprint"),
        map=fields.asset("map"),
        curves_header=fields.file("curves_header"),
        curves_data=fields.file("curves_data"),
        audio=None if audio is None else Path(str(audio)),
        fps=fields.whole("fps", 1, 120),
        film_frames=fields.whole("film_frames", 1, 1_000_000),
        framing=Framing(
            fov_degrees=framing.number("fov_degrees", 5, 120),
            head=framing.number("head", 0.05, 1),
            centre=framing.number("centre", 0, 1),
        ),
        discard=[asset_path(str(each), "job.discard") for each in cast(List[object], discard)],
    )


def _render(fields: _Fields) -> RenderJob:
    quality = fields.fields("quality")
    return RenderJob(
        id=fields.text("id"),
        sequence=fields.asset("sequence"),
        map=fields.asset("map"),
        fps=fields.whole("fps", 1, 120),
        first_frame=fields.whole("first_frame", 0, 1_000_000),
        frame_count=fields.whole("frame_count", 1, 1_000_000),
        width=fields.whole("width", 16, 7680),
        height=fields.whole("height", 16, 4320),
        quality=RenderQuality(
            path_tracer=quality.flag("path_tracer"),
            spatial_samples=quality.whole("spatial_samples", 1, 4096),
            temporal_samples=quality.whole("temporal_samples", 1, 256),
            warm_up_frames=quality.whole("warm_up_frames", 0, 1000),
            console_variables=quality.numbers("console_variables"),
        ),
        alpha=fields.flag("alpha"),
        output_directory=fields.file("output_directory"),
    )
