package seal

import (
	"crypto/aes"
	"crypto/hmac"
	"errors"
	"fmt"
	"hash"
)

// Profile is an SRTP protection profile with AES-GCM, by its DTLS-SRTP number.
type Profile uint16

// Profiles (RFC 7714, section 14.2).
const (
	AES128GCM Profile = 7
	AES256GCM Profile = 8
)

// ErrProfile is returned for a profile without AES-GCM.
var ErrProfile = errors.New("seal: not a profile with AES-GCM")

const (
	saltLength = 12 // RFC 7714, section 12
	// exporterLabel names the keys of SRTP (RFC 5764, section 4.2).
	exporterLabel = "EXTRACTOR-dtls_srtp"
	randomLength  = 32
	masterLength  = 48
)

func (p Profile) keyLength() (int, error) {
	switch p {
	case AES128GCM:
		return 16, nil
	case AES256GCM:
		return 32, nil
	default:
		return 0, fmt.Errorf("%w: %d", ErrProfile, p)
	}
}

// Handshake is what a DTLS 1.2 handshake leaves to make SRTP keys from.
type Handshake struct {
	// PRF is the hash of the cipher suite's pseudorandom function.
	PRF func() hash.Hash
	// MasterSecret has 48 octets, the randoms 32 each.
	MasterSecret, ClientRandom, ServerRandom []byte
}

// ForServer returns what seals the packets that the DTLS server sends. It keeps
// nothing of the handshake.
func (h Handshake) ForServer(p Profile) (*Sealer, error) { return h.sealer(p, 1) }

// ForClient returns what seals the packets that the DTLS client sends.
func (h Handshake) ForClient(p Profile) (*Sealer, error) { return h.sealer(p, 0) }

// sealer makes a Sealer of the side's part of the key material (RFC 5764,
// section 4.2: client key, server key, client salt, server salt).
func (h Handshake) sealer(p Profile, side int) (*Sealer, error) {
	n, err := p.keyLength()
	if err != nil {
		return nil, err
	}
	if h.PRF == nil || len(h.MasterSecret) != masterLength ||
		len(h.ClientRandom) != randomLength || len(h.ServerRandom) != randomLength {
		return nil, errors.New("seal: incomplete handshake")
	}
	// RFC 5705, section 4, without context.
	seed := append([]byte(exporterLabel), h.ClientRandom...)
	seed = append(seed, h.ServerRandom...)
	material := prf(h.PRF, h.MasterSecret, seed, 2*(n+saltLength))
	defer clear(material)
	return fromMaster(material[side*n:][:n], material[2*n+side*saltLength:][:saltLength])
}

// fromMaster derives the session keys (RFC 3711, section 4.3, with a key
// derivation rate of 0) and makes a Sealer of them.
func fromMaster(key, salt []byte) (*Sealer, error) {
	sessionKey, err := derive(labelKey, key, salt, len(key))
	if err != nil {
		return nil, err
	}
	defer clear(sessionKey)
	sessionSalt, err := derive(labelSalt, key, salt, saltLength)
	if err != nil {
		return nil, err
	}
	defer clear(sessionSalt)
	return newSealer(sessionKey, sessionSalt)
}

// prf is P_hash of TLS 1.2 (RFC 5246, section 5).
func prf(hash func() hash.Hash, secret, seed []byte, length int) []byte {
	mac := hmac.New(hash, secret)
	sum := func(parts ...[]byte) []byte {
		mac.Reset()
		for _, p := range parts {
			mac.Write(p)
		}
		return mac.Sum(nil)
	}
	var out []byte
	for a := sum(seed); len(out) < length; a = sum(a) {
		out = append(out, sum(a, seed)...)
	}
	clear(out[length:])
	return out[:length]
}

// Labels of the session keys (RFC 3711, section 4.3.2).
const (
	labelKey  = 0
	labelSalt = 2
)

// derive is the AES counter mode PRF of RFC 3711, section 4.3.3, and of RFC
// 6188, section 3, for long keys. A salt of 96 bits is filled up with zeros at
// its end (RFC 7714, section 11).
func derive(label byte, key, salt []byte, length int) ([]byte, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("seal: derive: %w", err)
	}
	var counter [aes.BlockSize]byte
	copy(counter[:aes.BlockSize-2], salt)
	counter[7] ^= label
	out := make([]byte, 0, length+aes.BlockSize)
	for len(out) < length {
		out = out[:len(out)+aes.BlockSize]
		block.Encrypt(out[len(out)-aes.BlockSize:], counter[:])
		counter[aes.BlockSize-1]++
	}
	clear(out[length:])
	clear(counter[:])
	return out[:length], nil
}
