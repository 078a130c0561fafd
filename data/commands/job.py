"""``job``: what the screen of the gate starts in a process of its own."""

from __future__ import annotations

import argparse
from pathlib import Path

from data.commands.parts import Commands, add_command
from data.settings import Settings


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    job = add_command(
        commands,
        "job",
        "做一项由页面交代的检查 Do a job that the screen of the gate has written down",
        "由页面在独立进程中启动，进度写在该文件夹的 job.json。 "
        "Started by the screen in a process of its own; how far it is stands in job.json of that folder.",
    )
    job.add_argument("folder", type=Path, metavar="DIR", help="任务文件夹 folder of the job")
    job.set_defaults(run=_job)


def _job(options: argparse.Namespace, settings: Settings) -> int:
    from data.gate.job_process import run_job

    return run_job(settings, options.folder)
