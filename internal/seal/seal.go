// Package seal keeps small secrets encrypted in the database, by AES-256-GCM (NIST SP 800-38D) with a key that is not in
// it: whoever steals a copy of the database alone cannot read them.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const (
	keyBytes = 32
	// form marks how a text was sealed, so that a later way can stand beside it.
	form = "v1."
)

// ErrBroken means that a text was not sealed by this box for this purpose: another key, another owner, or damage.
var ErrBroken = errors.New("seal: cannot be opened: sealed by another key, or damaged")

// Box seals and opens by one key. It is safe for concurrent use.
type Box struct{ aead cipher.AEAD }

// New returns the box of a key of 32 bytes.
func New(key []byte) (*Box, error) {
	if len(key) != keyBytes {
		return nil, fmt.Errorf("seal: a key has %d bytes, not %d", keyBytes, len(key))
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return &Box{aead: aead}, nil
}

// Load returns the box of the key in a file, 64 hexadecimal digits, which is made when it is missing, readable by its
// owner only. Without its file what was sealed is lost: it belongs in every backup, apart from the database's.
func Load(path string) (*Box, error) {
	text, err := os.ReadFile(path) //nolint:gosec // the administrator names the path
	if errors.Is(err, fs.ErrNotExist) {
		text, err = create(path)
	}
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, fmt.Errorf("seal: %s does not hold a key of %d hexadecimal digits", path, 2*keyBytes)
	}
	box, err := New(key)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return box, nil
}

// create writes a new key whole or not at all; of two processes at once one writes and both read the same.
func create(path string) (text []byte, err error) {
	key := make([]byte, keyBytes)
	if _, err := rand.Read(key); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".key-") // mode 0600
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.Remove(file.Name())) }()
	_, err = fmt.Fprintf(file, "%s\n", hex.EncodeToString(key))
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return nil, err
	}
	if err := os.Link(file.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return os.ReadFile(path) //nolint:gosec // as above
}

// Seal encrypts plain. The owner, such as an account's id, is bound to the result: moved to another it cannot be opened.
func (b *Box) Seal(plain []byte, owner string) string {
	return form + base64.RawStdEncoding.EncodeToString(b.aead.Seal(nil, nil, plain, []byte(owner))) //nolint:gosec // the nonce is random and made inside
}

// Open decrypts what Seal made for the same owner, or fails with ErrBroken.
func (b *Box) Open(sealed, owner string) ([]byte, error) {
	encoded, found := strings.CutPrefix(sealed, form)
	if !found {
		return nil, ErrBroken
	}
	bytes, err := base64.RawStdEncoding.DecodeString(encoded)
	if err != nil {
		return nil, ErrBroken
	}
	plain, err := b.aead.Open(nil, nil, bytes, []byte(owner))
	if err != nil {
		return nil, ErrBroken
	}
	return plain, nil
}
