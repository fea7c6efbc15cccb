package terminal

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"strings"

	"giaoban/internal/fault"
)

// purpose is what a terminal's key signs and nothing else does: a signature for this cannot be used elsewhere.
const purpose = "giaoban-terminal-session\n"

// Message is what a terminal signs to prove that it has its key.
func Message(terminalID, nonce string) []byte { return []byte(purpose + terminalID + "\n" + nonce) }

// ParseKey reads a public key as WebCrypto exports it (spki), and fails with fault.Invalid for any but ECDSA on P-256.
func ParseKey(text string) (*ecdsa.PublicKey, error) {
	refused := fault.InvalidFields("form", []fault.Field{{Location: "publicKey", Reason: "terminals.key"}})
	der, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil, refused
	}
	parsed, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, refused
	}
	key, ok := parsed.(*ecdsa.PublicKey)
	if !ok || key.Curve != elliptic.P256() {
		return nil, refused
	}
	return key, nil
}

// Verify reports whether a signature, r and s of 32 bytes each as WebCrypto makes it (IEEE P1363), is the key's.
func Verify(key *ecdsa.PublicKey, message []byte, signature string) bool {
	const half = 32
	raw, err := base64.StdEncoding.Strict().DecodeString(signature)
	if err != nil || len(raw) != 2*half {
		return false
	}
	digest := sha256.Sum256(message)
	return ecdsa.Verify(key, digest[:], new(big.Int).SetBytes(raw[:half]), new(big.Int).SetBytes(raw[half:]))
}

// NewCode returns a code of CodeDigits digits.
func NewCode() string {
	const ten = 10
	digits := make([]byte, CodeDigits)
	for i := range digits {
		n, err := rand.Int(rand.Reader, big.NewInt(ten))
		if err != nil {
			return "" // never: the reader aborts the program instead
		}
		digits[i] = '0' + byte(n.Int64())
	}
	return string(digits)
}

// CleanCode takes away what people put between digits.
func CleanCode(typed string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		if r == ' ' || r == '-' || r == '.' {
			return -1
		}
		return 'x'
	}, typed)
}

// Hash is what is kept of codes and nonces.
func Hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
