//go:build !linux

package transport

import "net"

// Elsewhere than on Linux packets leave singly, through the library's connection.
type (
	udpSocket struct{}
	routeSys  struct{}
	burstSys  struct{}
)

func newUDPSocket(*net.UDPConn) *udpSocket { return nil }

func (*routeSys) init(*route) {}
func (*burstSys) init(*burst) {}

func (r *route) send(b *burst) { r.sendSingly(b) }
