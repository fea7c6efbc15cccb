// Package id makes the identifiers of rooms, participants, tracks and connections: a prefix that names the kind, then random base62 characters.
// They travel in SDP, in URLs and in logs, so they never contain a space, '|', '-' or anything else with a meaning there.
package id

import (
	"crypto/rand"

	"github.com/livekit/protocol/livekit"
)

// Prefixes of LiveKit's protocol; its clients compare the first letters.
const (
	RoomPrefix        = "RM_"
	ParticipantPrefix = "PA_"
	TrackPrefix       = "TR_"
	DataTrackPrefix   = "DTR_"
	EventPrefix       = "EV_"
	ConnectionPrefix  = "CO_"
	NodePrefix        = "ND_"
)

const (
	alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	// randomLength characters carry about 71 bits: no two sids of a deployment's life meet by chance.
	randomLength = 12
)

// New returns prefix followed by 12 random base62 characters from the operating system's generator.
func New(prefix string) string {
	return prefix + Random(randomLength)
}

// Random returns n random base62 characters, uniformly chosen.
func Random(n int) string {
	// Bytes at or above limit would favour the first letters of the alphabet.
	const limit = 256 - 256%len(alphabet)
	out := make([]byte, 0, n)
	buf := make([]byte, n+n/4+1)
	for len(out) < n {
		rand.Read(buf) // never fails: it aborts the program instead
		for _, b := range buf {
			if int(b) < limit && len(out) < n {
				out = append(out, alphabet[int(b)%len(alphabet)])
			}
		}
	}
	return string(out)
}

// Room returns a new room sid ("RM_…").
func Room() string { return New(RoomPrefix) }

// Participant returns a new participant sid ("PA_…").
func Participant() string { return New(ParticipantPrefix) }

// Track returns a new track sid: "TR_", a letter for the kind of media (A, V, D), a letter for its source (C, M, S, s; U when unknown), then random characters.
func Track(kind livekit.TrackType, source livekit.TrackSource) string {
	return New(TrackPrefix + string([]byte{kindLetter(kind), sourceLetter(source)}))
}

func kindLetter(kind livekit.TrackType) byte {
	switch kind {
	case livekit.TrackType_AUDIO:
		return 'A'
	case livekit.TrackType_VIDEO:
		return 'V'
	default:
		return 'D'
	}
}

func sourceLetter(source livekit.TrackSource) byte {
	switch source {
	case livekit.TrackSource_CAMERA:
		return 'C'
	case livekit.TrackSource_MICROPHONE:
		return 'M'
	case livekit.TrackSource_SCREEN_SHARE:
		return 'S'
	case livekit.TrackSource_SCREEN_SHARE_AUDIO:
		return 's'
	default:
		return 'U'
	}
}
