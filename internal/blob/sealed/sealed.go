// Package sealed encrypts objects on their way into a blob store and reads them back from any place: DARE 2.0, packages of
// 64 KiB under AES-256-GCM, each numbered, the last marked. Every object has a key of its own, derived (HKDF, RFC 5869) from
// the key it is sealed by, a salt, and all that is known of it: its name, its size, the SHA-256 of what is in it. So an object
// cannot be read as another, as an older one of its name, cut off, or with its packages in another order; and no nonce is used
// twice for different bytes, though sealing the same bytes again gives the same object, which lets an upload go on after a kill.
package sealed

import (
	"bytes"
	"context"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"github.com/minio/sio"

	"giaoban/internal/blob"
)

// Bytes of a key and of a salt.
const (
	KeyBytes  = 32
	SaltBytes = 32
)

// ErrDamaged means that an object is not what was sealed: changed, cut off, another, or by another key.
var ErrDamaged = errors.New("sealed: the object is not what was sealed")

// About is what an object is bound to.
type About struct {
	Name   string
	Size   int64  // bytes of what is in it
	SHA256 string // of what is in it, hexadecimal
	Salt   []byte // SaltBytes, random
}

// NewKey returns a random key.
func NewKey() []byte { return random(KeyBytes) }

// NewSalt returns a random salt.
func NewSalt() []byte { return random(SaltBytes) }

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: it aborts the program instead
	return b
}

const (
	payloadBytes  = 64 << 10
	overheadBytes = 32
	headerBytes   = 16
	packageBytes  = payloadBytes + overheadBytes
	nonceAt       = 4
	finalBit      = 0x80
)

// Size returns the bytes of the sealed object of so many plain ones.
func Size(plain int64) int64 {
	packages := (plain + payloadBytes - 1) / payloadBytes
	return plain + packages*overheadBytes
}

// config derives the object's key and nonce.
func (a *About) config(key []byte) (sio.Config, error) {
	if len(key) != KeyBytes || len(a.Salt) != SaltBytes || a.Size < 0 {
		return sio.Config{}, errors.New("sealed: a key or a salt of the wrong length")
	}
	info := fmt.Sprintf("giaoban sealed object v1\x00%s\x00%d\x00%s", a.Name, a.Size, a.SHA256)
	var nonce [12]byte
	derived, err := hkdf.Key(sha256.New, key, a.Salt, info, KeyBytes+len(nonce))
	if err != nil {
		return sio.Config{}, fmt.Errorf("sealed: %w", err)
	}
	copy(nonce[:], derived[KeyBytes:])
	nonce[0] &^= finalBit // the format marks the last package there
	return sio.Config{
		MinVersion: sio.Version20, MaxVersion: sio.Version20, CipherSuites: []byte{sio.AES_256_GCM}, Key: derived[:KeyBytes], Nonce: &nonce,
	}, nil
}

// Seal returns the sealed bytes of what plain holds, which must be what about says: the same each time.
func Seal(key []byte, about *About, plain io.Reader) (io.Reader, error) {
	config, err := about.config(key)
	if err != nil {
		return nil, err
	}
	sealing, err := sio.EncryptReader(plain, config)
	if err != nil {
		return nil, fmt.Errorf("sealed: %w", err)
	}
	return sealing, nil
}

// Reader reads what is in a sealed object from any place; only the packages asked for are read and opened. It is not safe for
// concurrent use.
type Reader struct {
	ctx    context.Context // io.Reader has no place for one
	store  blob.Store
	object string
	size   int64
	config sio.Config
	at     int64
	opened io.Closer // what plain reads from; nil: nothing is opened
	plain  io.Reader // at the place `at`
}

// Open returns a reader of the object under the store's key object. It must be closed. Errors: those of the store, ErrDamaged
// when the object has not the length it must have.
func Open(ctx context.Context, store blob.Store, object string, key []byte, about *About) (*Reader, error) {
	config, err := about.config(key)
	if err != nil {
		return nil, err
	}
	info, err := store.Stat(ctx, object)
	if err != nil {
		return nil, err
	}
	if info.Size != Size(about.Size) {
		return nil, fmt.Errorf("%w: %s has %d bytes, not %d", ErrDamaged, object, info.Size, Size(about.Size))
	}
	return &Reader{ctx: ctx, store: store, object: object, size: about.Size, config: config}, nil
}

// Read implements io.Reader; ErrDamaged in place of bytes that were not sealed so.
func (r *Reader) Read(p []byte) (int, error) {
	if r.at >= r.size {
		return 0, io.EOF
	}
	if r.plain == nil {
		if err := r.open(); err != nil {
			return 0, err
		}
	}
	if left := r.size - r.at; int64(len(p)) > left {
		p = p[:left]
	}
	n, err := r.plain.Read(p)
	r.at += int64(n)
	if errors.Is(err, io.EOF) && r.at < r.size {
		err = io.ErrUnexpectedEOF
	}
	return n, r.told(err)
}

// told tells damage from what the store says.
func (r *Reader) told(err error) error {
	var refused sio.Error
	if errors.As(err, &refused) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: %s: %w", ErrDamaged, r.object, err)
	}
	return err
}

// open opens the package that holds the place.
func (r *Reader) open() error {
	number := r.at / payloadBytes
	source, err := r.store.Get(r.ctx, r.object, number*packageBytes, -1)
	if err != nil {
		return err
	}
	header := make([]byte, headerBytes)
	if _, err := io.ReadFull(source, header); err != nil {
		return errors.Join(r.told(noEOF(err)), source.Close())
	}
	// The format takes the first nonce it meets for the object's: in the middle of one, that must be the right one already.
	nonce := bytes.Clone(header[nonceAt:])
	nonce[0] &^= finalBit
	if !bytes.Equal(nonce, r.config.Nonce[:]) {
		return errors.Join(fmt.Errorf("%w: %s: a package of another object", ErrDamaged, r.object), source.Close())
	}
	config := r.config
	config.SequenceNumber = uint32(number)
	plain, err := sio.DecryptReader(io.MultiReader(bytes.NewReader(header), source), config)
	if err == nil {
		_, err = io.CopyN(io.Discard, plain, r.at%payloadBytes)
	}
	if err != nil {
		return errors.Join(r.told(noEOF(err)), source.Close())
	}
	r.opened, r.plain = source, plain
	return nil
}

// noEOF says of an end that it came too early.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// Seek moves to another place, also one past the end.
func (r *Reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += r.size
	}
	if offset < 0 {
		return 0, blob.ErrSeek
	}
	if offset == r.at {
		return offset, nil
	}
	r.at = offset
	return offset, r.Close()
}

// Close lets go of what is opened.
func (r *Reader) Close() error {
	if r.opened == nil {
		return nil
	}
	err := r.opened.Close()
	r.opened, r.plain = nil, nil
	return err
}
