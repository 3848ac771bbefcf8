"""A stand-in for Unreal's Python module: the classes, functions and properties the product uses, as documented, and
nothing else. Every call checks its arguments; an unknown property, a second key on one frame, an asset that is not there
or a configuration without output is an error, as it would be in the editor. Assets are JSON files below the folder that
FAKE_UNREAL_CONTENT names, so that two processes see the same project.

Over 400 lines, because it stands in for a single module.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any, Callable, ClassVar, Dict, Generic, List, Optional, Tuple, Type, TypeVar, Union, cast

T = TypeVar("T")
COMMAND_LINE: List[str] = []
LOG: List[str] = []
_PACKAGE = re.compile(r"/(Game|Engine)(/[A-Za-z0-9_]+)+")


class StandInError(Exception):
    """A call that the editor would refuse."""


def require(condition: bool, message: str) -> None:
    if not condition:
        raise StandInError(message)


def content(package: str) -> Path:
    require(_PACKAGE.fullmatch(package) is not None, f"{package} is no package path")
    return Path(os.environ["FAKE_UNREAL_CONTENT"]) / package[1:]


def stored(package: str) -> Optional[Dict[str, Any]]:
    file = content(package).with_suffix(".json")
    return cast(Dict[str, Any], json.loads(file.read_text("utf-8"))) if file.is_file() else None


def log(message: str) -> None:
    LOG.append(message)
    print(f"LogPython: {message}", flush=True)


def log_error(message: str) -> None:
    print(f"LogPython: Error: {message}", flush=True)


# --- values -----------------------------------------------------------------------------------------------


class Text(str):
    pass


class Vector:
    def __init__(self, x: float = 0, y: float = 0, z: float = 0) -> None:
        self.x, self.y, self.z = float(x), float(y), float(z)


class Rotator:
    """Roll, pitch, yaw in degrees: the order of Unreal's Python, not of its C++."""

    def __init__(self, roll: float = 0, pitch: float = 0, yaw: float = 0) -> None:
        self.roll, self.pitch, self.yaw = float(roll), float(pitch), float(yaw)


class IntPoint:
    def __init__(self, x: int, y: int) -> None:
        require(isinstance(x, int) and isinstance(y, int), "IntPoint takes whole numbers")
        self.x, self.y = x, y


class FrameRate:
    def __init__(self, numerator: int, denominator: int) -> None:
        require(numerator > 0 and denominator > 0, "a frame rate must be positive")
        self.numerator, self.denominator = numerator, denominator


class FrameNumber:
    def __init__(self, value: int) -> None:
        self.value = value


class SoftObjectPath:
    def __init__(self, path: str) -> None:
        require(_PACKAGE.fullmatch(path) is not None, f"{path} is no package path")
        self.path = path


# --- objects ----------------------------------------------------------------------------------------------

Kind = Union[type, Tuple[type, ...]]


class Object:
    """Properties are declared by class; setting another one, or a value of another type, fails."""

    PROPERTIES: ClassVar[Dict[str, Kind]] = {}

    def __init__(self) -> None:
        self._values: Dict[str, Any] = {}
        self._name = type(self).__name__

    def get_name(self) -> str:
        return self._name

    def set_editor_property(self, name: str, value: Any) -> None:
        declared = type(self).PROPERTIES
        require(name in declared, f"{type(self).__name__} has no property {name}")
        kind = declared[name]
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        require(isinstance(value, kind), f"{type(self).__name__}.{name} cannot be {value!r}")
        self._values[name] = value

    def get_editor_property(self, name: str) -> Any:
        require(name in type(self).PROPERTIES, f"{type(self).__name__} has no property {name}")
        return self._values.get(name)


class DirectoryPath(Object):
    PROPERTIES = {"path": str}


class Factory(Object):
    pass


class Skeleton(Object):
    pass


class SkeletalMesh(Object):
    PROPERTIES = {"skeleton": Skeleton}


class SkeletalMeshComponent(Object):
    PROPERTIES = {"anim_class": type}

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def get_skeletal_mesh_asset(self) -> Optional[SkeletalMesh]:
        mesh = SkeletalMesh()
        mesh.set_editor_property("skeleton", Skeleton())
        return mesh

    def get_socket_location(self, name: str) -> Vector:
        require(name == "head", f"the face has no bone {name}")
        return Vector(0, 2, 148)


class Actor(Object):
    def __init__(self, package: str = "", components: Tuple[str, ...] = ()) -> None:
        super().__init__()
        self.package = package
        self._name = package.rsplit("/", 1)[-1]
        self._components = [SkeletalMeshComponent(name) for name in components]

    def get_components_by_class(self, kind: Type[SkeletalMeshComponent]) -> List[SkeletalMeshComponent]:
        return [found for found in self._components if isinstance(found, kind)]

    def set_actor_location(self, location: Vector, sweep: bool, teleport: bool) -> bool:
        require(isinstance(location, Vector), "a location is a Vector")
        self.location = location
        return True

    def set_actor_rotation(self, rotation: Rotator, teleport: bool) -> bool:
        require(isinstance(rotation, Rotator), "a rotation is a Rotator")
        self.rotation = rotation
        return True


class CameraFocusSettings(Object):
    PROPERTIES = {"manual_focus_distance": float}


class CineCameraComponent(Object):
    PROPERTIES = {"current_focal_length": float, "focus_settings": CameraFocusSettings}

    def __init__(self) -> None:
        super().__init__()
        self._values["focus_settings"] = CameraFocusSettings()


class CineCameraActor(Actor):
    def __init__(self) -> None:
        super().__init__("CineCameraActor")
        self.lens = CineCameraComponent()

    def get_cine_camera_component(self) -> CineCameraComponent:
        return self.lens


# --- animation --------------------------------------------------------------------------------------------


class AnimSequenceFactory(Factory):
    PROPERTIES = {"target_skeleton": Skeleton}


class AnimationDataController:
    def __init__(self, sequence: AnimSequence) -> None:
        self._sequence = sequence
        self._open = 0

    def open_bracket(self, description: Text, should_transact: bool) -> None:
        require(isinstance(description, Text), "a bracket's description is a Text")
        self._open += 1

    def close_bracket(self, should_transact: bool) -> None:
        require(self._open > 0, "no bracket is open")
        self._open -= 1

    def set_frame_rate(self, rate: FrameRate, should_transact: bool) -> None:
        require(self._open > 0, "a frame rate is set within a bracket")
        self._sequence.rate = rate

    def set_number_of_frames(self, frames: FrameNumber, should_transact: bool) -> None:
        require(self._open > 0, "the length is set within a bracket")
        self._sequence.frames = frames.value


class AnimSequence(Object):
    PROPERTIES = {"controller": AnimationDataController}

    def __init__(self) -> None:
        super().__init__()
        self.rate = FrameRate(30, 1)
        self.frames = 0
        self.curves: Dict[str, List[float]] = {}
        self._values["controller"] = AnimationDataController(self)

    def document(self) -> Dict[str, Any]:
        return {"type": "AnimSequence", "fps": self.rate.numerator, "frames": self.frames, "curves": self.curves}


class RawCurveTrackTypes:
    RCT_FLOAT = "RCT_FLOAT"


class AnimationLibrary:
    @staticmethod
    def add_curve(sequence: AnimSequence, name: str, kind: str, meta_data: bool) -> None:
        require(kind == RawCurveTrackTypes.RCT_FLOAT and meta_data is False, "curves are floats")
        require(name not in sequence.curves, f"a second curve {name}")
        sequence.curves[name] = []

    @staticmethod
    def add_float_curve_keys(sequence: AnimSequence, name: str, times: List[float], values: List[float]) -> None:
        require(name in sequence.curves, f"no curve {name}")
        require(len(times) == len(values), "as many times as values")
        frames = [round(time * sequence.rate.numerator) for time in times]
        require(len(set(frames)) == len(frames), "two keys on one frame: the editor asserts")
        require(max(frames, default=0) <= sequence.frames, "a key after the end")
        sequence.curves[name] = list(values)


# --- sequencer --------------------------------------------------------------------------------------------


class MovieSceneSkeletalAnimationParams(Object):
    PROPERTIES = {"animation": AnimSequence}


class Section(Object):
    def __init__(self) -> None:
        super().__init__()
        self.range: Optional[Tuple[int, int]] = None

    def set_range(self, start: int, end: int) -> None:
        require(start < end, "an empty section")
        self.range = (start, end)


class SkeletalAnimationSection(Section):
    PROPERTIES = {"params": MovieSceneSkeletalAnimationParams}

    def __init__(self) -> None:
        super().__init__()
        self._values["params"] = MovieSceneSkeletalAnimationParams()


class CameraCutSection(Section):
    camera: Optional[str] = None

    def set_camera_binding_id(self, binding: str) -> None:
        self.camera = binding


class SoundWave(Object):
    def __init__(self, package: str) -> None:
        super().__init__()
        self.package = package


class AudioSection(Section):
    sound: Optional[SoundWave] = None

    def set_sound(self, sound: SoundWave) -> None:
        require(isinstance(sound, SoundWave), "a sound is a SoundWave")
        self.sound = sound


S = TypeVar("S", bound=Section)


class Track(Generic[S]):
    SECTION: ClassVar[Type[Section]] = Section

    def __init__(self) -> None:
        self.sections: List[S] = []

    def add_section(self) -> S:
        section = cast(S, type(self).SECTION())
        self.sections.append(section)
        return section


class MovieSceneSkeletalAnimationTrack(Track[SkeletalAnimationSection]):
    SECTION = SkeletalAnimationSection


class MovieSceneCameraCutTrack(Track[CameraCutSection]):
    SECTION = CameraCutSection


class MovieSceneAudioTrack(Track[AudioSection]):
    SECTION = AudioSection


K = TypeVar("K", bound=Track[Any])


class Binding:
    def __init__(self, bound: Any) -> None:
        self.bound = bound
        self.parent: Optional[Binding] = None
        self.tracks: List[Track[Any]] = []

    def set_parent(self, parent: Binding) -> None:
        self.parent = parent

    def add_track(self, kind: Type[K]) -> K:
        track = kind()
        self.tracks.append(track)
        return track

    def get_object_template(self) -> Any:
        return self.bound


class LevelSequenceFactoryNew(Factory):
    pass


class LevelSequence(Object):
    def __init__(self) -> None:
        super().__init__()
        self.rate: Optional[FrameRate] = None
        self.start = 0
        self.end = 0
        self.bindings: List[Binding] = []
        self.tracks: List[Track[Any]] = []

    def set_display_rate(self, rate: FrameRate) -> None:
        self.rate = rate

    def set_playback_start(self, frame: int) -> None:
        self.start = frame

    def set_playback_end(self, frame: int) -> None:
        self.end = frame

    def add_spawnable_from_instance(self, actor: Actor) -> Binding:
        return self._bind(actor)

    def add_spawnable_from_class(self, kind: Type[CineCameraActor]) -> Binding:
        return self._bind(kind())

    def add_possessable(self, component: SkeletalMeshComponent) -> Binding:
        return self._bind(component)

    def add_track(self, kind: Type[K]) -> K:
        track = kind()
        self.tracks.append(track)
        return track

    def get_binding_id(self, binding: Binding) -> str:
        require(binding in self.bindings, "a binding of another sequence")
        return f"binding-{self.bindings.index(binding)}"

    def _bind(self, bound: Any) -> Binding:
        binding = Binding(bound)
        self.bindings.append(binding)
        return binding

    def document(self) -> Dict[str, Any]:
        """What a renderer needs of it; a sequence that could not be rendered is refused on saving."""
        require(self.rate is not None, "no display rate")
        person = next((b for b in self.bindings if isinstance(b.bound, Actor) and b.bound.package.startswith("/Game")), None)
        face = next((b for b in self.bindings if isinstance(b.bound, SkeletalMeshComponent)), None)
        cuts = [s for track in self.tracks if isinstance(track, MovieSceneCameraCutTrack) for s in track.sections]
        sounds = [s for track in self.tracks if isinstance(track, MovieSceneAudioTrack) for s in track.sections]
        if person is None or face is None or face.parent is not person or not face.tracks:
            raise StandInError("no person, or a face without animation or parent")
        section = face.tracks[0].sections[0]
        require(section.range == (self.start, self.end), "the animation does not span the sequence")
        if len(cuts) != 1 or cuts[0].camera is None:
            raise StandInError("no camera cut")
        camera: CineCameraActor = self.bindings[int(cuts[0].camera.split("-")[1])].bound
        return {
            "type": "LevelSequence",
            "fps": cast(FrameRate, self.rate).numerator,
            "start": self.start,
            "end": self.end,
            "person": person.bound.package,
            "animation": section.get_editor_property("params").get_editor_property("animation").document(),
            "focal_length": camera.lens.get_editor_property("current_focal_length"),
            "camera": [camera.location.x, camera.location.y, camera.location.z],
            "sounds": [s.sound.package for s in sounds if s.sound],
        }


# --- editor -----------------------------------------------------------------------------------------------

_ASSETS: Dict[str, Any] = {}


class AssetImportTask(Object):
    PROPERTIES = {
        "filename": str,
        "destination_path": str,
        "destination_name": str,
        "automated": bool,
        "replace_existing": bool,
        "save": bool,
        "imported_object_paths": list,
    }


class AssetTools:
    def create_asset(self, name: str, folder: str, kind: Type[Any], factory: Factory) -> Any:
        require(isinstance(factory, Factory), "assets are made by factories")
        require(f"{folder}/{name}" not in _ASSETS, f"{folder}/{name} exists")
        content(f"{folder}/{name}")
        asset = kind()
        _ASSETS[f"{folder}/{name}"] = asset
        return asset

    def import_asset_tasks(self, tasks: List[AssetImportTask]) -> None:
        for task in tasks:
            require(task.get_editor_property("automated") is True, "an import would open a dialogue")
            source = Path(task.get_editor_property("filename"))
            package = f"{task.get_editor_property('destination_path')}/{task.get_editor_property('destination_name')}"
            imported: List[str] = []
            if source.is_file() and source.read_bytes()[:4] == b"RIFF":
                _ASSETS[package] = SoundWave(package)
                imported.append(package)
            task.set_editor_property("imported_object_paths", imported)


class AssetToolsHelpers:
    @staticmethod
    def get_asset_tools() -> AssetTools:
        return AssetTools()


def load_asset(path: str) -> Any:
    if path in _ASSETS:
        return _ASSETS[path]
    return stored(path)


class EditorAssetLibrary:
    @staticmethod
    def does_directory_exist(path: str) -> bool:
        return content(path).is_dir() or any(name.startswith(f"{path}/") for name in _ASSETS)

    @staticmethod
    def delete_directory(path: str) -> bool:
        require(path.startswith("/Game/Semblante/Jobs/"), f"{path} is not ours to delete")
        for name in [name for name in _ASSETS if name.startswith(f"{path}/")]:
            del _ASSETS[name]
        folder = content(path)
        if folder.is_dir():
            for file in folder.iterdir():
                file.unlink()
            folder.rmdir()
        return True

    @staticmethod
    def load_blueprint_class(path: str) -> Optional[type]:
        found = stored(path)
        if found is None or found["type"] not in ("MetaHuman", "AnimBlueprint"):
            return None
        return type(path, (Object,), {"PACKAGE": path, "COMPONENTS": tuple(found.get("components", ()))})

    @staticmethod
    def save_directory(path: str, only_if_is_dirty: bool = True) -> bool:
        for name, asset in _ASSETS.items():
            if name.startswith(f"{path}/") and hasattr(asset, "document"):
                file = content(name).with_suffix(".json")
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(json.dumps(asset.document()), "utf-8")
        return True


class EditorLoadingAndSavingUtils:
    @staticmethod
    def load_map(path: str) -> bool:
        found = stored(path)
        return found is not None and found["type"] == "World"


class EditorActorSubsystem:
    def spawn_actor_from_class(self, kind: Any, location: Vector, rotation: Rotator) -> Actor:
        return Actor(kind.PACKAGE, kind.COMPONENTS)

    def destroy_actor(self, actor: Actor) -> bool:
        return True


def get_editor_subsystem(kind: Type[EditorActorSubsystem]) -> EditorActorSubsystem:
    require("-run=pythonscript" in " ".join(COMMAND_LINE), "editor subsystems are not there in -game")
    return kind()


class SystemLibrary:
    @staticmethod
    def get_command_line() -> str:
        return " ".join(COMMAND_LINE)


# --- movie render queue -----------------------------------------------------------------------------------


class AntiAliasingMethod:
    AAM_NONE = 0


class MoviePipelineSetting(Object):
    pass


class MoviePipelineOutputSetting(MoviePipelineSetting):
    PROPERTIES = {
        "output_directory": DirectoryPath,
        "output_resolution": IntPoint,
        "use_custom_frame_rate": bool,
        "output_frame_rate": FrameRate,
        "file_name_format": str,
        "zero_pad_frame_numbers": int,
        "override_existing_output": bool,
        "use_custom_playback_range": bool,
        "custom_start_frame": int,
        "custom_end_frame": int,
    }


class MoviePipelineDeferredPassBase(MoviePipelineSetting):
    pass


class MoviePipelineDeferredPass_PathTracer(MoviePipelineDeferredPassBase):
    pass


class MoviePipelineImageSequenceOutput_PNG(MoviePipelineSetting):
    PROPERTIES = {"write_alpha": bool}


class MoviePipelineAntiAliasingSetting(MoviePipelineSetting):
    PROPERTIES = {
        "spatial_sample_count": int,
        "temporal_sample_count": int,
        "override_anti_aliasing": bool,
        "anti_aliasing_method": int,
        "engine_warm_up_count": int,
        "render_warm_up_count": int,
        "render_warm_up_frames": bool,
    }


class MoviePipelineConsoleVariableSetting(MoviePipelineSetting):
    def __init__(self) -> None:
        super().__init__()
        self.variables: Dict[str, float] = {}

    def add_or_update_console_variable(self, name: str, value: float) -> bool:
        require(re.fullmatch(r"[a-zA-Z]+(\.[A-Za-z0-9]+)+", name) is not None, f"{name} is no console variable")
        self.variables[name] = float(value)
        return True


M = TypeVar("M", bound=MoviePipelineSetting)


class MoviePipelinePrimaryConfig:
    def __init__(self) -> None:
        self.settings: List[MoviePipelineSetting] = []

    def find_or_add_setting_by_class(self, kind: Type[M]) -> M:
        for setting in self.settings:
            if type(setting) is kind:
                return cast(M, setting)
        added = kind()
        self.settings.append(added)
        return added

    def find(self, kind: Type[M]) -> M:
        for setting in self.settings:
            if isinstance(setting, kind):
                return setting
        raise StandInError(f"the job has no {kind.__name__}: nothing would be rendered")


class MoviePipelineExecutorJob:
    def __init__(self) -> None:
        self.sequence: Optional[SoftObjectPath] = None
        self.map: Optional[SoftObjectPath] = None
        self.job_name = ""
        self._config = MoviePipelinePrimaryConfig()

    def get_configuration(self) -> MoviePipelinePrimaryConfig:
        return self._config


class MoviePipelineQueue:
    def allocate_new_job(self, kind: Type[MoviePipelineExecutorJob]) -> MoviePipelineExecutorJob:
        return kind()


class MoviePipelineOutputData:
    def __init__(self, success: bool) -> None:
        self.success = success


class Delegate:
    """Calls a ufunction by name, and refuses one whose parameters do not fit."""

    def __init__(self, *parameters: type) -> None:
        self._parameters = list(parameters)
        self._bound: List[Tuple[Any, str]] = []

    def add_function_unique(self, owner: Any, name: str) -> None:
        declared = cast(Optional[Dict[str, Any]], getattr(getattr(owner, name, None), "_ufunction", None))
        if declared is None:
            raise StandInError(f"{name} is no ufunction")
        require(declared["params"] == self._parameters, f"{name} takes {declared['params']}, not {self._parameters}")
        if (owner, name) not in self._bound:
            self._bound.append((owner, name))

    def broadcast(self, *arguments: Any) -> None:
        for owner, name in self._bound:
            getattr(owner, name)(*arguments)


class MoviePipeline:
    def __init__(self) -> None:
        self.on_movie_pipeline_work_finished_delegate = Delegate(MoviePipelineOutputData)
        self.job: Optional[MoviePipelineExecutorJob] = None
        self.fraction = 0.0

    def initialize(self, job: MoviePipelineExecutorJob) -> None:
        if job.sequence is None or job.map is None:
            raise StandInError("a job needs a sequence and a map")
        require(self.job is None, "a pipeline renders once")
        self.job = job


class MoviePipelineLibrary:
    @staticmethod
    def get_completion_percentage(pipeline: MoviePipeline) -> float:
        return pipeline.fraction


class World:
    pass


class MoviePipelinePythonHostExecutor(Object):
    target_pipeline_class = MoviePipeline

    def __init__(self) -> None:
        super().__init__()
        self.http_response_received_delegate = Delegate(int, int, str)
        self.requests: List[Tuple[int, str, str, str, Dict[str, str]]] = []
        self.pipelines: List[MoviePipeline] = []
        self._request = 0
        self.ended = False

    def execute_delayed(self, queue: MoviePipelineQueue) -> None:
        pass

    def on_begin_frame(self) -> None:
        pass

    def is_rendering(self) -> bool:
        return False

    def get_last_loaded_world(self) -> World:
        return World()

    def on_executor_finished_impl(self) -> None:
        self.ended = True

    def send_http_request(self, url: str, verb: str, message: str, headers: Dict[str, str]) -> int:
        require(re.fullmatch(r"http://127\.0\.0\.1:\d+/[a-z]+", url) is not None, f"{url} is not the agent's")
        require(verb in ("GET", "POST"), f"verb {verb}")
        self._request += 1
        self.requests.append((self._request, url, verb, message, dict(headers)))
        return self._request


def new_object(kind: Type[T], outer: Any = None, base_type: Optional[type] = None) -> T:
    require(outer is not None, "an object without an outer is collected at once")
    made = kind()
    if isinstance(made, MoviePipeline):
        PIPELINES.append(made)
    return made


PIPELINES: List[MoviePipeline] = []
EXECUTORS: Dict[str, Type[MoviePipelinePythonHostExecutor]] = {}

C = TypeVar("C", bound=type)
F = TypeVar("F", bound=Callable[..., Any])


def uclass() -> Callable[[C], C]:
    def register(kind: C) -> C:
        EXECUTORS[kind.__name__] = cast(Type[MoviePipelinePythonHostExecutor], kind)
        for name, member in vars(kind).items():
            declared = getattr(member, "_ufunction", None)
            if declared is not None and declared["override"]:
                require(any(hasattr(base, name) for base in kind.__bases__), f"{name} overrides nothing")
        return kind

    return register


def ufunction(
    override: bool = False, ret: Optional[type] = None, params: Optional[List[type]] = None
) -> Callable[[F], F]:
    def mark(function: F) -> F:
        setattr(function, "_ufunction", {"override": override, "ret": ret, "params": params or []})
        return function

    return mark
