"""Makes the assets of a film in a commandlet without a screen: the face's animation, the sound, and the sequence.

A sequence holds the MetaHuman as a spawnable, its face animated, a camera on its head and the sound, for the whole film;
which range of it is rendered is the renderer's business.
"""

from __future__ import annotations

import math
from typing import Any, List, Tuple

import unreal

from .curves import read_curves, unreal_name, unreal_values
from .job import AuthorJob, Framing, JobError

#: Centimetres: height of a head with hair, and how far above the head bone its middle is.
HEAD_HEIGHT = 24.0
HEAD_MIDDLE = 8.0
#: Sensor of the cinematic camera, millimetres.
SENSOR_WIDTH = 36.0


def author(job: AuthorJob) -> None:
    """Raises JobError for what the project lacks. Assets of a former attempt are replaced."""
    for path in [*job.discard, folder_of(job)]:
        if unreal.EditorAssetLibrary.does_directory_exist(path):
            unreal.EditorAssetLibrary.delete_directory(path)
    if not unreal.EditorLoadingAndSavingUtils.load_map(job.map):
        raise JobError(f"the project has no map {job.map}")
    blueprint = unreal.EditorAssetLibrary.load_blueprint_class(job.metahuman)
    if blueprint is None:
        raise JobError(f"the project has no MetaHuman {job.metahuman}")
    actors = unreal.get_editor_subsystem(unreal.EditorActorSubsystem)
    actor = actors.spawn_actor_from_class(blueprint, unreal.Vector(0, 0, 0), unreal.Rotator(0, 0, 0))
    try:
        face = component(actor, "Face")
        animation = make_animation(job, face)
        sequence = make_sequence(job)
        add_person(sequence, actor, face, animation, job)
        add_camera(sequence, face, job)
        if job.audio is not None:
            add_sound(sequence, job)
        if not unreal.EditorAssetLibrary.save_directory(folder_of(job), only_if_is_dirty=False):
            raise RuntimeError(f"{folder_of(job)} could not be saved")
    finally:
        actors.destroy_actor(actor)


def folder_of(job: AuthorJob) -> str:
    return job.sequence.rsplit("/", 1)[0]


def component(actor: unreal.Actor, name: str) -> unreal.SkeletalMeshComponent:
    for found in actor.get_components_by_class(unreal.SkeletalMeshComponent):
        if found.get_name() == name:
            return found
    raise JobError(f"{actor.get_name()} has no component {name}: it is no MetaHuman")


def make_animation(job: AuthorJob, face: unreal.SkeletalMeshComponent) -> unreal.AnimSequence:
    mesh = face.get_skeletal_mesh_asset()
    if mesh is None:
        raise JobError(f"the face of {job.metahuman} has no mesh")
    factory = unreal.AnimSequenceFactory()
    factory.set_editor_property("target_skeleton", mesh.get_editor_property("skeleton"))
    animation = create(f"{job.sequence.rsplit('/', 1)[1]}_Face", folder_of(job), unreal.AnimSequence, factory)
    controller = animation.get_editor_property("controller")
    controller.open_bracket(unreal.Text("Semblante"), False)
    controller.set_frame_rate(unreal.FrameRate(job.fps, 1), False)
    controller.set_number_of_frames(unreal.FrameNumber(job.film_frames), False)
    controller.close_bracket(False)
    curves = read_curves(job.curves_header, job.curves_data, job.fps, job.film_frames)
    # One key a frame and never two: a second key on a frame is an assertion that ends the editor.
    times = [frame / job.fps for frame in range(curves.frames)]
    for name in curves.names:
        curve = unreal_name(name)
        unreal.AnimationLibrary.add_curve(animation, curve, unreal.RawCurveTrackTypes.RCT_FLOAT, False)
        unreal.AnimationLibrary.add_float_curve_keys(
            animation, curve, times, unreal_values(name, curves.columns[name])
        )
    return animation


def make_sequence(job: AuthorJob) -> unreal.LevelSequence:
    name = job.sequence.rsplit("/", 1)[1]
    sequence = create(name, folder_of(job), unreal.LevelSequence, unreal.LevelSequenceFactoryNew())
    sequence.set_display_rate(unreal.FrameRate(job.fps, 1))
    sequence.set_playback_start(0)
    sequence.set_playback_end(job.film_frames)
    return sequence


def add_person(
    sequence: unreal.LevelSequence,
    actor: unreal.Actor,
    face: unreal.SkeletalMeshComponent,
    animation: unreal.AnimSequence,
    job: AuthorJob,
) -> None:
    blueprint = unreal.EditorAssetLibrary.load_blueprint_class(job.animation_blueprint)
    if blueprint is None:
        raise JobError(f"the project has no animation blueprint {job.animation_blueprint}")
    face.set_editor_property("anim_class", blueprint)
    person = sequence.add_spawnable_from_instance(actor)
    binding = sequence.add_possessable(face)
    binding.set_parent(person)
    section = binding.add_track(unreal.MovieSceneSkeletalAnimationTrack).add_section()
    section.set_range(0, job.film_frames)
    parameters = section.get_editor_property("params")
    parameters.set_editor_property("animation", animation)
    section.set_editor_property("params", parameters)


def add_camera(sequence: unreal.LevelSequence, face: unreal.SkeletalMeshComponent, job: AuthorJob) -> None:
    head = face.get_socket_location("head")
    distance, aim = placement(job.framing)
    camera = sequence.add_spawnable_from_class(unreal.CineCameraActor)
    template: Any = camera.get_object_template()
    # A MetaHuman looks along +Y: the camera stands before it and looks back.
    template.set_actor_location(unreal.Vector(head.x, head.y + distance, head.z + aim), False, False)
    template.set_actor_rotation(unreal.Rotator(0, 0, -90), False)
    lens = template.get_cine_camera_component()
    lens.set_editor_property("current_focal_length", focal_length(job.framing.fov_degrees))
    focus = lens.get_editor_property("focus_settings")
    focus.set_editor_property("manual_focus_distance", distance)
    lens.set_editor_property("focus_settings", focus)
    cut = sequence.add_track(unreal.MovieSceneCameraCutTrack).add_section()
    cut.set_range(0, job.film_frames)
    cut.set_camera_binding_id(sequence.get_binding_id(camera))


def placement(framing: Framing) -> Tuple[float, float]:
    """Distance from the head, and height of the camera over the head bone, centimetres."""
    picture = HEAD_HEIGHT / framing.head
    distance = picture / 2 / math.tan(math.radians(framing.fov_degrees) / 2)
    return distance, HEAD_MIDDLE + (0.5 - framing.centre) * picture


def focal_length(fov_degrees: float) -> float:
    """Millimetres for a vertical field of view on a 16:9 picture."""
    return SENSOR_WIDTH * 9 / 16 / 2 / math.tan(math.radians(fov_degrees) / 2)


def add_sound(sequence: unreal.LevelSequence, job: AuthorJob) -> None:
    task = unreal.AssetImportTask()
    for name, value in (
        ("filename", str(job.audio)),
        ("destination_path", folder_of(job)),
        ("destination_name", f"{job.sequence.rsplit('/', 1)[1]}_Speech"),
        ("automated", True),
        ("replace_existing", True),
        ("save", False),
    ):
        task.set_editor_property(name, value)
    unreal.AssetToolsHelpers.get_asset_tools().import_asset_tasks([task])
    imported: List[str] = list(task.get_editor_property("imported_object_paths"))
    if not imported:
        raise JobError(f"{job.audio} could not be imported as sound")
    section = sequence.add_track(unreal.MovieSceneAudioTrack).add_section()
    section.set_sound(unreal.load_asset(imported[0]))
    section.set_range(0, job.film_frames)


def create(name: str, folder: str, kind: Any, factory: unreal.Factory) -> Any:
    asset = unreal.AssetToolsHelpers.get_asset_tools().create_asset(name, folder, kind, factory)
    if asset is None:
        raise RuntimeError(f"{folder}/{name} could not be created")
    return asset
