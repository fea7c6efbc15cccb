package web

import (
	"context"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/web/problem"
)

// visibleName cleans a name that a person gives themselves, or refuses it: one must not look like another by characters
// that cannot be seen.
func visibleName(wanted string) (string, error) {
	name := norm.NFC.String(strings.Join(strings.Fields(wanted), " "))
	if name == "" || strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) {
		refused := problem.New(problem.Invalid)
		refused.Fields = []problem.Field{{Location: "body.displayName", Message: "must be characters that can be seen"}}
		return "", refused
	}
	return name, nil
}

// moderates reports whether the account may mute and remove others in the room: as chair or secretary of its unit or of
// one above it; in a room without a unit, as any chair or secretary.
func (s *Server) moderates(ctx context.Context, account *identity.Account, room *directory.Room) (bool, error) {
	if !moderators.Allows(account.Role) {
		return false, nil
	}
	if room.Unit == nil || room.Practice {
		return true, nil
	}
	if account.UnitCatalogue != room.Unit.Catalogue {
		return false, nil
	}
	for unit := room.Unit; ; {
		if unit.Code == account.UnitCode {
			return true, nil
		}
		if unit.ParentCode == "" {
			return false, nil
		}
		parent, err := s.deps.Directory.Unit(ctx, unit.Catalogue, unit.ParentCode)
		if err != nil {
			return false, err
		}
		unit = parent
	}
}
