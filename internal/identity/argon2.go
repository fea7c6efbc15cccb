package identity

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"

	"golang.org/x/crypto/argon2"
)

// Argon2 is the cost of one password hash by argon2id (RFC 9106).
type Argon2 struct {
	MemoryKiB uint32
	Passes    uint32
	Threads   uint8
}

// DefaultArgon2 is the first of the equally strong choices that OWASP's Password Storage Cheat Sheet gives: 46 MiB, one
// pass. More memory rather than more passes costs an attacker most, and a login here little.
var DefaultArgon2 = Argon2{MemoryKiB: 46 << 10, Passes: 1, Threads: 1}

const (
	saltBytes = 16
	hashBytes = 32
	// Hashes computed at once; more logins wait, so that a flood of them cannot take all memory.
	hashSlots = 4
)

// hasher computes and checks password hashes, a bounded number at once.
type hasher struct {
	cost  Argon2
	slots chan struct{}
	decoy string // checked when there is no account, so that the time tells nothing
}

func newHasher(cost Argon2) (*hasher, error) {
	h := &hasher{cost: cost, slots: make(chan struct{}, hashSlots)}
	decoy, err := h.hash(context.Background(), rand.Text())
	h.decoy = decoy
	return h, err
}

// hash returns the PHC string of password: $argon2id$v=19$m=…,t=…,p=…$salt$hash.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	var salt [saltBytes]byte
	if _, err := rand.Read(salt[:]); err != nil {
		return "", fmt.Errorf("identity: salt: %w", err)
	}
	key, err := h.derive(ctx, password, salt[:], h.cost, hashBytes)
	if err != nil {
		return "", err
	}
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, h.cost.MemoryKiB, h.cost.Passes, h.cost.Threads, encode(salt[:]), encode(key)), nil
}

// verify reports whether password has the hash encoded in phc.
func (h *hasher) verify(ctx context.Context, password, phc string) (bool, error) {
	var version int
	var cost Argon2
	var rest string
	if _, err := fmt.Sscanf(phc, "$argon2id$v=%d$m=%d,t=%d,p=%d$%s", &version, &cost.MemoryKiB, &cost.Passes, &cost.Threads, &rest); err != nil || version != argon2.Version {
		return false, fmt.Errorf("identity: a stored password hash is not of the form $argon2id$v=%d$…", argon2.Version)
	}
	salt, want, err := splitHash(rest)
	if err != nil {
		return false, err
	}
	key, err := h.derive(ctx, password, salt, cost, uint32(len(want)))
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(key, want) == 1, nil
}

func splitHash(text string) (salt, hash []byte, err error) {
	for i := range text {
		if text[i] != '$' {
			continue
		}
		salt, err = base64.RawStdEncoding.DecodeString(text[:i])
		if err != nil {
			break
		}
		hash, err = base64.RawStdEncoding.DecodeString(text[i+1:])
		if err == nil && len(salt) > 0 && len(hash) > 0 {
			return salt, hash, nil
		}
		break
	}
	return nil, nil, fmt.Errorf("identity: a stored password hash has no salt or no hash")
}

func (h *hasher) derive(ctx context.Context, password string, salt []byte, cost Argon2, length uint32) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return nil, fmt.Errorf("identity: waiting to check a password: %w", ctx.Err())
	}
	return argon2.IDKey([]byte(password), salt, cost.Passes, cost.MemoryKiB, cost.Threads, length), nil
}
