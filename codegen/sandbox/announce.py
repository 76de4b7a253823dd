"""The first words of a warm process: which walls stand here. Light, so that they come at once."""

from __future__ import annotations

import os
import socket
from dataclasses import asdict

from codegen.sandbox import wire
from codegen.sandbox.base import Layer
from codegen.sandbox.probe import probe


def announce(control: socket.socket, folder: str) -> tuple[Layer, ...]:
    """Probes the walls and tells codegen. Raises ChannelClosedError where it is gone already."""
    os.chdir("/")
    layers = probe(folder)
    wire.send(control, {"layers": [asdict(layer) for layer in layers]})
    return layers
