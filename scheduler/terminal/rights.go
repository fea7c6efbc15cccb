package terminal

import (
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
)

// MaySee reports whether a viewer may see the terminals of a room of the unit at a path: those who run the unit's
// rooms, and those who administer it.
func MaySee(viewer *directory.Viewer, unitPath string) bool {
	return viewer.Room == "" && (viewer.Manages(unitPath) || viewer.Has(identity.Technician, unitPath))
}

// MaySteer reports whether a viewer may steer the terminals of a room of the unit at a path outside any meeting. In a
// meeting its chair and secretary may too.
func MaySteer(viewer *directory.Viewer, unitPath string) bool {
	return viewer.Room == "" && viewer.HasAny(unitPath, identity.Technician, identity.UnitAdmin)
}

// MayPair reports whether a viewer may pair and revoke the terminals of a room of the unit at a path.
func MayPair(viewer *directory.Viewer, unitPath string) bool {
	return viewer.Room == "" && viewer.Manages(unitPath)
}
