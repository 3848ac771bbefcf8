"""A range as a job of Movie Render Queue."""

from __future__ import annotations

from typing import Any

import unreal

from .job import RenderJob


def configure(queue_job: unreal.MoviePipelineExecutorJob, job: RenderJob) -> None:
    """Fills the job's own configuration; nothing of the project's presets is used."""
    queue_job.sequence = unreal.SoftObjectPath(job.sequence)
    queue_job.map = unreal.SoftObjectPath(job.map)
    queue_job.job_name = job.id
    config = queue_job.get_configuration()

    output: Any = config.find_or_add_setting_by_class(unreal.MoviePipelineOutputSetting)
    directory = unreal.DirectoryPath()
    directory.set_editor_property("path", str(job.output_directory))
    for name, value in (
        ("output_directory", directory),
        ("output_resolution", unreal.IntPoint(job.width, job.height)),
        ("use_custom_frame_rate", True),
        ("output_frame_rate", unreal.FrameRate(job.fps, 1)),
        ("file_name_format", "{frame_number}"),
        ("zero_pad_frame_numbers", 6),
        ("override_existing_output", True),
        ("use_custom_playback_range", True),
        ("custom_start_frame", job.first_frame),
        # Exclusive.
        ("custom_end_frame", job.first_frame + job.frame_count),
    ):
        output.set_editor_property(name, value)

    kind = (
        unreal.MoviePipelineDeferredPass_PathTracer
        if job.quality.path_tracer
        else unreal.MoviePipelineDeferredPassBase
    )
    config.find_or_add_setting_by_class(kind)
    png: Any = config.find_or_add_setting_by_class(unreal.MoviePipelineImageSequenceOutput_PNG)
    png.set_editor_property("write_alpha", job.alpha)

    samples: Any = config.find_or_add_setting_by_class(unreal.MoviePipelineAntiAliasingSetting)
    for name, value in (
        ("spatial_sample_count", job.quality.spatial_samples),
        ("temporal_sample_count", job.quality.temporal_samples),
        ("override_anti_aliasing", True),
        ("anti_aliasing_method", unreal.AntiAliasingMethod.AAM_NONE),
        ("engine_warm_up_count", job.quality.warm_up_frames),
        ("render_warm_up_count", job.quality.warm_up_frames),
        ("render_warm_up_frames", True),
    ):
        samples.set_editor_property(name, value)

    console: Any = config.find_or_add_setting_by_class(unreal.MoviePipelineConsoleVariableSetting)
    variables = dict(job.quality.console_variables)
    if job.alpha:
        variables["r.PostProcessing.PropagateAlpha"] = 1.0
    for name, value in sorted(variables.items()):
        console.add_or_update_console_variable(name, value)
