package host

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// EnsureFiles raises the limit on open files to at least need. The error names both numbers and what to do.
func EnsureFiles(need int) error {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		return fmt.Errorf("reading the limit on open files: %w", err)
	}
	if limit.Cur >= uint64(need) {
		return nil
	}
	want := unix.Rlimit{Cur: uint64(need), Max: max(limit.Max, uint64(need))}
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &want); err != nil {
		return fmt.Errorf("this load needs %d open files but the limit is %d; raise it with ulimit -n: %w", need, limit.Max, err)
	}
	return nil
}
