"""The executor class that Movie Render Queue is told to use: `-ExecutorPythonClass=/Engine/PythonTypes.SemblanteExecutor`."""

from __future__ import annotations

import os
from typing import List

import unreal

from .runner import Runner

#: At module scope: an executor or runner nobody refers to is collected, and its callbacks never come.
_RUNNERS: List[Runner] = []


def runner() -> Runner:
    if not _RUNNERS:
        _RUNNERS.append(Runner(os.environ["SEMBLANTE_EDITOR_URL"], os.environ["SEMBLANTE_EDITOR_CHANNEL"]))
    return _RUNNERS[0]


@unreal.uclass()
class SemblanteExecutor(unreal.MoviePipelinePythonHostExecutor):
    """Renders ranges for the agent until it hangs up."""

    @unreal.ufunction(override=True)
    def execute_delayed(self, queue: unreal.MoviePipelineQueue) -> None:
        self.http_response_received_delegate.add_function_unique(self, "on_http_response")
        runner()

    @unreal.ufunction(override=True)
    def on_begin_frame(self) -> None:
        super().on_begin_frame()
        runner().tick(self)

    @unreal.ufunction(override=True)
    def is_rendering(self) -> bool:
        return runner().rendering

    @unreal.ufunction(ret=None, params=[int, int, str])
    def on_http_response(self, request_index: int, response_code: int, message: str) -> None:
        runner().answered(self, request_index, response_code, message)

    @unreal.ufunction(ret=None, params=[unreal.MoviePipelineOutputData])
    def on_work_finished(self, results: unreal.MoviePipelineOutputData) -> None:
        runner().finished(self, bool(results.success))
