package inviter

import (
	"context"
	"strings"

	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/invite/paper"
)

// Issuers returns the agencies in whose name a meeting's letter can go out: the host first, then those above it. A fixed
// number of queries.
func (s *Service) Issuers(ctx context.Context, by directory.By, meetingID string) ([]invite.Issuer, error) {
	m, err := s.managed(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	issuers, err := s.issuers(ctx, above(m.Host, m.HostPath))
	if err != nil {
		return nil, err
	}
	keys := make([]directory.UnitKey, len(issuers))
	for i := range issuers {
		keys[i] = issuers[i].Unit
	}
	last, err := s.Store.LastNumbers(ctx, s.Store.DB(), keys, s.Now().In(s.Zone).Year(), paper.TypeLetter)
	if err != nil {
		return nil, err
	}
	units, err := s.Directory.UnitsByKey(ctx, keys)
	if err != nil {
		return nil, err
	}
	for i := range issuers {
		issuers[i].Next, issuers[i].Name = last[issuers[i].Unit]+1, units[issuers[i].Unit].Name
	}
	return issuers, nil
}

// above returns a unit and those above it, the nearest first: its path names them.
func above(unit directory.UnitKey, path string) []directory.UnitKey {
	keys := []directory.UnitKey{unit}
	codes := strings.Split(strings.Trim(strings.TrimPrefix(path, "/"+unit.Catalogue+"/"), "/"), "/")
	for i := len(codes) - 1; i >= 0; i-- {
		if codes[i] != unit.Code && codes[i] != "" {
			keys = append(keys, directory.UnitKey{Catalogue: unit.Catalogue, Code: codes[i]})
		}
	}
	return keys
}

// issuers proposes what agencies' letters say, in their order; those that the directory does not know are left out.
func (s *Service) issuers(ctx context.Context, agencies []directory.UnitKey) ([]invite.Issuer, error) {
	headings, err := s.Directory.HeadingsOf(ctx, s.Store.DB(), agencies)
	if err != nil {
		return nil, err
	}
	heads, err := s.Directory.HeadsOf(ctx, s.Store.DB(), agencies)
	if err != nil {
		return nil, err
	}
	issuers := make([]invite.Issuer, 0, len(agencies))
	for _, agency := range agencies {
		heading, found := headings[agency]
		if !found {
			continue
		}
		head := invite.NewLetterhead(heading)
		issuer := invite.Issuer{
			Unit: agency, ParentName: head.Parent, AgencyName: head.Agency, Place: head.Place, Symbol: paper.TypeLetter + "-" + head.Symbol,
			Authority: invite.Authority{SignerName: heads[agency].Name, SignerTitle: heads[agency].Position},
		}
		if collective, found := strings.CutPrefix(head.Agency, "ỦY BAN NHÂN DÂN"); found && collective != "" {
			issuer.Form, issuer.OnBehalf, issuer.SignerTitle = invite.OnBehalf, "Ủy ban nhân dân", "Chủ tịch"
		}
		issuers = append(issuers, issuer)
	}
	return issuers, nil
}
