// Package token mints and verifies the access tokens of LiveKit's protocol:
// HS256 JSON Web Tokens whose issuer names an API key and whose "video" claim
// lists what the bearer may do.
package token

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/livekit/protocol/auth"
)

// MinSecretLength is the shortest API secret, in bytes, that GenerateKey makes
// and that a deployment should use. Shorter ones are accepted by ParseKeys so
// that development keys such as "devkey: secret" work.
const MinSecretLength = 32

// Keys holds API keys and their secrets. It is immutable and so safe for
// concurrent use. It fulfils auth.KeyProvider.
type Keys struct {
	secrets map[string]string
}

var _ auth.KeyProvider = (*Keys)(nil)

// NewKeys returns a key store over a copy of secrets, which maps API keys to
// API secrets.
func NewKeys(secrets map[string]string) (*Keys, error) {
	if len(secrets) == 0 {
		return nil, errors.New("token: no API keys")
	}
	for key, secret := range secrets {
		if key == "" || secret == "" {
			return nil, errors.New("token: an API key or its secret is empty")
		}
	}
	return &Keys{secrets: maps.Clone(secrets)}, nil
}

// ParseKeys reads "key: secret" lines as LiveKit's LIVEKIT_KEYS variable has
// them: one pair a line, a colon between key and secret, blank lines ignored.
// Errors name the line and never show a secret.
func ParseKeys(text string) (*Keys, error) {
	secrets := make(map[string]string)
	for number, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		key, secret, found := strings.Cut(line, ":")
		key, secret = strings.TrimSpace(key), strings.TrimSpace(secret)
		if !found || key == "" || secret == "" {
			return nil, fmt.Errorf("token: line %d of the API keys is not of the form \"key: secret\"", number+1)
		}
		if _, twice := secrets[key]; twice {
			return nil, fmt.Errorf("token: line %d of the API keys repeats a key", number+1)
		}
		secrets[key] = secret
	}
	return NewKeys(secrets)
}

// GenerateKey makes a fresh API key and a secret of 256 random bits.
func GenerateKey() (key, secret string) {
	var name [9]byte
	var value [MinSecretLength]byte
	// crypto/rand.Read never fails since Go 1.24.
	_, _ = rand.Read(name[:])
	_, _ = rand.Read(value[:])
	return "API" + base64.RawURLEncoding.EncodeToString(name[:]), base64.RawURLEncoding.EncodeToString(value[:])
}

// GetSecret returns the secret of key, or "" when the key is unknown.
func (k *Keys) GetSecret(key string) string { return k.secrets[key] }

// NumKeys returns how many keys there are.
func (k *Keys) NumKeys() int { return len(k.secrets) }

// First returns the alphabetically first key with its secret. The server signs
// the tokens and webhooks it issues itself with this pair unless told otherwise.
func (k *Keys) First() (key, secret string) {
	key = slices.Min(slices.Collect(maps.Keys(k.secrets)))
	return key, k.secrets[key]
}
