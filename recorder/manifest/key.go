package manifest

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Box seals secrets at rest.
type Box interface {
	Seal(plain []byte, owner string) string
	Open(sealed, owner string) ([]byte, error)
}

// Names of the key's files in a directory: the sealed private key, and the public one for whoever checks recordings elsewhere.
const (
	KeyFile       = "recordings.key"
	PublicKeyFile = "recordings.pub"
)

const (
	keyOwner   = "recordings/ed25519"
	publicType = "PUBLIC KEY"
)

// LoadKey returns the key that signs manifests from dir. At the first start it is made, sealed in box, and its public part is put
// beside it.
func LoadKey(dir string, box Box) (ed25519.PrivateKey, error) {
	sealed, err := os.ReadFile(filepath.Join(dir, KeyFile)) //nolint:gosec // the server's own
	if errors.Is(err, os.ErrNotExist) {
		_, key, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return nil, err
		}
		if err := replace(filepath.Join(dir, KeyFile), []byte(box.Seal(key.Seed(), keyOwner)+"\n")); err != nil {
			return nil, fmt.Errorf("manifest: key: %w", err)
		}
		return key, writePublic(dir, key)
	}
	if err != nil {
		return nil, fmt.Errorf("manifest: key: %w", err)
	}
	seed, err := box.Open(strings.TrimSpace(string(sealed)), keyOwner)
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("manifest: key: %s cannot be opened with this server's secret key: %w", KeyFile, errors.Join(err, ErrForm))
	}
	key := ed25519.NewKeyFromSeed(seed)
	return key, writePublic(dir, key)
}

func writePublic(dir string, key ed25519.PrivateKey) error {
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return err
	}
	block := pem.EncodeToMemory(&pem.Block{Type: publicType, Bytes: der})
	name := filepath.Join(dir, PublicKeyFile)
	if there, err := os.ReadFile(name); err == nil && string(there) == string(block) { //nolint:gosec // the server's own
		return nil
	}
	if err := replace(name, block); err != nil {
		return err
	}
	return os.Chmod(name, 0o644) //nolint:gosec // public
}

// ReadPublicKey reads a key as LoadKey leaves it for others.
func ReadPublicKey(name string) (ed25519.PublicKey, error) {
	data, err := os.ReadFile(name) //nolint:gosec // where the caller says
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(data)
	if block == nil || block.Type != publicType {
		return nil, fmt.Errorf("%s: %w: no public key in PEM", name, ErrForm)
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	key, ok := parsed.(ed25519.PublicKey)
	if err != nil || !ok {
		return nil, fmt.Errorf("%s: %w: not an Ed25519 key", name, ErrForm)
	}
	return key, nil
}
