package speech

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"giaoban/recorder/webvtt"
)

// Reasons why a service made nothing.
const (
	Unreachable = "unreachable" // it does not answer
	Refused     = "refused"     // it answers that it will not
	Busy        = "busy"        // it answers that it cannot now
	Slow        = "timeout"     // it took longer than it may
	BadAnswer   = "answer"      // it answered what is no WebVTT
	BadCommand  = "command"     // the command failed
)

// Failure says why a service made nothing.
type Failure struct {
	Reason string
	Detail string // for who knows the service: its words, a status
	Final  bool   // trying again is of no use
	Cause  error
}

// Error implements error.
func (f *Failure) Error() string {
	return fmt.Sprintf("speech: %s: %s: %v", f.Reason, f.Detail, f.Cause)
}

// Unwrap returns the cause.
func (f *Failure) Unwrap() error { return f.Cause }

// Service makes subtitles of sound.
type Service interface {
	// Make returns WebVTT of what is said in a language in a file of sound (MP4 with AAC). told is called with percents, if there
	// are any. Errors are of type *Failure, or the context's.
	Make(ctx context.Context, sound, language string, told func(percent int)) ([]byte, error)
}

// HTTP is a service that takes the sound by POST of a form (multipart/form-data) with the fields file, language and response_format
// (vtt), as servers that speak OpenAI's transcription API and whisper.cpp's do, and answers with WebVTT.
type HTTP struct {
	endpoint, token string
	fields          map[string]string
	client          *http.Client
}

// NewHTTP returns a service at an address. token is sent as a bearer's, "" = none; fields are sent too; caFile holds the certificates
// that may sign the server's, "" = the system's.
func NewHTTP(endpoint, token, caFile string, fields map[string]string) (*HTTP, error) {
	// No proxy: the sound goes to the address that the administrator has given, and nowhere else.
	transport := &http.Transport{DialContext: (&net.Dialer{Timeout: 10 * time.Second}).DialContext, TLSHandshakeTimeout: 10 * time.Second, ExpectContinueTimeout: 2 * time.Second, DisableKeepAlives: true}
	if caFile != "" {
		text, err := os.ReadFile(caFile) //nolint:gosec // the administrator names the file
		if err != nil {
			return nil, fmt.Errorf("speech: %w", err)
		}
		roots := x509.NewCertPool()
		if !roots.AppendCertsFromPEM(text) {
			return nil, fmt.Errorf("speech: no certificate in %s", caFile)
		}
		transport.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	}
	// A redirection would take the sound elsewhere: it is an answer as any other, and none that is taken.
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &HTTP{endpoint, token, fields, &http.Client{Transport: transport, CheckRedirect: stay}}, nil
}

// Make implements Service. The percents are of what was sent; then the service works, silently.
func (h *HTTP) Make(ctx context.Context, sound, language string, told func(percent int)) ([]byte, error) {
	file, err := os.Open(sound) //nolint:gosec // made by us
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	fields := map[string]string{"response_format": "vtt"}
	maps.Copy(fields, h.fields)
	fields["language"] = language
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if err := w.WriteField(name, fields[name]); err != nil {
			return nil, err
		}
	}
	if _, err := w.CreateFormFile("file", "sound.m4a"); err != nil {
		return nil, err
	}
	head := form.Len()
	if err := w.Close(); err != nil {
		return nil, err
	}
	sent := &counted{r: file, size: info.Size(), told: told}
	body := io.MultiReader(bytes.NewReader(form.Bytes()[:head]), sent, bytes.NewReader(form.Bytes()[head:]))
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, h.endpoint, body)
	if err != nil {
		return nil, err
	}
	request.ContentLength = int64(form.Len()) + info.Size()
	request.Header.Set("Content-Type", w.FormDataContentType())
	request.Header.Set("Expect", "100-continue") // so that a refusal comes before all of the sound has gone
	request.Header.Set("Accept", "text/vtt, text/plain;q=0.5")
	if h.token != "" {
		request.Header.Set("Authorization", "Bearer "+h.token)
	}
	response, err := h.client.Do(request)
	if err != nil {
		return nil, failed(ctx, &Failure{Reason: Unreachable, Cause: err})
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, webvtt.MaxBytes+1))
	if err != nil {
		return nil, failed(ctx, &Failure{Reason: Unreachable, Cause: err})
	}
	if status := response.StatusCode; status != http.StatusOK {
		busy := status >= http.StatusInternalServerError || status == http.StatusTooManyRequests || status == http.StatusRequestTimeout
		reason := map[bool]string{true: Busy, false: Refused}[busy]
		return nil, &Failure{Reason: reason, Detail: brief(response.Status + " " + string(answer)), Final: !busy}
	}
	return answer, nil
}

// counted tells how much of a file was read.
type counted struct {
	r          io.Reader
	read, size int64
	told       func(int)
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.read += int64(n)
	c.told(int(100 * c.read / max(c.size, 1)))
	return n, err
}

// Command is a service that is a program on the server: it finds the file in GIAOBAN_SOUND and the language in GIAOBAN_LANGUAGE,
// or in its arguments in place of {sound} and {language}, and writes WebVTT to its standard output. Lines "progress=PERCENT" on its
// standard error are shown.
type Command struct{ Words []string }

const maxComplaint = 2000

// Make implements Service. The program and all that it has started end with the context.
func (c *Command) Make(ctx context.Context, sound, language string, told func(percent int)) ([]byte, error) {
	words := make([]string, len(c.Words))
	for i, word := range c.Words {
		words[i] = strings.NewReplacer("{sound}", sound, "{language}", language).Replace(word)
	}
	command := exec.CommandContext(ctx, words[0], words[1:]...) //nolint:gosec // as the administrator configured it
	command.Env = append(os.Environ(), "GIAOBAN_SOUND="+sound, "GIAOBAN_LANGUAGE="+language)
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
	command.WaitDelay = 5 * time.Second
	answer := &bounded{most: webvtt.MaxBytes + 1}
	command.Stdout = answer
	complaint, err := command.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, &Failure{Reason: BadCommand, Detail: brief(err.Error()), Final: true, Cause: err}
	}
	// Behind everything else that the machine does.
	_ = syscall.Setpriority(syscall.PRIO_PGRP, command.Process.Pid, 15)
	said := follow(complaint, told)
	if err := command.Wait(); err != nil {
		return nil, failed(ctx, &Failure{Reason: BadCommand, Detail: brief(said), Cause: err})
	}
	return answer.data, nil
}

// bounded keeps so much of what is written to it and no more.
type bounded struct {
	data []byte
	most int
}

func (b *bounded) Write(p []byte) (int, error) {
	b.data = append(b.data, p[:min(len(p), b.most-len(b.data))]...)
	return len(p), nil
}

// follow reads what a program says and returns the end of it.
func follow(r io.Reader, told func(int)) string {
	said := ""
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		if value, found := strings.CutPrefix(lines.Text(), "progress="); found {
			if percent, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(value), "%")); err == nil {
				told(min(max(percent, 0), 100))
			}
			continue
		}
		said += lines.Text() + "\n"
		said = said[max(0, len(said)-maxComplaint):]
	}
	_, _ = io.Copy(io.Discard, r) // a line that is too long is not shown
	return said
}

// failed is the failure, unless the time was over or the work was called off.
func failed(ctx context.Context, failure *Failure) error {
	switch {
	case errors.Is(context.Cause(ctx), errSlow):
		return &Failure{Reason: Slow, Cause: failure}
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return failure
}

// errSlow ends a try that takes longer than it may.
var errSlow = errors.New("speech: it takes longer than it may")

// brief is a text as it is kept and shown: one line, not long.
func brief(text string) string {
	const most = 200
	runes := []rune(strings.ToValidUTF8(strings.Join(strings.Fields(text), " "), "�"))
	return strings.ReplaceAll(string(runes[max(0, len(runes)-most):]), "\x00", "")
}
