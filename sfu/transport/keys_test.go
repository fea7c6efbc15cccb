package transport

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"testing"

	"github.com/pion/dtls/v2"
	"github.com/pion/dtls/v2/pkg/crypto/selfsign"
	"github.com/pion/rtp"
	"github.com/pion/srtp/v2"

	"giaoban/sfu/seal"
)

// shown is our end of a connection, whose packets an exchange sees.
type shown struct {
	net.Conn
	x *exchange
}

func (s shown) Read(b []byte) (int, error) {
	n, err := s.Conn.Read(b)
	s.x.saw(b[:n], false)
	return n, err
}

func (s shown) Write(b []byte) (int, error) {
	s.x.saw(b, true)
	return s.Conn.Write(b)
}

// udpPair returns two connected sockets.
func udpPair(t testing.TB) (a, b net.Conn) {
	t.Helper()
	one, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	other, err := net.DialUDP("udp4", nil, one.LocalAddr().(*net.UDPAddr))
	if err != nil {
		t.Fatal(err)
	}
	addr := one.LocalAddr().(*net.UDPAddr)
	if err := one.Close(); err != nil {
		t.Fatal(err)
	}
	back, err := net.DialUDP("udp4", addr, other.LocalAddr().(*net.UDPAddr))
	if err != nil {
		t.Fatal(err)
	}
	return back, other
}

// handshake runs a DTLS handshake, in which our side is the server or the
// client, and returns what it left and the state of the other side.
func handshake(t *testing.T, suite dtls.CipherSuiteID, profile dtls.SRTPProtectionProfile, server bool) (*exchange, dtls.State) {
	t.Helper()
	cert, err := selfsign.GenerateSelfSigned()
	if err != nil {
		t.Fatal(err)
	}
	x := &exchange{}
	a, b := udpPair(t)
	run := func(conn net.Conn, server bool, log io.Writer) (*dtls.Conn, error) {
		c := &dtls.Config{
			CipherSuites: []dtls.CipherSuiteID{suite}, SRTPProtectionProfiles: []dtls.SRTPProtectionProfile{profile},
			ExtendedMasterSecret: dtls.RequireExtendedMasterSecret, InsecureSkipVerify: true, KeyLogWriter: log,
		}
		if !server {
			return dtls.ClientWithContext(context.Background(), conn, c)
		}
		c.Certificates = append(c.Certificates, cert)
		return dtls.ServerWithContext(context.Background(), conn, c)
	}
	type result struct {
		conn *dtls.Conn
		err  error
	}
	done := make(chan result)
	go func() {
		conn, err := run(shown{a, x}, server, x)
		done <- result{conn, err}
	}()
	theirs, err := run(b, !server, nil)
	ours := <-done
	if err := errors.Join(err, ours.err); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(theirs.Close(), ours.conn.Close()); err != nil {
			t.Log(err) // the other end may be gone
		}
	})
	return x, theirs.ConnectionState()
}

// The library's own SRTP, on the other side, reads what is sealed with keys that
// were only looked on: with every cipher suite and profile, out of order, over
// the wrap of the sequence number, with header extensions and without payload.
func TestSealedIsReadByTheLibrary(t *testing.T) {
	for _, suite := range []dtls.CipherSuiteID{
		dtls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, dtls.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA, dtls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
	} {
		for profile, kind := range map[dtls.SRTPProtectionProfile]srtp.ProtectionProfile{
			dtls.SRTP_AEAD_AES_128_GCM: srtp.ProtectionProfileAeadAes128Gcm, dtls.SRTP_AEAD_AES_256_GCM: srtp.ProtectionProfileAeadAes256Gcm,
		} {
			for _, server := range []bool{true, false} {
				t.Run(fmt.Sprintf("suite %#x, profile %d, as server %v", uint16(suite), profile, server), func(t *testing.T) {
					x, state := handshake(t, suite, profile, server)
					sealer := x.take()
					if sealer == nil {
						t.Fatal("no keys")
					}
					cfg := srtp.Config{Profile: kind}
					if err := cfg.ExtractSessionKeysFromDTLS(&state, server); err != nil {
						t.Fatal(err)
					}
					reader, err := srtp.CreateContext(cfg.Keys.RemoteMasterKey, cfg.Keys.RemoteMasterSalt, kind)
					if err != nil {
						t.Fatal(err)
					}
					readSealed(t, sealer, reader)
				})
			}
		}
	}
}

func readSealed(t *testing.T, sealer *seal.Sealer, reader *srtp.Context) {
	t.Helper()
	const ssrc = 0xcafe0001
	random := rand.New(rand.NewPCG(1, 2))
	st := sealer.Stream(ssrc, videoWindow)
	for i := range 35000 {
		// Blocks of ten, shuffled, from below the wrap to above it.
		seq := uint16(32000 + i - i%10 + 9 - i%10)
		h := rtp.Header{Version: 2, SSRC: ssrc, SequenceNumber: seq, Timestamp: uint32(i), PayloadType: 96, Marker: i%7 == 0}
		if i%3 == 0 {
			h.Extension, h.ExtensionProfile = true, rtp.ExtensionProfileOneByte
			if err := h.SetExtension(3, []byte{1, 2, byte(i)}); err != nil {
				t.Fatal(err)
			}
		}
		payload := make([]byte, random.IntN(30))
		for j := range payload {
			payload[j] = byte(random.Uint32())
		}
		buf := make([]byte, 200)
		n, err := h.MarshalTo(buf)
		if err != nil {
			t.Fatal(err)
		}
		want := append(bytes.Clone(buf[:n]), payload...)
		if n, err = sealer.Seal(st, buf, n, payload); err != nil {
			t.Fatalf("packet %d: %v", seq, err)
		}
		got, err := reader.DecryptRTP(nil, buf[:n], nil)
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("packet %d of %d octets: %v", seq, len(payload), err)
		}
	}
}

// keyLog makes a line as the library writes it.
func keyLog(random, master byte) []byte {
	return fmt.Appendf(nil, "CLIENT_RANDOM %x %x\n", bytes.Repeat([]byte{random}, 32), bytes.Repeat([]byte{master}, 48))
}

// serverHelloOf makes the record of a ServerHello.
func serverHelloOf(random byte, suite dtls.CipherSuiteID, profile dtls.SRTPProtectionProfile) []byte {
	body := append([]byte{0xfe, 0xfd}, bytes.Repeat([]byte{random}, 32)...)
	body = append(body, 0, byte(suite>>8), byte(suite), 0, 0, 9, 0, extensionSRTP, 0, 5, 0, 2, byte(profile>>8), byte(profile), 0)
	record := []byte{recordHandshake, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, byte(12 + len(body))}
	record = append(record, serverHello, 0, 0, byte(len(body)), 0, 0, 0, 0, 0, 0, 0, byte(len(body)))
	return append(record, body...)
}

// When in doubt the library seals.
func TestExchange(t *testing.T) {
	const (
		suite = dtls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
		gcm   = dtls.SRTP_AEAD_AES_128_GCM
	)
	hello, line := serverHelloOf(1, suite, gcm), keyLog(2, 3)
	for name, tt := range map[string]struct {
		run  func(x *exchange)
		want bool
	}{
		"a handshake":        {func(x *exchange) { x.saw(hello, true); _, _ = x.Write(line) }, true},
		"a hello sent twice": {func(x *exchange) { x.saw(hello, true); x.saw(hello, true); _, _ = x.Write(line) }, true},
		"behind another message": {func(x *exchange) {
			other := append(append(hello[:12:12], 12, 3), make([]byte, 11)...)
			x.saw(append(other, hello...), true)
			_, _ = x.Write(line)
		}, true},
		"cut short":                {func(x *exchange) { x.saw(hello[:len(hello)-1], true); _, _ = x.Write(line) }, false},
		"two hellos":               {func(x *exchange) { x.saw(hello, true); x.saw(serverHelloOf(9, suite, gcm), true); _, _ = x.Write(line) }, false},
		"another hello afterwards": {func(x *exchange) { x.saw(hello, true); _, _ = x.Write(line); x.saw(serverHelloOf(9, suite, gcm), true) }, false},
		"a hello from each side":   {func(x *exchange) { x.saw(hello, true); x.saw(hello, false); _, _ = x.Write(line) }, false},
		"the client's hello":       {func(x *exchange) { x.saw(hello, false); _, _ = x.Write(line) }, true},
		"two secrets":              {func(x *exchange) { x.saw(hello, true); _, _ = x.Write(line); _, _ = x.Write(line) }, false},
		"no hello":                 {func(x *exchange) { _, _ = x.Write(line) }, false},
		"no secret":                {func(x *exchange) { x.saw(hello, true) }, false},
		"a short secret":           {func(x *exchange) { x.saw(hello, true); _, _ = x.Write(line[:len(line)-3]) }, false},
		"no hexadecimal": {func(x *exchange) {
			x.saw(hello, true)
			_, _ = x.Write(bytes.Replace(line, []byte("03"), []byte("x3"), 1))
		}, false},
		"another key log": {func(x *exchange) {
			x.saw(hello, true)
			_, _ = x.Write([]byte("SERVER_TRAFFIC_SECRET_0" + string(line[13:])))
		}, false},
		"an unknown suite": {func(x *exchange) {
			x.saw(serverHelloOf(1, dtls.TLS_PSK_WITH_AES_128_CCM, gcm), true)
			_, _ = x.Write(line)
		}, false},
		"AES-CM": {func(x *exchange) {
			x.saw(serverHelloOf(1, suite, dtls.SRTP_AES128_CM_HMAC_SHA1_80), true)
			_, _ = x.Write(line)
		}, false},
		"in a later epoch": {func(x *exchange) {
			late := bytes.Clone(hello)
			late[4] = 1
			x.saw(late, true)
			_, _ = x.Write(line)
		}, false},
		"a handshake that failed": {func(x *exchange) { x.saw(hello, true); _, _ = x.Write(line); x.end() }, false},
	} {
		t.Run(name, func(t *testing.T) {
			x := &exchange{}
			tt.run(x)
			if got := x.take(); (got != nil) != tt.want {
				t.Errorf("keys are made: %v, want %v", got != nil, tt.want)
			}
			x.saw(hello, true)
			_, _ = x.Write(line)
			if x.sealer != nil || x.take() != nil {
				t.Error("keys are made after the handshake")
			}
		})
	}
}

func FuzzServerHello(f *testing.F) {
	f.Add(serverHelloOf(1, dtls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, dtls.SRTP_AEAD_AES_128_GCM), keyLog(1, 2))
	f.Fuzz(func(t *testing.T, packet, line []byte) {
		x := &exchange{}
		x.saw(packet, true)
		if n, err := x.Write(line); n != len(line) || err != nil {
			t.Fatal(n, err)
		}
		if s := x.take(); s != nil && prfOf(x.hello.suite) == nil {
			t.Fatal("keys without a PRF")
		}
	})
}
