"""What the executor does between two frames: asks the agent for a range, starts it, tells how far it is, reports.

Plain Python: Unreal may make a new wrapper for the executor at any call, and what is not one of its properties is lost
with the old one.
"""

from __future__ import annotations

import json
import time
import traceback
from typing import Dict, Optional

import unreal

from .job import JobError, RenderJob, parse_job
from .render_settings import configure

#: Seconds between two questions for work, and between two messages of progress.
ASK_EVERY = 0.5
TELL_EVERY = 0.5


class Runner:
    """One range at a time."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._job: Optional[RenderJob] = None
        self._pipeline: Optional[unreal.MoviePipeline] = None
        self._asked: Optional[int] = None
        self._next_question = 0.0
        self._next_message = 0.0
        self._closing = False

    @property
    def rendering(self) -> bool:
        """Movie Render Queue ends the process when its executor is not rendering: it is until the agent hangs up."""
        return not self._closing

    def tick(self, executor: unreal.MoviePipelinePythonHostExecutor) -> None:
        now = time.monotonic()
        if self._job is None:
            if self._asked is None and now >= self._next_question:
                self._asked = self._send(executor, "next", "GET", None)
        elif self._pipeline is not None and now >= self._next_message:
            self._next_message = now + TELL_EVERY
            done = unreal.MoviePipelineLibrary.get_completion_percentage(self._pipeline)
            self._send(executor, "progress", "POST", {"id": self._job.id, "fraction": min(1.0, max(0.0, done))})
            unreal.log(f"Render Executor: Progress: {100 * done:.1f}")

    def answered(self, executor: unreal.MoviePipelinePythonHostExecutor, request: int, code: int, body: str) -> None:
        if request != self._asked:
            return
        self._asked = None
        self._next_question = time.monotonic() + ASK_EVERY
        if code == 200:
            self._start(executor, body)
        elif code == 410 or code < 0:
            # The agent wants no more, or is gone: an editor that nobody speaks to must not stay.
            self._closing = True
            executor.on_executor_finished_impl()

    def finished(self, executor: unreal.MoviePipelinePythonHostExecutor, success: bool) -> None:
        error = None if success else "Movie Render Queue reported a failure"
        self._report(executor, "crashed" if error else None, error)

    def _start(self, executor: unreal.MoviePipelinePythonHostExecutor, body: str) -> None:
        try:
            job = parse_job(body)
            if not isinstance(job, RenderJob):
                raise JobError("a renderer takes only orders of kind render")
            self._job = job
            if unreal.load_asset(job.sequence) is None:
                raise JobError(f"the project has no sequence {job.sequence}")
            queue = unreal.new_object(unreal.MoviePipelineQueue, outer=executor)
            queue_job = queue.allocate_new_job(unreal.MoviePipelineExecutorJob)
            configure(queue_job, job)
            pipeline = unreal.new_object(
                executor.target_pipeline_class,
                outer=executor.get_last_loaded_world(),
                base_type=unreal.MoviePipeline,
            )
            pipeline.on_movie_pipeline_work_finished_delegate.add_function_unique(executor, "on_work_finished")
            self._pipeline = pipeline
            pipeline.initialize(queue_job)
        except JobError as error:
            self._report(executor, "refused", str(error))
        except Exception as error:  # Whatever Unreal throws must reach the agent, or the task would only time out.
            unreal.log_error(f"Render Executor: Error: {traceback.format_exc()}")
            self._report(executor, "crashed", str(error))

    def _report(
        self, executor: unreal.MoviePipelinePythonHostExecutor, kind: Optional[str], error: Optional[str]
    ) -> None:
        id = self._job.id if self._job else ""
        self._job = None
        self._pipeline = None
        self._send(executor, "done", "POST", {"id": id, "failure": kind, "message": error})
        unreal.log("Render Executor: Rendering is complete" if kind is None else f"Render Executor: Error: {error}")

    def _send(
        self, executor: unreal.MoviePipelinePythonHostExecutor, path: str, verb: str, body: Optional[Dict[str, object]]
    ) -> int:
        text = "" if body is None else json.dumps(body)
        return executor.send_http_request(f"{self._url}/{path}", verb, text, self._headers)
