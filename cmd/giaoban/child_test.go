package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/store"
	"giaoban/scheduler/directory/demo"
)

// childVariable, when set, makes this test's program the server itself.
const childVariable = "TEST_GIAOBAN_SERVER"

// child is the real program as a process of its own, a demonstration, which can be killed and started again on the same
// data and ports.
type child struct {
	t          *testing.T
	data       string
	url, admin string
	env        []string
	client     *http.Client

	mu      sync.Mutex
	process *os.Process   // guarded by mu; nil: none runs
	exited  chan struct{} // guarded by mu; closed when it has ended
}

func newChild(t *testing.T, data string, env ...string) *child {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &child{t: t, data: data, client: &http.Client{Jar: jar, Transport: &http.Transport{DisableKeepAlives: true}}}
	http, admin := freeAddress(t), freeAddress(t)
	c.url, c.admin = "http://"+http, "http://"+admin
	c.env = append([]string{
		childVariable + "=1", "PATH=", "TMPDIR=" + os.TempDir(), "GIAOBAN_HTTP_ADDRESS=" + http, "GIAOBAN_ADMIN_ADDRESS=" + admin,
		"GIAOBAN_DATA_DIR=" + data, "GIAOBAN_DEMO_ENABLED=true", "GIAOBAN_MEDIA_TCP_PORT=0",
		"GIAOBAN_MEDIA_UDP_PORT=" + strconv.Itoa(portOf(t, freeAddress(t))),
	}, env...)
	t.Cleanup(func() {
		c.kill()
		c.client.CloseIdleConnections()
	})
	return c
}

// start runs the program and waits until it is ready.
func (c *child) start() {
	c.t.Helper()
	c.launch()
	c.until("the server to be ready", func() bool {
		status, _ := c.do(http.MethodGet, c.admin+"/readyz", nil)
		return status == http.StatusOK
	})
}

func (c *child) launch() {
	c.t.Helper()
	output, err := os.CreateTemp(c.t.TempDir(), "log")
	if err != nil {
		c.t.Fatal(err)
	}
	cmd := exec.CommandContext(context.WithoutCancel(c.t.Context()), os.Args[0], "serve")
	cmd.Env, cmd.Stdout, cmd.Stderr = c.env, output, output
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	exited := make(chan struct{})
	go func() {
		_ = cmd.Wait() // it is killed
		_ = output.Close()
		close(exited)
	}()
	c.mu.Lock()
	c.process, c.exited = cmd.Process, exited
	c.mu.Unlock()
	c.t.Cleanup(func() {
		if c.t.Failed() {
			log, _ := os.ReadFile(output.Name())
			c.t.Logf("server: %s", log[max(0, len(log)-4000):])
		}
	})
}

// kill ends the program as a power cut would, and waits for that.
func (c *child) kill() {
	c.mu.Lock()
	process, exited := c.process, c.exited
	c.process = nil
	c.mu.Unlock()
	if process != nil {
		_ = process.Kill() // it may have ended
		<-exited
	}
}

// gone waits until the program has ended.
func (c *child) gone() {
	c.t.Helper()
	c.mu.Lock()
	exited := c.exited
	c.mu.Unlock()
	select {
	case <-exited:
	case <-time.After(time.Minute):
		c.t.Fatal("still waiting for the server to be killed")
	}
}

// until polls.
func (c *child) until(what string, done func() bool) {
	c.t.Helper()
	for deadline := time.After(90 * time.Second); !done(); {
		select {
		case <-deadline:
			c.t.Fatal("still waiting for " + what)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// do returns status 0 when there is no answer. Headers are pairs.
func (c *child) do(method, address string, body io.Reader, headers ...string) (int, *http.Response) {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), method, address, body)
	if err != nil {
		c.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := c.client.Do(request)
	if err != nil {
		return 0, nil
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	response.Body = io.NopCloser(bytes.NewReader(text))
	return response.StatusCode, response
}

// get decodes an answer of the API.
func (c *child) get(path string, into any) {
	c.t.Helper()
	status, response := c.do(http.MethodGet, c.url+"/api/v1"+path, nil)
	if status != http.StatusOK {
		c.t.Fatalf("%s: %d", path, status)
	}
	if err := json.NewDecoder(response.Body).Decode(into); err != nil {
		c.t.Fatal(err)
	}
}

func (c *child) logIn(username string) {
	c.t.Helper()
	body := `{"username":"` + username + `","password":"` + demo.Password + `"}`
	if status, _ := c.do(http.MethodPost, c.url+"/api/v1/session", strings.NewReader(body), "Content-Type", "application/json"); status != http.StatusCreated {
		c.t.Fatal("login:", status)
	}
}

// withStore does something with the database, beside the program or without it.
func (c *child) withStore(do func(ctx context.Context, db *bun.DB) error) {
	c.t.Helper()
	db, err := store.Connect("", c.data)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := errors.Join(do(c.t.Context(), db), db.Close()); err != nil {
		c.t.Fatal(err)
	}
}
