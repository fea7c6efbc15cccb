package host

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
)

// UDPDrops returns, by local port, how many datagrams the kernel threw away because the socket's receive buffer was
// full. Ports with several sockets are added up.
func UDPDrops() (map[uint16]uint64, error) {
	drops := map[uint16]uint64{}
	for _, name := range []string{"/proc/self/net/udp", "/proc/self/net/udp6"} {
		table, err := os.ReadFile(name) //nolint:gosec // one of the two names above
		if errors.Is(err, fs.ErrNotExist) {
			continue // no IPv6 on this machine
		}
		if err != nil {
			return nil, fmt.Errorf("reading dropped datagrams: %w", err)
		}
		if err := parseUDPTable(string(table), drops); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return drops, nil
}

func parseUDPTable(table string, drops map[uint16]uint64) error {
	header := true
	for line := range strings.Lines(table) {
		fields := strings.Fields(line)
		if header || len(fields) == 0 {
			header = false
			continue
		}
		const local, dropped, count = 1, 12, 13
		if len(fields) < count {
			return fmt.Errorf("%d columns: %w", len(fields), errFormat)
		}
		_, hexPort, _ := strings.Cut(fields[local], ":")
		port, err := strconv.ParseUint(hexPort, 16, 16)
		if err != nil {
			return fmt.Errorf("port %q: %w", hexPort, errFormat)
		}
		n, err := strconv.ParseUint(fields[dropped], 10, 64)
		if err != nil {
			return fmt.Errorf("drops %q: %w", fields[dropped], errFormat)
		}
		drops[uint16(port)] += n
	}
	return nil
}
