package manifest

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Names of the list of what was attached to a recording after it had ended, and of its signature.
const (
	AttachedList      = "subtitles/list.json"
	AttachedSignature = "subtitles/list.sig"
)

// Attached lists what was attached to a recording: subtitles. It is signed when it is exported, by itself, as the manifest was
// signed before there were any.
type Attached struct {
	Version   int            `json:"version"`
	Recording string         `json:"recording"`
	At        time.Time      `json:"at"` // exported
	Files     []AttachedFile `json:"files"`
}

// AttachedFile is one file.
type AttachedFile struct {
	File     string    `json:"file"` // relative to the manifest, with slashes
	Bytes    int64     `json:"bytes"`
	SHA256   string    `json:"sha256"`
	Language string    `json:"language"`
	Machine  bool      `json:"machine"` // made by a speech service
	By       string    `json:"by"`
	At       time.Time `json:"at"`
}

// Sign returns the list as it stands in its file, and its signature.
func (a *Attached) Sign(key ed25519.PrivateKey) (text, signature []byte, err error) {
	a.Version = Version
	if text, err = json.MarshalIndent(a, "", "  "); err != nil {
		return nil, nil, err
	}
	text = append(text, '\n')
	signature, err = Sign(key, text)
	return text, signature, err
}

// VerifyAttached checks what was attached to the copy of a recording in dir, as Verify does the rest: the list's signature by one
// of trusted, that it is of the recording, and every file. nil when there is no list.
func VerifyAttached(dir, recordingID string, trusted []ed25519.PublicKey) (*Attached, error) {
	text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(AttachedList))) //nolint:gosec // where the caller says
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	signature, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(AttachedSignature))) //nolint:gosec // where the caller says
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSignature, err)
	}
	_, faults := CheckSignature(text, signature, trusted)
	a := &Attached{}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(a); err != nil {
		return nil, errors.Join(faults, fmt.Errorf("%w: %s: %w", ErrForm, AttachedList, err))
	}
	if a.Version != Version || a.Recording != recordingID {
		return nil, errors.Join(faults, fmt.Errorf("%w: %s is of recording %q", ErrForm, AttachedList, a.Recording))
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return a, err
	}
	defer root.Close() //nolint:errcheck // only read
	for i := range a.Files {
		faults = errors.Join(faults, verifyPart(root, &Part{File: a.Files[i].File, Bytes: a.Files[i].Bytes, SHA256: a.Files[i].SHA256}))
	}
	return a, faults
}
