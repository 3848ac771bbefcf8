"""Orders are refused with the field's name; curves come out at the film's rate and under Unreal's names."""

from __future__ import annotations

import array
import json
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any, Dict, List

TESTS = Path(__file__).resolve().parent
sys.path[:0] = [str(TESTS), str(TESTS.parent / "python")]

import unreal  # noqa: E402
from semblante.curves import read_curves, unreal_name, unreal_values  # noqa: E402
from semblante.job import JobError, RenderJob, parse_job  # noqa: E402

ORDER: Dict[str, Any] = {
    "version": 1,
    "kind": "render",
    "id": "J1",
    "sequence": "/Game/Semblante/Jobs/J1/LS",
    "map": "/Game/Semblante/Maps/office",
    "fps": 25,
    "first_frame": 0,
    "frame_count": 10,
    "width": 1280,
    "height": 720,
    "quality": {
        "path_tracer": False,
        "spatial_samples": 4,
        "temporal_samples": 1,
        "warm_up_frames": 8,
        "console_variables": {"r.ShadowQuality": 5},
    },
    "alpha": False,
    "output_directory": "/tmp/frames",
}


class Orders(unittest.TestCase):
    def test_a_good_order_is_read(self) -> None:
        job = parse_job(json.dumps(ORDER))
        self.assertIsInstance(job, RenderJob)

    def test_a_bad_order_names_the_field(self) -> None:
        cases = {
            "job.fps must be": {"fps": 0},
            "job.fps must be a whole": {"fps": True},
            "no asset path: /Game/../x": {"sequence": "/Game/../x"},
            "no asset path: C:": {"map": "C:"},
            "absolute path": {"output_directory": "frames"},
            "unknown fields: extra": {"extra": 1},
            "version 1": {"version": 2},
            "kind cannot be": {"kind": "delete"},
            "quality must be an object": {"quality": None},
            "quality.spatial_samples": {"quality": {**ORDER["quality"], "spatial_samples": 0}},
        }
        for message, change in cases.items():
            with self.subTest(message), self.assertRaisesRegex(JobError, message):
                parse_job(json.dumps({**ORDER, **change}))
        with self.assertRaisesRegex(JobError, "not JSON"):
            parse_job("{")
        with self.assertRaisesRegex(JobError, "job.id is missing"):
            parse_job(json.dumps({key: value for key, value in ORDER.items() if key != "id"}))


class CurveFiles(unittest.TestCase):
    def setUp(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.header = Path(self._folder.name) / "curves.json"
        self.data = Path(self._folder.name) / "curves.f32"

    def write(self, values: List[float], names: List[str], frame_count: int) -> None:
        header = {"version": 1, "fps": 60, "frame_count": frame_count, "names": names}
        self.header.write_text(json.dumps(header), "utf-8")
        self.data.write_bytes(array.array("f", values).tobytes())

    def test_resampled_to_the_film(self) -> None:
        self.write([frame / 60 for frame in range(60)], ["jawOpen"], 60)
        curves = read_curves(self.header, self.data, 25, 25)
        for frame, value in enumerate(curves.columns["jawOpen"]):
            self.assertAlmostEqual(value, frame / 25, places=5)

    def test_files_that_disagree_are_refused(self) -> None:
        self.write([0.0] * 3, ["jawOpen"], 4)
        with self.assertRaisesRegex(JobError, "3 values instead of 4"):
            read_curves(self.header, self.data, 25, 1)
        self.write([float("nan")], ["jawOpen"], 1)
        with self.assertRaisesRegex(JobError, "no number"):
            read_curves(self.header, self.data, 25, 1)

    def test_unreal_conventions(self) -> None:
        self.assertEqual(unreal_name("eyeBlinkLeft"), "EyeBlinkLeft")
        self.assertEqual(unreal_name("headPitch"), "HeadPitch")
        self.assertEqual(unreal_values("jawOpen", [-0.1, 1.2]), [0.0, 1.0])
        self.assertAlmostEqual(unreal_values("headPitch", [0.1])[0], -5.7296, places=3)


class StandIn(unittest.TestCase):
    """The stand-in must itself be strict, or the tests that use it prove nothing."""

    def test_two_keys_on_one_frame(self) -> None:
        sequence = unreal.AnimSequence()
        controller = sequence.get_editor_property("controller")
        controller.open_bracket(unreal.Text("x"), False)
        controller.set_frame_rate(unreal.FrameRate(25, 1), False)
        controller.set_number_of_frames(unreal.FrameNumber(10), False)
        unreal.AnimationLibrary.add_curve(sequence, "JawOpen", unreal.RawCurveTrackTypes.RCT_FLOAT, False)
        with self.assertRaisesRegex(unreal.StandInError, "two keys on one frame"):
            unreal.AnimationLibrary.add_float_curve_keys(sequence, "JawOpen", [0.0, 0.001], [0.0, 1.0])

    def test_unknown_properties_and_wrong_types(self) -> None:
        setting = unreal.MoviePipelineOutputSetting()
        with self.assertRaisesRegex(unreal.StandInError, "no property"):
            setting.set_editor_property("output_folder", "x")
        with self.assertRaisesRegex(unreal.StandInError, "cannot be"):
            setting.set_editor_property("custom_start_frame", "1")


if __name__ == "__main__":
    unittest.main()
