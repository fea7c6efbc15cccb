package transport

import (
	"encoding/binary"
	"slices"
	"sync"

	"github.com/pion/dtls/v2"
)

// preferredProfiles are the SRTP profiles that are accepted, the best first:
// with AES-GCM (RFC 7714) a packet costs a fraction of one with SHA-1.
var preferredProfiles = []dtls.SRTPProtectionProfile{
	dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AEAD_AES_256_GCM, dtls.SRTP_AES128_CM_HMAC_SHA1_80,
}

// profileChoice makes the best SRTP profile win that the client offers. The
// library, as DTLS server, takes the first of the client's list, and browsers
// put AES-GCM last. So the ClientHello is read on its way to the library, and
// the library's list narrowed down to what is to be chosen. A hello that is not
// understood changes nothing: then the client's order decides.
type profileChoice struct {
	// accepted is the list that the library's configuration refers to. It
	// looks into it when it gets the hello, which is after this did.
	accepted []dtls.SRTPProtectionProfile

	mu    sync.Mutex
	made  bool        // guarded by mu
	hello helloReader // guarded by mu
}

func newProfileChoice() *profileChoice {
	return &profileChoice{accepted: slices.Clone(preferredProfiles)}
}

// watch looks at a packet that is about to reach the library.
func (c *profileChoice) watch(packet []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.made {
		return
	}
	offered := c.hello.read(packet)
	for _, p := range preferredProfiles {
		if slices.Contains(offered, p) {
			c.made = true
			for i := range c.accepted {
				c.accepted[i] = p
			}
			return
		}
	}
}

// The types of DTLS records and messages that matter here.
const (
	recordHandshake = 22
	clientHello     = 1
	extensionSRTP   = 14 // use_srtp, RFC 5764, section 4.1.1
	maxHello        = 8 << 10
)

// helloReader puts a ClientHello together from its fragments (RFC 6347,
// section 4.2). Those out of order are passed over: the client sends again.
type helloReader struct {
	sequence uint16
	body     []byte
}

// read returns the SRTP profiles that the client offers, once the hello is whole.
func (h *helloReader) read(packet []byte) []dtls.SRTPProtectionProfile {
	const recordHeader, messageHeader = 13, 12
	for len(packet) >= recordHeader && packet[0] == recordHandshake {
		length := recordHeader + int(binary.BigEndian.Uint16(packet[11:]))
		if length > len(packet) {
			return nil
		}
		record := packet[recordHeader:length]
		packet = packet[length:]
		if len(record) < messageHeader || record[0] != clientHello {
			continue
		}
		total, offset, size := uint24(record[1:]), uint24(record[6:]), uint24(record[9:])
		body := record[messageHeader:]
		if total > maxHello || size > len(body) || offset+size > total {
			continue
		}
		if offset == 0 {
			h.sequence, h.body = binary.BigEndian.Uint16(record[4:]), h.body[:0]
		}
		if binary.BigEndian.Uint16(record[4:]) != h.sequence || offset != len(h.body) {
			continue
		}
		h.body = append(h.body, body[:size]...)
		if len(h.body) == total {
			return offeredProfiles(h.body)
		}
	}
	return nil
}

func uint24(b []byte) int { return int(b[0])<<16 | int(b[1])<<8 | int(b[2]) }

// offeredProfiles reads the use_srtp extension of a ClientHello (RFC 5246,
// section 7.4.1.2, with the cookie of RFC 6347); nil when there is none.
func offeredProfiles(hello []byte) []dtls.SRTPProtectionProfile {
	r := fields{rest: hello}
	r.skip(2 + 32) // version, random
	r.vector(1)    // session
	r.vector(1)    // cookie
	r.vector(2)    // cipher suites
	r.vector(1)    // compression
	extensions := fields{rest: r.vector(2)}
	for len(extensions.rest) > 0 {
		kind, value := extensions.number(2), extensions.vector(2)
		if kind != extensionSRTP {
			continue
		}
		list := (&fields{rest: value}).vector(2)
		var profiles []dtls.SRTPProtectionProfile
		for ; len(list) >= 2; list = list[2:] {
			profiles = append(profiles, dtls.SRTPProtectionProfile(binary.BigEndian.Uint16(list)))
		}
		return profiles
	}
	return nil
}

// fields reads TLS's presentation language; what is cut short reads as empty.
type fields struct{ rest []byte }

func (f *fields) skip(n int) []byte {
	if n > len(f.rest) {
		f.rest = nil
		return nil
	}
	b := f.rest[:n]
	f.rest = f.rest[n:]
	return b
}

func (f *fields) number(size int) (n int) {
	for _, b := range f.skip(size) {
		n = n<<8 | int(b)
	}
	return n
}

// vector reads a vector whose length takes size octets.
func (f *fields) vector(size int) []byte { return f.skip(f.number(size)) }
