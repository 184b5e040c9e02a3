from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.adapters import inxi, programs
from agent.domain.facts import AudioDevice
from agent.errors import ToolError

REPORT = [
    {
        "000#1#0#Audio": [
            {"000#1#1#Device": "Intel Cannon Lake PCH cAVS", "001#1#2#driver": "snd_hda_intel", "002#0#2#bus-ID": "00:1f.3"},
            {"000#1#1#Device": "Focusrite Scarlett 2i2", "001#0#2#type": "USB", "002#0#2#driver": "snd-usb-audio",
             "003#0#2#serial": "CANARY"},
            {"000#1#1#Device": "Mystery", "001#1#2#driver": "N/A"},
            {"000#1#1#API": "ALSA", "001#0#2#v": "k6.1"},
            {"000#0#1#Message": "No device data found."},
        ]
    }
]  # fmt: skip


def test_devices_and_drivers_are_picked_out() -> None:
    assert inxi.parse(json.dumps(REPORT).encode()) == (
        AudioDevice(name="Intel Cannon Lake PCH cAVS", driver="snd_hda_intel"),
        AudioDevice(name="Focusrite Scarlett 2i2", driver="snd-usb-audio"),
        AudioDevice(name="Mystery"),
    )


@given(
    st.one_of(
        st.binary(max_size=100), st.text(max_size=50).map(lambda text: json.dumps([{"a": [text, {text: 1}]}]).encode())
    )
)
def test_any_output_is_survived(output: bytes) -> None:
    assert isinstance(inxi.parse(output), tuple)


def test_deep_nesting_is_survived() -> None:
    assert inxi.parse(b"[" * 100_000) == ()


def test_without_inxi_there_are_no_devices(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> str:
        raise ToolError(f"{name} is not installed")

    monkeypatch.setattr(programs, "find", absent)
    assert inxi.audio_devices() == ()


def test_the_real_inxi_answers_from_a_non_terminal() -> None:
    try:
        programs.find("inxi")
    except ToolError:
        pytest.skip("inxi is optional, and not installed here")
    assert all(device.name for device in inxi.audio_devices())
