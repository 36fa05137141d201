"""VesselViewer: a desktop 3D viewer with a live feed of hull designs, and the mesh server behind it.

The façade is lazy (PEP 562): importing it loads nothing beyond the standard library; each public
name loads its room on first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vesselviewer.errors import FormatError as FormatError
    from vesselviewer.errors import VesselViewerError as VesselViewerError
    from vesselviewer.formats import load_mesh as load_mesh
    from vesselviewer.formats import save_mesh as save_mesh
    from vesselviewer.hydrostatics import Flotation as Flotation
    from vesselviewer.hydrostatics import Hydrostatics as Hydrostatics
    from vesselviewer.hydrostatics import compute_hydrostatics as compute_hydrostatics
    from vesselviewer.mesh import Mesh as Mesh
    from vesselviewer.mesh import MeshReport as MeshReport
    from vesselviewer.mesh import judge_mesh as judge_mesh

__version__ = "0.1.0"

_HOMES = {
    "Flotation": "vesselviewer.hydrostatics",
    "FormatError": "vesselviewer.errors",
    "Hydrostatics": "vesselviewer.hydrostatics",
    "Mesh": "vesselviewer.mesh",
    "MeshReport": "vesselviewer.mesh",
    "VesselViewerError": "vesselviewer.errors",
    "compute_hydrostatics": "vesselviewer.hydrostatics",
    "judge_mesh": "vesselviewer.mesh",
    "load_mesh": "vesselviewer.formats",
    "save_mesh": "vesselviewer.formats",
}

__all__ = [
    "Flotation",
    "FormatError",
    "Hydrostatics",
    "Mesh",
    "MeshReport",
    "VesselViewerError",
    "__version__",
    "compute_hydrostatics",
    "judge_mesh",
    "load_mesh",
    "save_mesh",
]


def __getattr__(name: str) -> object:
    """Load a public name from its room on first use."""
    home = _HOMES.get(name)
    if home is None:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted(__all__)
