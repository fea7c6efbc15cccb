package transport

import (
	"encoding/hex"
	"strings"

	"github.com/pion/sdp/v3"
)

const (
	maxMidLength   = 64
	maxRids        = 8
	maxRidLength   = 32
	maxCandidates  = 64 // remote candidates of one ICE generation
	minUfragLength = 4
	maxUfragLength = 256
	minPwdLength   = 22
)

// parseRemote parses a client's description and refuses one that lies or that
// the library could not survive.
func parseRemote(text string, maxSections int) (*sdp.SessionDescription, error) {
	if len(text) > maxSDPSize {
		return nil, refuse("%d bytes, the limit is %d", len(text), maxSDPSize)
	}
	// Counted before parsing: what is refused should cost little.
	if n := strings.Count(text, "\nm="); n > maxSections {
		return nil, refuse("%d media sections, the limit is %d", n, maxSections)
	}
	d := &sdp.SessionDescription{}
	if err := d.UnmarshalString(text); err != nil {
		return nil, refuse("not SDP: %v", err)
	}
	if n := len(d.MediaDescriptions); n == 0 {
		return nil, refuse("no media section")
	} else if n > maxSections {
		return nil, refuse("%d media sections, the limit is %d", n, maxSections)
	}
	if err := checkSections(d); err != nil {
		return nil, err
	}
	if err := checkFingerprint(d); err != nil {
		return nil, err
	}
	return d, checkCredentials(d)
}

func checkSections(d *sdp.SessionDescription) error {
	mids := make(map[string]bool, len(d.MediaDescriptions))
	for i, m := range d.MediaDescriptions {
		if m.MediaName.Media != mediaApplication && kindOfSection(m) == 0 {
			return refuse("section %d is %q, neither audio, video nor application", i, shorten(m.MediaName.Media))
		}
		mid := midOf(m)
		switch {
		case mid == "" && rejected(m):
			continue // named by nameSections
		case mid == "":
			return refuse("section %d has no a=mid", i)
		case len(mid) > maxMidLength || strings.ContainsAny(mid, " \t|"):
			return refuse("section %d has a bad a=mid", i)
		case mids[mid]:
			return refuse("a=mid:%s occurs twice", mid)
		}
		mids[mid] = true
		if err := checkRids(m); err != nil {
			return err
		}
	}
	return nil
}

func checkRids(m *sdp.MediaDescription) error {
	rids := 0
	for _, a := range m.Attributes {
		if a.Key != keyRid {
			continue
		}
		id, _, _ := strings.Cut(a.Value, " ")
		if rids++; rids > maxRids || !validRid(id) {
			return refuse("section %s has too many or bad a=rid lines", midOf(m))
		}
	}
	return nil
}

// validRid reports whether id is a rid-id (RFC 8851, section 10).
func validRid(id string) bool {
	if id == "" || len(id) > maxRidLength {
		return false
	}
	for _, c := range id {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

// values collects an attribute from the session and all sections in use.
func values(d *sdp.SessionDescription, key string) []string {
	var list []string
	if v, ok := d.Attribute(key); ok {
		list = append(list, v)
	}
	for _, m := range d.MediaDescriptions {
		if v, ok := m.Attribute(key); ok {
			list = append(list, v)
		}
	}
	return list
}

// one returns the value that all sections share: with BUNDLE there is one transport.
func one(d *sdp.SessionDescription, key string) (string, error) {
	list := values(d, key)
	if len(list) == 0 {
		return "", refuse("no a=%s", key)
	}
	for _, v := range list {
		if v != list[0] {
			return "", refuse("sections differ in a=%s", key)
		}
	}
	return list[0], nil
}

// hashLengths are the digests accepted for a=fingerprint (RFC 8122, section 5), in octets.
var hashLengths = map[string]int{"sha-1": 20, "sha-224": 28, "sha-256": 32, "sha-384": 48, "sha-512": 64}

func checkFingerprint(d *sdp.SessionDescription) error {
	v, err := one(d, keyFingerprint)
	if err != nil {
		return err
	}
	hash, digest, _ := strings.Cut(v, " ")
	raw, err := hex.DecodeString(strings.ReplaceAll(digest, ":", ""))
	if n, ok := hashLengths[strings.ToLower(hash)]; err != nil || !ok || len(raw) != n {
		return refuse("a=fingerprint is not a digest that can be checked")
	}
	return nil
}

func checkCredentials(d *sdp.SessionDescription) error {
	ufrag, err := one(d, keyUfrag)
	if err != nil {
		return err
	}
	pwd, err := one(d, keyPwd)
	if err != nil {
		return err
	}
	if len(ufrag) < minUfragLength || len(ufrag) > maxUfragLength || strings.Contains(ufrag, ":") {
		return refuse("a=ice-ufrag must have %d to %d characters", minUfragLength, maxUfragLength)
	}
	if len(pwd) < minPwdLength || len(pwd) > maxUfragLength {
		return refuse("a=ice-pwd must have %d to %d characters", minPwdLength, maxUfragLength)
	}
	return nil
}

func shorten(s string) string {
	if len(s) > 32 {
		return s[:32]
	}
	return s
}
