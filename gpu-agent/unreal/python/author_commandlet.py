"""`UnrealEditor-Cmd project -run=pythonscript -script=author_commandlet.py`: makes assets until the agent hangs up.

A commandlet has no frames and no callbacks, so it asks with the standard library and waits between its questions.
"""

from __future__ import annotations

import json
import os
import time
import traceback
import urllib.error
import urllib.request
from typing import Dict, Optional, Tuple

import unreal
from semblante.author import author
from semblante.job import AuthorJob, JobError, parse_job

ASK_EVERY = 0.3


def call(path: str, body: Optional[Dict[str, object]] = None) -> Tuple[int, str]:
    """Status and body; status 410 when the agent is gone."""
    request = urllib.request.Request(
        f"{os.environ['SEMBLANTE_EDITOR_URL']}/{path}",
        data=None if body is None else json.dumps(body).encode("utf-8"),
        headers={
            "Authorization": f"Bearer {os.environ['SEMBLANTE_EDITOR_CHANNEL']}",
            "Content-Type": "application/json",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return int(response.status), response.read().decode("utf-8")
    except urllib.error.HTTPError as error:
        return error.code, ""
    except OSError:
        return 410, ""


def perform(body: str) -> None:
    id = ""
    failure: Optional[str] = None
    message: Optional[str] = None
    try:
        job = parse_job(body)
        id = job.id
        if not isinstance(job, AuthorJob):
            raise JobError("the commandlet takes only orders of kind author")
        author(job)
    except JobError as error:
        failure, message = "refused", str(error)
    except Exception as error:  # Whatever Unreal throws must reach the agent, or the task would only time out.
        unreal.log_error(traceback.format_exc())
        failure, message = "crashed", str(error)
    call("done", {"id": id, "failure": failure, "message": message})


def main() -> None:
    while True:
        status, body = call("next")
        if status == 200:
            perform(body)
        elif status == 410:
            return
        else:
            time.sleep(ASK_EVERY)


main()
