"""Face curves as the face stage leaves them, at the film's rate and under Unreal's names."""

from __future__ import annotations

import array
import json
import math
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, cast

from .job import JobError

HEAD = {"headPitch": "HeadPitch", "headYaw": "HeadYaw", "headRoll": "HeadRoll"}


@dataclass(frozen=True)
class Curves:
    """One list of values a name, one value a film frame, in the file's units (angles in radians)."""

    names: List[str]
    columns: Dict[str, List[float]]
    frames: int


def read_curves(header_file: Path, data_file: Path, fps: int, frames: int) -> Curves:
    """Resamples by time, linearly; the last value is held. Raises JobError when the files disagree."""
    header: Any = json.loads(header_file.read_text("utf-8"))
    names = cast(List[str], header["names"])
    count = int(header["frame_count"])
    rate = float(header["fps"])
    values = array.array("f")
    values.frombytes(data_file.read_bytes())
    if sys.byteorder == "big":
        values.byteswap()
    if len(values) != count * len(names):
        raise JobError(f"{data_file.name} holds {len(values)} values instead of {count} times {len(names)}")
    if not all(math.isfinite(value) for value in values):
        raise JobError(f"{data_file.name} holds a value that is no number")
    columns: Dict[str, List[float]] = {}
    width = len(names)
    for column, name in enumerate(names):
        track: List[float] = []
        for frame in range(frames):
            at = min(count - 1.0, frame / fps * rate)
            low = int(at)
            high = min(count - 1, low + 1)
            mix = at - low
            track.append(values[low * width + column] * (1 - mix) + values[high * width + column] * mix)
        columns[name] = track
    return Curves(names, columns, frames)


def unreal_name(name: str) -> str:
    """eyeBlinkLeft is EyeBlinkLeft in Epic's and NVIDIA's mapping pose assets."""
    return HEAD.get(name, name[:1].upper() + name[1:])


def unreal_values(name: str, values: List[float]) -> List[float]:
    """The head in degrees, as Unreal's rotators have them; our +pitch nods down, Unreal's looks up."""
    if name not in HEAD:
        return [min(1.0, max(0.0, value)) for value in values]
    sign = -1.0 if name == "headPitch" else 1.0
    return [sign * math.degrees(value) for value in values]
