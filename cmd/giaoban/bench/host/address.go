package host

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
)

// ErrRemote says that an address is not one of this machine's own.
var ErrRemote = errors.New("not an address of this machine")

// Guard decides which addresses load may be sent to.
type Guard struct {
	allowAll bool
	own      map[netip.Addr]bool
}

// NewGuard returns a guard that lets through loopback addresses and those of this network namespace's interfaces,
// or all addresses when allowRemote is set.
func NewGuard(allowRemote bool) (*Guard, error) {
	g := &Guard{allowAll: allowRemote, own: map[netip.Addr]bool{}}
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return nil, fmt.Errorf("listing the addresses of this machine: %w", err)
	}
	for _, a := range addrs {
		if prefix, err := netip.ParsePrefix(a.String()); err == nil {
			g.own[prefix.Addr().Unmap()] = true
		}
	}
	return g, nil
}

// Allows says whether load may be sent to ip.
func (g *Guard) Allows(ip net.IP) bool {
	addr, ok := netip.AddrFromSlice(ip)
	addr = addr.Unmap()
	return ok && (g.allowAll || addr.IsLoopback() || g.own[addr])
}

// Resolve looks host up and returns the address to use. It returns ErrRemote unless every address that the name
// stands for is allowed.
func (g *Guard) Resolve(ctx context.Context, hostname string) (netip.Addr, error) {
	addrs, err := net.DefaultResolver.LookupNetIP(ctx, "ip", hostname)
	if err != nil {
		return netip.Addr{}, fmt.Errorf("looking up %q: %w", hostname, err)
	}
	for _, addr := range addrs {
		if !g.Allows(addr.AsSlice()) {
			return netip.Addr{}, fmt.Errorf("%s (%s): %w", hostname, addr.Unmap(), ErrRemote)
		}
	}
	return addrs[0].Unmap(), nil
}

// LocalAddressFor returns the address from which this machine sends to remote.
func LocalAddressFor(ctx context.Context, remote netip.Addr) (netip.Addr, error) {
	// Connecting a UDP socket asks the kernel for a route and sends nothing.
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "udp", netip.AddrPortFrom(remote, 9).String())
	if err != nil {
		return netip.Addr{}, fmt.Errorf("finding a route to %s: %w", remote, err)
	}
	local := conn.LocalAddr().(*net.UDPAddr).AddrPort().Addr().Unmap()
	return local, conn.Close()
}
