package host

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

func TestParseStat(t *testing.T) {
	const stat = "4711 (a (strange) name) S 1 4711 4711 0 -1 4194560 100 0 0 0 250 125 0 0 20 0 9 0 100 1 1"
	if got, err := parseStat([]byte(stat)); err != nil || got != 3750*time.Millisecond {
		t.Errorf("got %v, %v: want 3.75 s", got, err)
	}
	for _, bad := range []string{"", "1 (x) S 1", "1 x S"} {
		if _, err := parseStat([]byte(bad)); err == nil {
			t.Errorf("%q gives no error", bad)
		}
	}
}

func TestParseSystemStat(t *testing.T) {
	const stat = "cpu  100 20 30 9999 8888 1 2 3 0 0\ncpu0 1 2 3\n"
	if got, err := parseSystemStat(stat); err != nil || got != 1560*time.Millisecond {
		t.Errorf("got %v, %v: want 1.56 s", got, err)
	}
	for _, bad := range []string{"", "cpu 1 2", "intr 1 2 3 4 5 6 7 8", "cpu a b c d e f g h"} {
		if _, err := parseSystemStat(bad); err == nil {
			t.Errorf("%q gives no error", bad)
		}
	}
	if _, err := AllCPUTime(); err != nil {
		t.Error(err)
	}
}

func TestParseStatus(t *testing.T) {
	got, err := parseStatus("Name:\tx\nVmHWM:\t    2048 kB\nVmRSS:\t    1024 kB\n")
	if want := (Memory{Resident: 1 << 20, Peak: 2 << 20}); err != nil || got != want {
		t.Errorf("got %+v, %v: want %+v", got, err, want)
	}
	for _, bad := range []string{"Name:\tkernel\n", "VmHWM:\t1 MB\nVmRSS:\t1 kB\n"} {
		if _, err := parseStatus(bad); !errors.Is(err, errFormat) {
			t.Errorf("%q: error %v", bad, err)
		}
	}
}

func TestParseUDPTable(t *testing.T) {
	const table = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  100: 0100007F:1ECA 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 123 2 0000000000000000 12
  101: 0200007F:1ECA 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 124 2 0000000000000000 3
`
	drops := map[uint16]uint64{}
	if err := parseUDPTable(table, drops); err != nil || drops[7882] != 15 || len(drops) != 1 {
		t.Errorf("got %v, %v: want 15 at port 7882", drops, err)
	}
	if err := parseUDPTable("header\n 1: x\n", drops); !errors.Is(err, errFormat) {
		t.Errorf("error %v", err)
	}
}

func TestUDPDropsOfAFullSocket(t *testing.T) {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetReadBuffer(4096); err != nil {
		t.Fatal(err)
	}
	for range 100 {
		if _, err := conn.WriteTo(make([]byte, 1000), conn.LocalAddr()); err != nil {
			t.Fatal(err)
		}
	}
	drops, err := UDPDrops()
	if err != nil {
		t.Fatal(err)
	}
	if got := drops[uint16(conn.LocalAddr().(*net.UDPAddr).Port)]; got == 0 {
		t.Error("nothing was dropped at a socket that nobody read")
	}
}

func TestOwnProcess(t *testing.T) {
	if _, err := CPUTime(os.Getpid()); err != nil {
		t.Error(err)
	}
	if m, err := MemoryOf(os.Getpid()); err != nil || m.Resident <= 0 || m.Peak < m.Resident {
		t.Errorf("got %+v, %v", m, err)
	}
	if used, err := OwnCPUTime(); err != nil || used <= 0 {
		t.Errorf("got %v, %v", used, err)
	}
	if _, err := CPUTime(1 << 30); err == nil {
		t.Error("a process that cannot be has CPU time")
	}
	if err := EnsureFiles(10); err != nil {
		t.Error(err)
	}
}

func TestStartPinned(t *testing.T) {
	cpus, err := AllowedCPUs()
	if err != nil || len(cpus) == 0 {
		t.Fatalf("cores %v, %v", cpus, err)
	}
	var out strings.Builder
	cmd := exec.Command("grep", "Cpus_allowed_list", "/proc/self/status")
	cmd.Stdout = &out
	if err := StartPinned(cmd, cpus[0]); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	if _, list, _ := strings.Cut(out.String(), ":"); strings.ContainsAny(strings.TrimSpace(list), ",-") {
		t.Errorf("the child may run on cores %s: want one", list)
	}
	if after, err := AllowedCPUs(); err != nil || len(after) != len(cpus) {
		t.Errorf("this process may run on %v afterwards, %v: want %v", after, err, cpus)
	}
	if err := PinPID(os.Getpid(), -2); err == nil {
		t.Error("a core that cannot be was taken")
	}
}

func TestGuard(t *testing.T) {
	g, err := NewGuard(false)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		ip   net.IP
		want bool
	}{
		"loopback":          {net.IPv4(127, 0, 0, 1), true},
		"loopback, IPv6":    {net.IPv6loopback, true},
		"documentation net": {net.IPv4(198, 51, 100, 7), false},
		"no address":        {nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := g.Allows(test.ip); got != test.want {
				t.Errorf("got %v", got)
			}
		})
	}
	if _, err := g.Resolve(t.Context(), "198.51.100.7"); !errors.Is(err, ErrRemote) {
		t.Errorf("error %v: want ErrRemote", err)
	}
	open, err := NewGuard(true)
	if err != nil || !open.Allows(net.IPv4(198, 51, 100, 7)) {
		t.Errorf("a remote address is refused though permitted, %v", err)
	}
	local, err := LocalAddressFor(t.Context(), netip.MustParseAddr("127.0.0.1"))
	if err != nil || !local.IsLoopback() {
		t.Errorf("to loopback one sends from %v, %v", local, err)
	}
}

func TestTicker(t *testing.T) {
	start := time.Now()
	ticker, err := NewTicker(time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	var ticks uint64
	for range 5 {
		n, err := ticker.Wait()
		if err != nil {
			t.Fatal(err)
		}
		ticks += n
	}
	if passed := uint64(time.Since(start) / time.Millisecond); ticks < 5 || ticks > passed+1 {
		t.Errorf("%d ticks of a millisecond in %d ms", ticks, passed)
	}
	if err := ticker.Reset(time.Hour); err != nil {
		t.Fatal(err)
	}
	start = time.Now()
	if err := ticker.Reset(20 * time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if _, err := ticker.Wait(); err != nil {
		t.Fatal(err)
	}
	if passed := time.Since(start); passed < 20*time.Millisecond {
		t.Errorf("a tick after %v: want the new interval first", passed)
	}
	done := make(chan error, 1)
	go func() {
		for {
			if _, err := ticker.Wait(); err != nil {
				done <- err
				return
			}
		}
	}()
	if err := ticker.Stop(); err != nil {
		t.Error(err)
	}
	if err := <-done; !errors.Is(err, os.ErrClosed) {
		t.Errorf("after Stop: %v, want os.ErrClosed", err)
	}
	if _, err := NewTicker(0); err == nil {
		t.Error("a ticker without an interval")
	}
}
