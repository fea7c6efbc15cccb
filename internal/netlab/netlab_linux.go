// Package netlab makes lines for tests: two network namespaces, and between them a line of a given rate, delay and loss,
// over which whatever runs in them talks by IP. The line's traffic passes two TUN devices and this process in between, so
// that nothing of the kernel's traffic control is needed; making namespaces needs root.
package netlab

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// Addresses of the two ends.
const (
	CoreIPv4 = "10.99.0.1"
	SiteIPv4 = "10.99.0.2"
	CoreIPv6 = "fd99::1"
	SiteIPv6 = "fd99::2"
)

// Line is one direction of a line. The zero value of a field leaves its trouble out.
type Line struct {
	Rate   float64       // in bit/s
	Delay  time.Duration // of one way
	Jitter time.Duration // the most that is added to it; packets overtake each other
	Loss   float64       // share of packets, 0 to 1
	Queue  time.Duration // what waits at most before the line, as time at its rate; 300 ms
	Cut    bool          // nothing passes
}

// Lab is a pair of namespaces with a line between them.
type Lab struct {
	core, site string // names of the namespaces
	Down, Up   *Way   // from core to site, and back
	devices    []*os.File
	running    sync.WaitGroup
}

// Core and Site are the names of the namespaces, as `ip netns exec` takes them.
func (l *Lab) Core() string { return l.core }

// Site is the namespace at the far end.
func (l *Lab) Site() string { return l.site }

// Available reports why no lab can be made here; nil when one can.
func Available() error {
	if os.Geteuid() != 0 {
		return errors.New("netlab: making network namespaces needs root")
	}
	if _, err := exec.LookPath("ip"); err != nil {
		return fmt.Errorf("netlab: Debian's iproute2 is not installed: %w", err)
	}
	if _, err := os.Stat("/dev/net/tun"); err != nil {
		return fmt.Errorf("netlab: %w", err)
	}
	return nil
}

// New makes a lab, to be closed after use. The name tells its namespaces from others'. mtu is in bytes, 0 takes 1500.
func New(name string, mtu int) (lab *Lab, err error) {
	if err := Available(); err != nil {
		return nil, err
	}
	if mtu == 0 {
		mtu = 1500
	}
	l := &Lab{core: "gb-" + name + "-core", site: "gb-" + name + "-site"}
	defer func() {
		if err != nil {
			err = errors.Join(err, l.Close())
		}
	}()
	for _, end := range []struct{ namespace, ipv4, ipv6 string }{
		{l.core, CoreIPv4 + "/24", CoreIPv6 + "/64"}, {l.site, SiteIPv4 + "/24", SiteIPv6 + "/64"},
	} {
		if err := run("netns", "add", end.namespace); err != nil {
			return nil, err
		}
		err := Within(end.namespace, func() error {
			device, err := createTUN()
			if err == nil {
				l.devices = append(l.devices, device)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		for _, args := range [][]string{
			{"link", "set", "lo", "up"},
			{"link", "set", deviceName, "mtu", fmt.Sprint(mtu), "up"},
			{"addr", "add", end.ipv4, "dev", deviceName},
			{"addr", "add", end.ipv6, "dev", deviceName, "nodad"},
		} {
			if err := run(append([]string{"-n", end.namespace}, args...)...); err != nil {
				return nil, err
			}
		}
	}
	l.Down, l.Up = newWay(l.devices[0], l.devices[1]), newWay(l.devices[1], l.devices[0])
	for _, w := range []*Way{l.Down, l.Up} {
		l.running.Go(w.read)
		l.running.Go(w.deliver)
	}
	return l, nil
}

// Close takes the lab away; what runs in its namespaces is cut off.
func (l *Lab) Close() error {
	var faults []error
	for _, device := range l.devices {
		faults = append(faults, device.Close())
	}
	l.running.Wait()
	for _, namespace := range []string{l.core, l.site} {
		if _, err := os.Stat("/run/netns/" + namespace); err == nil {
			faults = append(faults, run("netns", "delete", namespace))
		}
	}
	return errors.Join(faults...)
}

func run(args ...string) error {
	out, err := exec.Command("ip", args...).CombinedOutput() //nolint:gosec,noctx // names of our own; it takes milliseconds
	if err != nil {
		return fmt.Errorf("netlab: ip %s: %w: %s", strings.Join(args, " "), err, out)
	}
	return nil
}

const deviceName = "line0"

// Within runs do in a namespace: the sockets and devices that it makes belong there. It must start no goroutine that makes
// some.
func Within(namespace string, do func() error) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	home, err := os.Open("/proc/thread-self/ns/net")
	if err != nil {
		return fmt.Errorf("netlab: %w", err)
	}
	defer home.Close()
	there, err := os.Open("/run/netns/" + namespace) //nolint:gosec // a name of our own
	if err != nil {
		return fmt.Errorf("netlab: %w", err)
	}
	defer there.Close()
	if err := unix.Setns(int(there.Fd()), unix.CLONE_NEWNET); err != nil {
		return fmt.Errorf("netlab: enter %s: %w", namespace, err)
	}
	err = do()
	if back := unix.Setns(int(home.Fd()), unix.CLONE_NEWNET); back != nil {
		panic(back) //nolint:forbidigo // this thread must not go on in the wrong network
	}
	return err
}

func createTUN() (*os.File, error) {
	fd, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("netlab: /dev/net/tun: %w", err)
	}
	request, err := unix.NewIfreq(deviceName)
	if err == nil {
		request.SetUint16(unix.IFF_TUN | unix.IFF_NO_PI)
		err = unix.IoctlIfreq(fd, unix.TUNSETIFF, request)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("netlab: make a TUN device: %w", err), unix.Close(fd))
	}
	return os.NewFile(uintptr(fd), deviceName), nil
}
