// Package leaktest looks, after the tests of a package, for goroutines that nobody waited for.
package leaktest

import (
	"fmt"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// patience is how long goroutines may take to end: goleak alone gives them less than half a second, and a busy machine may
// stand still for longer.
const patience = time.Minute

// Main is the TestMain of a package: it runs the tests and exits with 1 when they failed, or when goroutines are left behind.
func Main(m *testing.M) {
	code := m.Run()
	if code == 0 {
		if err := left(patience); err != nil {
			fmt.Fprintln(os.Stderr, "after the tests:", err)
			code = 1
		}
	}
	os.Exit(code)
}

// left waits until all goroutines but the caller's have ended, or says which have not.
func left(patience time.Duration) error {
	for deadline := time.Now().Add(patience); ; {
		err := goleak.Find()
		if err == nil || time.Now().After(deadline) {
			return err
		}
	}
}
