package transport

import (
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// flood is a connection on which packets lie ready.
type flood struct {
	net.PacketConn
	packets [][]byte
}

func (f *flood) ReadFrom(b []byte) (int, net.Addr, error) {
	if len(f.packets) == 0 {
		return 0, nil, io.EOF
	}
	n := copy(b, f.packets[0])
	f.packets = f.packets[1:]
	return n, &net.UDPAddr{}, nil
}

// A flood of STUN reaches the agent only up to the allowance; nothing else is held back.
func TestSTUNFlood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &flood{}
		c := &watchedConn{PacketConn: f, watch: watch{door: &door{}, choice: newProfileChoice()}}
		read := func() (stun, media int) {
			b := make([]byte, 1500)
			for {
				n, _, err := c.ReadFrom(b)
				switch {
				case err != nil:
					return stun, media
				case n > 0 && b[0] < firstAfterSTUN:
					stun++
				default:
					media++
				}
			}
		}
		send := func() {
			for range 5000 {
				f.packets = append(f.packets, []byte{0, 1, 0, 0}, []byte{0x80, 96}, []byte{recordHandshake})
			}
		}
		send()
		if stun, media := read(); stun != stunBurst || media != 10_000 {
			t.Errorf("%d STUN messages and %d others came through", stun, media)
		}
		<-time.After(time.Second)
		send()
		if stun, _ := read(); stun != stunPerSecond {
			t.Errorf("a second later %d came through", stun)
		}
		<-time.After(time.Hour)
		send()
		if stun, _ := read(); stun != stunBurst {
			t.Errorf("after a rest %d came through", stun)
		}
	})
}
