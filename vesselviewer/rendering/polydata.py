"""Arrays into VTK's data sets; the arrays are shared, not copied, wherever VTK allows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from vtkmodules.util import numpy_support
from vtkmodules.vtkCommonCore import VTK_FLOAT, VTK_INT, vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
from vtkmodules.vtkFiltersCore import vtkFeatureEdges, vtkPolyDataNormals, vtkStripper

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from vtkmodules.vtkCommonCore import vtkDataArray

    from vesselviewer.mesh import Mesh

FEATURE_ANGLE_DEG = 30.0
"""Faces that meet at more than this are a knuckle: shading breaks there, and a line can be drawn."""


def mesh_data(mesh: Mesh) -> vtkPolyData:
    """Return the triangles of a mesh, points in single precision, as the graphics card has them."""
    data = vtkPolyData()
    data.SetPoints(_points(mesh.vertices))
    triangles = vtkCellArray()
    flat = np.ascontiguousarray(mesh.faces).reshape(-1)
    triangles.SetData(3, _shared(flat, VTK_INT))
    data.SetPolys(triangles)
    return data


def line_data(segments: NDArray[np.floating]) -> vtkPolyData:
    """Return separate straight lines.

    Args:
        segments: (n, 2, 3) end points.
    """
    data = vtkPolyData()
    data.SetPoints(_points(segments.reshape(-1, 3)))
    lines = vtkCellArray()
    ends = np.arange(2 * len(segments), dtype=np.int32)
    lines.SetData(2, _shared(ends, VTK_INT))
    data.SetLines(lines)
    return data


def with_normals(data: vtkPolyData) -> vtkPolyData:
    """Return the surface with smooth normals, split at knuckles, its faces wound alike."""
    normals = vtkPolyDataNormals()
    normals.SetInputData(data)
    normals.SetFeatureAngle(FEATURE_ANGLE_DEG)
    normals.SplittingOn()
    # Mixed winding would cancel the normals where it changes; which side is out does not matter here.
    normals.ConsistencyOn()
    normals.AutoOrientNormalsOff()
    normals.NonManifoldTraversalOff()
    normals.Update()
    surface: vtkPolyData = normals.GetOutput()
    return surface


def feature_lines(data: vtkPolyData) -> vtkPolyData:
    """Return knuckles and open edges of a welded surface as long lines."""
    edges = vtkFeatureEdges()
    edges.SetInputData(data)
    edges.SetFeatureAngle(FEATURE_ANGLE_DEG)
    edges.FeatureEdgesOn()
    edges.BoundaryEdgesOn()
    edges.NonManifoldEdgesOn()
    edges.ManifoldEdgesOff()
    edges.ColoringOff()
    lines = vtkStripper()
    lines.SetInputConnection(edges.GetOutputPort())
    lines.Update()
    stripped: vtkPolyData = lines.GetOutput()
    return stripped


def _points(positions: NDArray[np.floating]) -> vtkPoints:
    points = vtkPoints()
    points.SetData(_shared(np.ascontiguousarray(positions, dtype=np.float32), VTK_FLOAT))
    return points


def _shared(array: NDArray[np.generic], array_type: int) -> vtkDataArray:
    """Return VTK's view of a contiguous array, which keeps the array alive."""
    view: vtkDataArray = numpy_support.numpy_to_vtk(array, array_type=array_type)  # type: ignore[no-untyped-call]  # VTK's numpy support has no hints
    return view
