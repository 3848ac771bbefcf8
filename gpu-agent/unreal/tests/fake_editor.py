"""`UnrealEditor-Cmd` without Unreal: checks its command line, then runs the product's own Python on the stand-in.

A range's picture is grey as the jaw is open (JawOpen of that frame), so that a test sees which frame it looks at.
FAKE_UNREAL_MISBEHAVE names what goes wrong: see MISBEHAVIOURS.
"""

from __future__ import annotations

import importlib
import os
import runpy
import signal
import struct
import sys
import time
import urllib.error
import urllib.request
import zlib
from pathlib import Path
from typing import Any, Dict, List, Tuple

TESTS = Path(__file__).resolve().parent
sys.path.insert(0, str(TESTS))
for folder in os.environ.get("UE_PYTHONPATH", "").split(os.pathsep):
    sys.path.insert(0, folder)

import unreal  # noqa: E402

MISBEHAVIOURS = (
    "segfault_at_start",
    "licence",
    "out_of_memory",
    "hang_at_start",
    "hang_midway",
    "crash_midway",
    "few_frames",
    "black",
    "wrong_size",
    "no_alpha",
    "fails",
    "silent_progress",
)
MISBEHAVE = os.environ.get("FAKE_UNREAL_MISBEHAVE", "")
GAME_FLAGS = [
    "-game",
    "-MoviePipelineLocalExecutorClass=/Script/MovieRenderPipelineCore.MoviePipelinePythonHostExecutor",
    "-ExecutorPythonClass=/Engine/PythonTypes.SemblanteExecutor",
    "-RenderOffscreen",
    "-Unattended",
    "-NoLoadingScreen",
    "-NoScreenMessages",
    "-nosplash",
    "-nopause",
    "-notexturestreaming",
    "-log",
    "-stdout",
    "-FullStdOutLogOutput",
]
AUTHOR_FLAGS = ["-run=pythonscript", "-unattended", "-nopause", "-nosplash", "-nullrhi", "-stdout"]


def fail(message: str) -> None:
    print(f"LogInit: Error: {message}", flush=True)
    sys.exit(3)


def check_command_line(arguments: List[str]) -> str:
    """The kind of process that was asked for."""
    if MISBEHAVE and MISBEHAVE not in MISBEHAVIOURS:
        fail(f"no misbehaviour {MISBEHAVE}")
    if not arguments or not arguments[0].endswith(".uproject") or not Path(arguments[0]).is_absolute():
        fail("the project must be named first, with an absolute path")
    if not Path(arguments[0]).is_file():
        fail(f"no project {arguments[0]}")
    rest = arguments[1:]
    if not any(flag.startswith("-abslog=") for flag in rest):
        fail("no log file is named")
    if "-run=pythonscript" in rest:
        wanted = AUTHOR_FLAGS
        if not any(flag.startswith("-script=/") for flag in rest):
            fail("no script with an absolute path")
        kind = "author"
    else:
        wanted = GAME_FLAGS
        if any("nullrhi" in flag.lower() for flag in rest):
            fail("-nullrhi renders black")
        if not rest or unreal.stored(rest[0]) is None:
            fail(f"no map {rest[:1]}")
        kind = "render"
    missing = [flag for flag in wanted if flag not in rest]
    if missing:
        fail(f"flags are missing: {' '.join(missing)}")
    return kind


class Log:
    """Writes what is printed to the log file too, as the editor does."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._file = file.open("a", encoding="utf-8")
        self._out = sys.stdout

    def write(self, text: str) -> int:
        self._file.write(text)
        self._file.flush()
        return self._out.write(text)

    def flush(self) -> None:
        self._out.flush()


def png(width: int, height: int, grey: int, alpha: bool) -> bytes:
    pixel = bytes([grey, grey, grey]) + (bytes([255]) if alpha else b"")
    row = b"\0" + pixel * width
    if alpha:
        # A transparent margin around the person.
        edge = width // 4
        row = b"\0" + bytes(4 * edge) + pixel * (width - 2 * edge) + bytes(4 * edge)
    body = zlib.compress(row * height, 1)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 6 if alpha else 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


class Render:
    """One pipeline, a frame a tick."""

    def __init__(self, pipeline: unreal.MoviePipeline) -> None:
        job = pipeline.job
        assert job is not None and job.sequence is not None and job.map is not None
        config = job.get_configuration()
        self.pipeline = pipeline
        self.output = config.find(unreal.MoviePipelineOutputSetting)
        config.find(unreal.MoviePipelineDeferredPassBase)
        samples = config.find(unreal.MoviePipelineAntiAliasingSetting)
        unreal.require(samples.get_editor_property("spatial_sample_count") >= 1, "no samples")
        self.alpha = config.find(unreal.MoviePipelineImageSequenceOutput_PNG).get_editor_property("write_alpha")
        variables = config.find(unreal.MoviePipelineConsoleVariableSetting).variables
        if self.alpha:
            unreal.require(variables.get("r.PostProcessing.PropagateAlpha") == 1, "alpha is not propagated")
        unreal.require(job.map.path == unreal.COMMAND_LINE[1], "another map than the one that is loaded")
        sequence = unreal.stored(job.sequence.path)
        if sequence is None:
            raise unreal.StandInError("no such sequence")
        self.sequence: Dict[str, Any] = sequence
        read = self.output.get_editor_property
        unreal.require(bool(read("use_custom_playback_range")), "no range")
        self.first, self.end = read("custom_start_frame"), read("custom_end_frame")
        unreal.require(sequence["start"] <= self.first < self.end <= sequence["end"], "a range outside the sequence")
        unreal.require(read("output_frame_rate").numerator == sequence["fps"], "another rate than the sequence's")
        unreal.require(read("file_name_format") == "{frame_number}", "file names")
        self.next = self.first

    def frame(self) -> bool:
        """Draws one frame; true after the last."""
        count = self.end - self.first
        done = self.next - self.first
        if done * 2 >= count:
            misbehave_midway()
        last = self.end - (2 if MISBEHAVE == "few_frames" else 0)
        if self.next < last:
            size = self.output.get_editor_property("output_resolution")
            jaw = self.sequence["animation"]["curves"]["JawOpen"][self.next]
            grey = 0 if MISBEHAVE == "black" else 60 + round(180 * jaw)
            width = size.x // 2 if MISBEHAVE == "wrong_size" else size.x
            pad = self.output.get_editor_property("zero_pad_frame_numbers")
            folder = Path(self.output.get_editor_property("output_directory").get_editor_property("path"))
            folder.mkdir(parents=True, exist_ok=True)
            picture = png(width, size.y, grey, self.alpha and MISBEHAVE != "no_alpha")
            (folder / f"{self.next:0{pad}d}.png").write_bytes(picture)
        self.next += 1
        self.pipeline.fraction = min(1.0, (self.next - self.first) / count)
        return self.next >= self.end


def misbehave_midway() -> None:
    if MISBEHAVE == "hang_midway":
        time.sleep(3600)
    if MISBEHAVE == "crash_midway":
        print("LogVulkanRHI: Error: VK_ERROR_DEVICE_LOST", flush=True)
        os.kill(os.getpid(), signal.SIGSEGV)


def misbehave_at_start() -> None:
    if MISBEHAVE == "segfault_at_start":
        os.kill(os.getpid(), signal.SIGSEGV)
    if MISBEHAVE == "hang_at_start":
        time.sleep(3600)
    if MISBEHAVE == "licence":
        print("LogLicensing: Error: no valid licence was found for this seat", flush=True)
        sys.exit(1)
    if MISBEHAVE == "out_of_memory":
        print("LogVulkanRHI: Error: VK_ERROR_OUT_OF_DEVICE_MEMORY", flush=True)
        sys.exit(1)


def ask(request: Tuple[int, str, str, str, Dict[str, str]]) -> Tuple[int, int, str]:
    number, url, verb, message, headers = request
    if MISBEHAVE == "silent_progress" and url.endswith("/progress"):
        return number, 200, ""
    call = urllib.request.Request(url, data=message.encode() if message else None, headers=headers, method=verb)
    try:
        with urllib.request.urlopen(call, timeout=10) as answer:
            return number, answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return number, error.code, ""
    except OSError:
        return number, -1, ""


def game() -> None:
    importlib.import_module("init_unreal")

    executor = unreal.EXECUTORS["SemblanteExecutor"]()
    executor.execute_delayed(unreal.MoviePipelineQueue())
    renders: List[Render] = []
    while executor.is_rendering() and not executor.ended:
        executor.on_begin_frame()
        answers = [ask(request) for request in executor.requests]
        executor.requests.clear()
        for answer in answers:
            executor.http_response_received_delegate.broadcast(*answer)
        renders.extend(Render(pipeline) for pipeline in unreal.PIPELINES if pipeline.job)
        unreal.PIPELINES.clear()
        for render in list(renders):
            if render.frame():
                renders.remove(render)
                result = unreal.MoviePipelineOutputData(MISBEHAVE != "fails")
                render.pipeline.on_movie_pipeline_work_finished_delegate.broadcast(result)
        time.sleep(0.002 if renders else 0.02)


def main() -> None:
    arguments = sys.argv[1:]
    unreal.COMMAND_LINE.extend(arguments)
    kind = check_command_line(arguments)
    log = next(flag for flag in arguments if flag.startswith("-abslog="))
    sys.stdout = Log(Path(log.split("=", 1)[1]))  # type: ignore[assignment]
    print("LogInit: Display: Engine is initialized.", flush=True)
    if kind == "author":
        script = next(flag for flag in arguments if flag.startswith("-script="))
        runpy.run_path(script.split("=", 1)[1], run_name="__main__")
        return
    misbehave_at_start()
    game()


main()
