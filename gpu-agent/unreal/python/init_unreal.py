"""Unreal runs this file at start because the agent names its folder in UE_PYTHONPATH.

The executor's class must exist, and stay referenced, before Movie Render Queue looks it up by name; a commandlet has
no use for it.
"""

import sys

import unreal

if "-run=pythonscript" not in unreal.SystemLibrary.get_command_line().lower():
    from semblante.executor import SemblanteExecutor

    EXECUTOR = SemblanteExecutor
    unreal.log(f"Semblante: executor ready, Python {sys.version.split()[0]}")
