package conformance

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The SDK's tests dial this address and no other.
const address = "127.0.0.1:7880"

const apiKey, apiSecret = "conformance", "a-secret-that-is-long-enough-for-tests"

// tests are the SDK's integration tests that a media server must pass: all of
// them but TestForceTLS, which needs a TURN server, and TestAPI_*, which need
// the SDK's own mock server.
var tests = []string{
	"TestJoin",
	"TestJoinError",
	"TestJoinSinglePeerConnection",
	"TestPublishRequiresSinglePC",
	"TestPubSub",
	"TestResume",
	"TestSubscribeMutedTrack",
	"TestLimitPayloadSize",
	"TestSimulcastCodec",
	"TestE2EE_H264RoundTrip",
	"TestDynacastRepublish",
	"TestRegionFallbackConnects",
	"TestRegionFallbackSignalFailure",
}

func TestGoSDK(t *testing.T) {
	directory := t.TempDir()
	sdk := filepath.Join(directory, "sdk.test")
	command(t, ".", "go", "test", "-c", "-o", sdk, "github.com/livekit/server-sdk-go/v2")
	startServer(t, directory)
	for _, name := range tests {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			defer cancel()
			run := exec.CommandContext(ctx, sdk, "-test.v", "-test.run", "^"+name+"$") //nolint:gosec // built above
			run.Dir = directory
			run.Env = append(os.Environ(), "CI=1", fmt.Sprintf("LIVEKIT_KEYS=%s: %s", apiKey, apiSecret))
			output, err := run.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			if !bytes.Contains(output, []byte("--- PASS: "+name)) {
				t.Fatalf("the test did not run\n%s", output)
			}
		})
	}
}

// startServer builds the product and runs it until the test ends.
func startServer(t *testing.T, directory string) {
	t.Helper()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatalf("the SDK's tests need port 7880: %v", err)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(directory, "server")
	command(t, filepath.Join("..", ".."), "go", "build", "-o", binary, "./cmd/giaoban")
	server := exec.Command(binary, "serve", "--http", address, "--data", filepath.Join(directory, "data")) //nolint:gosec,noctx // built above, ended below
	server.Env = append(os.Environ(), fmt.Sprintf("GIAOBAN_KEYS=%s: %s", apiKey, apiSecret))
	var log bytes.Buffer
	server.Stdout, server.Stderr = &log, &log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Process.Signal(os.Interrupt); err != nil {
			t.Errorf("the server cannot be stopped: %v", err)
		}
		if err := server.Wait(); err != nil {
			t.Errorf("the server ended with %v", err)
		}
		if t.Failed() {
			t.Logf("the server's log:\n%s", log.String())
		}
		for _, bad := range []string{"panic", "level=ERROR"} {
			if strings.Contains(log.String(), bad) {
				t.Errorf("the server's log has %q:\n%s", bad, log.String())
			}
		}
	})
	awaitServer(t)
}

// awaitServer polls until the server refuses a request without a token.
func awaitServer(t *testing.T) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	for range ticker.C {
		response, err := http.Get("http://" + address + "/rtc/validate") //nolint:noctx // a loopback address
		if err == nil {
			_ = response.Body.Close()
			if response.StatusCode == http.StatusUnauthorized {
				return
			}
			err = fmt.Errorf("status %s", response.Status)
		}
		if time.Now().After(deadline) {
			t.Fatalf("still waiting for the server: %v", err)
		}
	}
}

func command(t *testing.T, directory, name string, arguments ...string) {
	t.Helper()
	run := exec.CommandContext(t.Context(), name, arguments...)
	run.Dir = directory
	if output, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(arguments, " "), err, output)
	}
}
