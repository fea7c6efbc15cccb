package transport

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"time"
)

// Config is what an Engine listens on and announces. The zero value listens on
// free ports of every interface, for tests; Defaults gives the usual numbers.
type Config struct {
	// UDPPort is the one port of all peers; 0 takes a free one, negative turns UDP off.
	UDPPort int
	// TCPPort is the ICE-TCP port; 0 takes a free one, negative turns ICE-TCP off.
	TCPPort int
	// Addresses to listen on and announce; empty means every address of every
	// interface that is up (loopback only with Loopback).
	Addresses []netip.Addr
	// NodeIPs are announced in place of the addresses listened on (NAT 1:1):
	// "public", or "public/local" where several local addresses differ.
	NodeIPs []string
	// Loopback includes 127.0.0.1 and ::1, needed when clients run on this host.
	Loopback bool
	// IPv4Only leaves IPv6 out.
	IPv4Only bool
	// DisconnectedTimeout, FailedTimeout and KeepAlive are ICE's; 0 takes the defaults.
	DisconnectedTimeout time.Duration
	FailedTimeout       time.Duration
	KeepAlive           time.Duration
	// ReadBuffer and WriteBuffer are the UDP sockets' buffer sizes in bytes; 0 takes the defaults.
	ReadBuffer  int
	WriteBuffer int
	// TCPWriteBuffer bounds in bytes what waits for one ICE-TCP receiver; above
	// it packets are dropped, so that a slow receiver never blocks a sender.
	TCPWriteBuffer int
	// MaxSections bounds the media sections of a client's description; 0 takes the default.
	MaxSections int
	// PublishBitrate is what publishers without transport-wide feedback are
	// told they may send, in bits per second (REMB); 0 takes the default.
	PublishBitrate uint64
	// PacketConn replaces a UDP socket by another that sends or receives in
	// its own way; it gets each socket once and owns it. nil uses it as it is.
	PacketConn func(*net.UDPConn) (net.PacketConn, error)
}

// Default numbers.
const (
	defaultDisconnected   = 10 * time.Second
	defaultFailed         = 5 * time.Second
	defaultKeepAlive      = 2 * time.Second
	defaultSocketBuffer   = 4 << 20
	defaultTCPWriteBuffer = 4 << 20
	defaultMaxSections    = 500
	defaultPublishBitrate = 5_000_000
	maxSDPSize            = 1 << 20
)

// withDefaults returns c with its zero values filled in, or what is wrong with it.
func (c Config) withDefaults() (Config, error) {
	fill(&c.DisconnectedTimeout, defaultDisconnected)
	fill(&c.FailedTimeout, defaultFailed)
	fill(&c.KeepAlive, defaultKeepAlive)
	fill(&c.ReadBuffer, defaultSocketBuffer)
	fill(&c.WriteBuffer, defaultSocketBuffer)
	fill(&c.TCPWriteBuffer, defaultTCPWriteBuffer)
	fill(&c.MaxSections, defaultMaxSections)
	fill(&c.PublishBitrate, defaultPublishBitrate)
	if c.UDPPort > 65535 || c.TCPPort > 65535 {
		return c, errors.New("transport: port above 65535")
	}
	if c.UDPPort < 0 && c.TCPPort < 0 {
		return c, errors.New("transport: both UDP and ICE-TCP are turned off")
	}
	for _, entry := range c.NodeIPs {
		public, local, mapped := strings.Cut(entry, "/")
		if net.ParseIP(public) == nil || mapped && net.ParseIP(local) == nil {
			return c, fmt.Errorf("transport: node IP %q is not an address or public/local pair", entry)
		}
	}
	return c, nil
}

func fill[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}
