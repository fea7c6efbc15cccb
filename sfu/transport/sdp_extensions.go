package transport

import (
	"slices"

	"github.com/pion/sdp/v3"

	"giaoban/sfu/codec"
)

// limitExtensions keeps the header extensions of a direction: on a connection
// that carries both, the library announces the union in every section.
func limitExtensions(m *sdp.MediaDescription, dir codec.Direction) {
	allowed := codec.Extensions(kindOfSection(m), dir)
	removeAttributes(m, func(a sdp.Attribute) bool {
		if a.Key != sdp.AttrKeyExtMap {
			return false
		}
		_, uri, ok := parseExtMap(a.Value)
		return !ok || !slices.Contains(allowed, uri)
	})
}
