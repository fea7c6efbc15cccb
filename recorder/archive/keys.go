package archive

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"giaoban/internal/blob/sealed"
	"giaoban/internal/seal"
)

// KeyFile is the master key's name in the data directory, unless another is configured.
const KeyFile = "recordings-master.key"

// ErrNoKey means that no master key is there by which a recording's key was wrapped.
var ErrNoKey = errors.New("archive: the master key is not there by which the recording's key is wrapped")

// Keyring holds the master keys: the current one, by which the keys of recordings are wrapped, and earlier ones that still open
// some. It is safe for concurrent use.
type Keyring struct {
	path  string // "": the keys were given
	given []string

	mu      sync.Mutex
	current string               // id; guarded by mu
	boxes   map[string]*seal.Box // by id; guarded by mu
}

// OpenKeyring returns the keyring of given keys, or else of a file: 64 hexadecimal digits a key, the current one first. The file
// is made when it is missing, readable by its owner only. Without its keys every recording is lost: it belongs in every backup,
// apart from the database's and the store's.
func OpenKeyring(path string, given []string) (*Keyring, error) {
	k := &Keyring{path: path, given: given}
	if len(given) == 0 {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			if err := writeKeys(path, []string{newMaster()}); err != nil {
				return nil, fmt.Errorf("archive: master key: %w", err)
			}
		}
	}
	return k, k.load()
}

func newMaster() string {
	key := make([]byte, sealed.KeyBytes)
	_, _ = rand.Read(key) // never fails
	return hex.EncodeToString(key)
}

// load reads the keys again. mu is not held.
func (k *Keyring) load() error {
	lines := k.given
	if len(lines) == 0 {
		text, err := os.ReadFile(k.path)
		if err != nil {
			return fmt.Errorf("archive: master key: %w", err)
		}
		lines = strings.Fields(string(text))
	}
	boxes, current := map[string]*seal.Box{}, ""
	for _, line := range lines {
		key, err := hex.DecodeString(line)
		if err != nil || len(key) != sealed.KeyBytes {
			return fmt.Errorf("archive: a master key has %d hexadecimal digits", 2*sealed.KeyBytes)
		}
		box, err := seal.New(key)
		if err != nil {
			return err
		}
		id := masterID(key)
		if boxes[id] = box; current == "" {
			current = id
		}
	}
	if current == "" {
		return errors.New("archive: no master key")
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.boxes, k.current = boxes, current
	return nil
}

// masterID names a master key without telling it.
func masterID(key []byte) string {
	sum := sha256.Sum256(append([]byte("giaoban master key\x00"), key...))
	return hex.EncodeToString(sum[:8])
}

func owner(id string) string { return "recording-key/" + id }

// Wrap seals the key of a recording, or of a file made of one, named by its id, by the current master key, as its file says now: another process may have put a new one there.
func (k *Keyring) Wrap(key []byte, id string) (wrapped, master string, err error) {
	if err := k.load(); err != nil {
		return "", "", err
	}
	k.mu.Lock()
	box, current := k.boxes[k.current], k.current
	k.mu.Unlock()
	return box.Seal(key, owner(id)), current, nil
}

// Current returns the id of the current master key.
func (k *Keyring) Current() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.current
}

// Unwrap opens what Wrap made.
func (k *Keyring) Unwrap(wrapped, master, id string) ([]byte, error) {
	box := k.box(master)
	if box == nil {
		if err := k.load(); err != nil {
			return nil, err
		}
		if box = k.box(master); box == nil {
			return nil, fmt.Errorf("%w: %s", ErrNoKey, master)
		}
	}
	return box.Open(wrapped, owner(id))
}

func (k *Keyring) box(master string) *seal.Box {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.boxes[master]
}

// ErrGiven means that the keys are not in a file of this server's.
var ErrGiven = errors.New("archive: the master keys are configured: put the new one first there, the old one behind it")

// Renew makes a new master key the current one; the earlier ones stay, for what is still wrapped by them.
func (k *Keyring) Renew() error {
	if len(k.given) > 0 {
		return ErrGiven
	}
	text, err := os.ReadFile(k.path)
	if err != nil {
		return err
	}
	if err := writeKeys(k.path, append([]string{newMaster()}, strings.Fields(string(text))...)); err != nil {
		return err
	}
	return k.load()
}

// Forget takes all keys but the current one out of the file.
func (k *Keyring) Forget() error {
	if len(k.given) > 0 {
		return ErrGiven
	}
	text, err := os.ReadFile(k.path)
	if err != nil {
		return err
	}
	if err := writeKeys(k.path, strings.Fields(string(text))[:1]); err != nil {
		return err
	}
	return k.load()
}

// writeKeys writes the file whole or not at all.
func writeKeys(path string, keys []string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".master-") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) //nolint:errcheck // renamed by then
	_, err = fmt.Fprintln(file, strings.Join(keys, "\n"))
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
