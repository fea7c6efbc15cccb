// Package manifest says what a recording is made of: its tracks and their files with their SHA-256, what is missing and why.
// It is signed, so that a copy can be checked anywhere and without a network.
package manifest

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Version of the manifest's form.
const Version = 1

// File is the manifest's name in the recording's directory; its signature is beside it.
const (
	File          = "manifest.json"
	SignatureFile = "manifest.sig"
)

// Manifest describes one recording.
type Manifest struct {
	Version   int       `json:"version"`
	ID        string    `json:"id"`
	Meeting   string    `json:"meeting,omitempty"`
	Room      string    `json:"room"`
	Title     string    `json:"title,omitempty"`
	StartedAt time.Time `json:"startedAt"` // offsets are from here
	EndedAt   time.Time `json:"endedAt"`
	Reason    string    `json:"reason,omitempty"` // why it ended: stopped, room_closed, disk_full, killed
	Tracks    []Track   `json:"tracks"`
	// Stage is who the recording looks at, in order; nobody before the first.
	Stage []Cut `json:"stage,omitempty"`
	Gaps  []Gap `json:"gaps,omitempty"`
}

// Track is what one participant sent from one source.
type Track struct {
	SID      string `json:"sid"`
	Identity string `json:"identity"`
	Name     string `json:"name,omitempty"`
	Kind     string `json:"kind"`   // audio or video
	Source   string `json:"source"` // microphone, camera, screen_share, screen_share_audio
	Codec    string `json:"codec"`  // MIME type
	Parts    []Part `json:"parts"`
	// Refused says why nothing was recorded of it: encrypted, codec.
	Refused string `json:"refused,omitempty"`
	Dropped uint64 `json:"dropped,omitempty"` // frames that the disk was too slow for
	Lost    uint64 `json:"lost,omitempty"`    // packets that never came
}

// Part is one file of a track.
type Part struct {
	File   string `json:"file"` // relative to the manifest, with slashes
	Start  int64  `json:"startMs"`
	Length int64  `json:"lengthMs"` // of what was written, to the start of its last frame
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
	// Repaired says that the writer was killed; what was behind the last whole fragment was cut off.
	Repaired bool `json:"repaired,omitempty"`
}

// Cut is a change of who the recording looks at: whom the chair has put before everybody, or else who speaks.
type Cut struct {
	At       int64  `json:"atMs"`
	Identity string `json:"identity"` // "": nobody
}

// Gap is a time in which nothing was recorded.
type Gap struct {
	Start  int64  `json:"startMs"`
	End    int64  `json:"endMs"`
	Reason string `json:"reason"` // killed, paused, disk_full
}

// Errors of Verify; errors.Is tells them apart.
var (
	ErrSignature = errors.New("the signature is not of this manifest and key")
	ErrMissing   = errors.New("a file is missing")
	ErrChanged   = errors.New("a file is not what was recorded")
	ErrForm      = errors.New("not a manifest")
)

// Digest fills in the size and SHA-256 of every file.
func (m *Manifest) Digest(dir string) error {
	for i := range m.Tracks {
		for j := range m.Tracks[i].Parts {
			part := &m.Tracks[i].Parts[j]
			size, sum, err := digest(filepath.Join(dir, filepath.FromSlash(part.File)))
			if err != nil {
				return err
			}
			part.Bytes, part.SHA256 = size, sum
		}
	}
	return nil
}

func digest(name string) (size int64, sum string, err error) {
	f, err := os.Open(name) //nolint:gosec // of the recording's directory
	if err != nil {
		return 0, "", err
	}
	defer f.Close()
	hash := sha256.New()
	size, err = io.Copy(hash, f)
	return size, hex.EncodeToString(hash.Sum(nil)), err
}

// Write signs m and writes both files into dir, on stable storage.
func (m *Manifest) Write(dir string, key ed25519.PrivateKey) error {
	m.Version = Version
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	data = append(data, '\n')
	sealed, err := Sign(key, data)
	if err != nil {
		return err
	}
	if err := replace(filepath.Join(dir, File), data); err != nil {
		return err
	}
	return replace(filepath.Join(dir, SignatureFile), sealed)
}

// Sign returns what SignatureFile holds for data.
func Sign(key ed25519.PrivateKey, data []byte) ([]byte, error) {
	signature := Signature{
		Algorithm: algorithm, Key: base64.StdEncoding.EncodeToString(key.Public().(ed25519.PublicKey)),
		Signature: base64.StdEncoding.EncodeToString(ed25519.Sign(key, data)),
	}
	sealed, err := json.MarshalIndent(signature, "", "  ")
	return append(sealed, '\n'), err
}

const algorithm = "Ed25519"

// Signature is what SignatureFile holds. Its key says who claims to have signed; whether that is to be believed, the reader knows.
type Signature struct {
	Algorithm string `json:"algorithm"`
	Key       string `json:"key"`
	Signature string `json:"signature"`
}

// replace writes a file whole or not at all.
func replace(name string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // renamed by then
	_, err = f.Write(data)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return err
	}
	return SyncDir(filepath.Dir(name))
}

// SyncDir puts a directory's entries on stable storage.
func SyncDir(name string) error {
	d, err := os.Open(name) //nolint:gosec // of the recording
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Read reads the manifest of dir without checking anything but its form.
func Read(dir string) (*Manifest, error) {
	data, err := os.ReadFile(filepath.Join(dir, File)) //nolint:gosec // where the caller says
	if err != nil {
		return nil, err
	}
	return parse(data)
}

// ReadFrom reads a manifest from r, as Read does.
func ReadFrom(r io.Reader) (*Manifest, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	return parse(data)
}

func parse(data []byte) (*Manifest, error) {
	m := &Manifest{}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(m); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrForm, err)
	}
	if m.Version != Version {
		return nil, fmt.Errorf("%w: version %d", ErrForm, m.Version)
	}
	return m, nil
}

// Verify checks the copy of a recording in dir: the signature by one of trusted, and every file. With trusted empty the key in
// the signature file is taken, which tells that nothing was changed by accident, not who signed. It returns the manifest as
// far as it could be read, all faults joined, and the key that signed.
func Verify(dir string, trusted []ed25519.PublicKey) (*Manifest, ed25519.PublicKey, error) {
	data, err := os.ReadFile(filepath.Join(dir, File)) //nolint:gosec // where the caller says
	if err != nil {
		return nil, nil, err
	}
	key, faults := verifySignature(dir, data, trusted)
	m, err := parse(data)
	if err != nil {
		return nil, key, errors.Join(faults, err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return m, key, err
	}
	defer root.Close() //nolint:errcheck // only read
	for i := range m.Tracks {
		for _, part := range m.Tracks[i].Parts {
			faults = errors.Join(faults, verifyPart(root, &part))
		}
	}
	return m, key, faults
}

func verifySignature(dir string, data []byte, trusted []ed25519.PublicKey) (ed25519.PublicKey, error) {
	sealed, err := os.ReadFile(filepath.Join(dir, SignatureFile)) //nolint:gosec // where the caller says
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSignature, err)
	}
	return CheckSignature(data, sealed, trusted)
}

// CheckSignature checks what Sign has made, as Verify does, and returns the key that signed.
func CheckSignature(data, sealed []byte, trusted []ed25519.PublicKey) (ed25519.PublicKey, error) {
	var signature Signature
	if err := json.Unmarshal(sealed, &signature); err != nil || signature.Algorithm != algorithm {
		return nil, fmt.Errorf("%w: %s", ErrSignature, SignatureFile)
	}
	key, err := base64.StdEncoding.DecodeString(signature.Key)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return nil, fmt.Errorf("%w: no key", ErrSignature)
	}
	if len(trusted) > 0 && !slices.ContainsFunc(trusted, func(k ed25519.PublicKey) bool { return bytes.Equal(k, key) }) {
		return key, fmt.Errorf("%w: signed by another key", ErrSignature)
	}
	value, err := base64.StdEncoding.DecodeString(signature.Signature)
	if err != nil || !ed25519.Verify(key, data, value) {
		return key, ErrSignature
	}
	return key, nil
}

func verifyPart(root *os.Root, part *Part) error {
	f, err := root.Open(filepath.FromSlash(part.File))
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrMissing, part.File, err)
	}
	defer f.Close()
	hash := sha256.New()
	size, err := io.Copy(hash, f)
	if err != nil {
		return fmt.Errorf("%s: %w", part.File, err)
	}
	if size != part.Bytes || hex.EncodeToString(hash.Sum(nil)) != part.SHA256 {
		return fmt.Errorf("%w: %s: %d bytes of %d", ErrChanged, part.File, size, part.Bytes)
	}
	return nil
}
