package transport

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"io"
	"sync"

	"github.com/pion/dtls/v2"

	"giaoban/sfu/seal"
)

// exchange gathers what the keys of outgoing RTP are made of while a DTLS
// handshake runs: the ServerHello on its way out or in, which is in the clear,
// and the master secret, which the library writes as a key log. Of what it does
// not understand, or finds contradictory, no keys are made, and the library does
// the sealing.
type exchange struct {
	mu     sync.Mutex
	hello  *serverHelloInfo // guarded by mu
	sealer *seal.Sealer     // guarded by mu
	spoilt bool             // guarded by mu; two hellos or secrets, or the handshake is over
}

var _ io.Writer = (*exchange)(nil)

// serverHelloInfo is what a ServerHello decides.
type serverHelloInfo struct {
	ours    bool // this side is the DTLS server
	random  [randomLength]byte
	suite   dtls.CipherSuiteID
	profile seal.Profile
}

const (
	serverHello   = 2
	randomLength  = 32
	masterLength  = 48
	recordHeader  = 13
	messageHeader = 12
)

// saw looks at a packet of the handshake, ours or the client's.
func (x *exchange) saw(packet []byte, ours bool) {
	h := readServerHello(packet)
	if h == nil {
		return
	}
	h.ours = ours
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.hello != nil && *x.hello != *h {
		x.spoil()
		return
	}
	x.hello = h
}

// Write takes a line of a key log, which comes before the handshake ends. It
// keeps neither the line nor the secret in it.
func (x *exchange) Write(line []byte) (int, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.hello == nil || x.spoilt {
		return len(line), nil
	}
	if x.sealer != nil {
		x.spoil()
		return len(line), nil
	}
	x.sealer = x.hello.sealer(line)
	return len(line), nil
}

// take hands over what seals, nil when the library has to do it. It is called
// when the handshake has succeeded, and the exchange is over with it.
func (x *exchange) take() *seal.Sealer {
	x.mu.Lock()
	defer x.mu.Unlock()
	s := x.sealer
	x.sealer = nil
	x.spoil()
	return s
}

// end wipes the keys of a handshake that came to nothing.
func (x *exchange) end() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.spoil()
}

// spoil needs mu.
func (x *exchange) spoil() {
	x.spoilt = true
	if x.sealer != nil {
		x.sealer.Close()
		x.sealer = nil
	}
}

// sealer makes the keys from a key log's line:
// "CLIENT_RANDOM", the client's random and the master secret in hexadecimal.
func (h *serverHelloInfo) sealer(line []byte) *seal.Sealer {
	var random [randomLength]byte
	var master [masterLength]byte
	defer clear(master[:])
	f := bytes.Fields(line)
	if len(f) != 3 || string(f[0]) != "CLIENT_RANDOM" || !unhex(random[:], f[1]) || !unhex(master[:], f[2]) {
		return nil
	}
	handshake := seal.Handshake{
		PRF: prfOf(h.suite), MasterSecret: master[:], ClientRandom: random[:], ServerRandom: h.random[:],
	}
	side := handshake.ForClient
	if h.ours {
		side = handshake.ForServer
	}
	s, err := side(h.profile)
	if err != nil {
		return nil // such as a profile without AES-GCM
	}
	return s
}

func unhex(to, text []byte) bool {
	if len(text) != hex.EncodedLen(len(to)) {
		return false
	}
	_, err := hex.Decode(to, text)
	return err == nil
}

// prfOf returns the hash of a cipher suite's pseudorandom function: SHA-256
// unless the suite says otherwise (RFC 5246, section 5; RFC 5289, section 3.2).
// It is nil for suites that the library does not choose.
func prfOf(suite dtls.CipherSuiteID) func() hash.Hash {
	switch suite {
	case dtls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, dtls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
		dtls.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA, dtls.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA:
		return sha256.New
	case dtls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, dtls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384:
		return sha512.New384
	default:
		return nil
	}
}

// readServerHello finds an unfragmented ServerHello (RFC 5246, section 7.4.1.3)
// among the records of a packet; nil when there is none.
func readServerHello(packet []byte) *serverHelloInfo {
	for len(packet) >= recordHeader && packet[0] == recordHandshake {
		epoch := binary.BigEndian.Uint16(packet[3:])
		length := recordHeader + int(binary.BigEndian.Uint16(packet[11:]))
		if length > len(packet) || epoch != 0 {
			return nil
		}
		record := packet[recordHeader:length]
		packet = packet[length:]
		if len(record) < messageHeader || record[0] != serverHello {
			continue
		}
		if total := uint24(record[1:]); uint24(record[6:]) != 0 || uint24(record[9:]) != total || len(record)-messageHeader != total {
			return nil
		}
		return parseServerHello(record[messageHeader:])
	}
	return nil
}

func parseServerHello(body []byte) *serverHelloInfo {
	r := fields{rest: body}
	r.skip(2) // version
	h := &serverHelloInfo{}
	if copy(h.random[:], r.skip(randomLength)) != randomLength {
		return nil
	}
	r.vector(1) // session
	h.suite = dtls.CipherSuiteID(r.number(2))
	r.skip(1) // compression
	extensions := fields{rest: r.vector(2)}
	for len(extensions.rest) > 0 {
		kind, value := extensions.number(2), extensions.vector(2)
		if kind == extensionSRTP {
			list := fields{rest: (&fields{rest: value}).vector(2)}
			h.profile = seal.Profile(list.number(2))
		}
	}
	return h
}
