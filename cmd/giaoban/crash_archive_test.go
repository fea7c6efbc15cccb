package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/uptrace/bun"

	"giaoban/internal/seal"
	"giaoban/recorder"
	"giaoban/recorder/library"
	"giaoban/recorder/manifest"
	"giaoban/recorder/writer"
	"giaoban/scheduler/invite/invitestore"
)

const bucketName = "ghi-hinh"

// bucket is an S3 server, outside of the program that is killed. It notes which parts it was sent whole, and calls before with
// the number of a part that begins to come.
type bucket struct {
	s3 http.Handler

	mu     sync.Mutex
	before func(part string) // guarded by mu
	parts  []string          // guarded by mu
}

func newBucket(t *testing.T) (*bucket, string) {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket(bucketName); err != nil {
		t.Fatal(err)
	}
	b := &bucket{s3: gofakes3.New(backend).Server(), before: func(string) {}}
	server := httptest.NewServer(b)
	t.Cleanup(server.Close)
	return b, server.URL
}

func (b *bucket) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	part := r.URL.Query().Get("partNumber")
	if part != "" && r.Method == http.MethodPut {
		b.mu.Lock()
		before := b.before
		b.mu.Unlock()
		before(part)
	}
	if r.Method == http.MethodPut && r.Header.Get("Content-Length") == "" { // the library wants to be told of nothing too
		r.Header.Set("Content-Length", "0")
	}
	told := httptest.NewRecorder()
	b.s3.ServeHTTP(told, r)
	if part != "" && r.Method == http.MethodPut && told.Code == http.StatusOK {
		b.mu.Lock()
		b.parts = append(b.parts, part)
		b.mu.Unlock()
	}
	for name, values := range told.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(told.Code)
	_, _ = w.Write(told.Body.Bytes()) // to one that may be killed
}

// came returns the parts that came since it was asked last.
func (b *bucket) came() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	came := b.parts
	b.parts = nil
	return came
}

func (b *bucket) onPart(before func(part string)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.before = before
}

const recordedID = "RC_crash"

// record puts a recording that is over beside the program, which does not run: of a meeting whose secretary is "thuky".
func (c *child) record(size int) {
	c.t.Helper()
	dir := filepath.Join(c.data, "recordings", recordedID)
	noise := make([]byte, size)
	_, _ = rand.Read(noise) // never fails
	box, err := seal.Load(filepath.Join(c.data, "secret.key"))
	if err != nil {
		c.t.Fatal(err)
	}
	key, err := manifest.LoadKey(c.data, box)
	err = errors.Join(err, os.MkdirAll(filepath.Join(dir, "tracks"), 0o700))
	for name, content := range map[string][]byte{"tracks/0001-01.webm": noise, "tracks/0002-01.webm": []byte("short")} {
		err = errors.Join(err, os.WriteFile(filepath.Join(dir, name), content, 0o600))
	}
	if err != nil {
		c.t.Fatal(err)
	}
	c.withStore(func(ctx context.Context, db *bun.DB) error {
		var meetingID string
		err := db.NewRaw(`SELECT m.id FROM meetings AS m JOIN accounts AS a ON a.person_id = m.secretary_id WHERE a.username = 'thuky' ORDER BY m.id LIMIT 1`).Scan(ctx, &meetingID)
		if err != nil {
			return err
		}
		began := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
		m := &manifest.Manifest{ID: recordedID, Meeting: meetingID, Title: "Giao ban", StartedAt: began, EndedAt: began.Add(time.Hour), Reason: writer.Stopped, Tracks: []manifest.Track{
			{SID: "TR_a", Kind: "video", Parts: []manifest.Part{{File: "tracks/0001-01.webm"}}}, {SID: "TR_b", Kind: "audio", Parts: []manifest.Part{{File: "tracks/0002-01.webm"}}},
		}}
		if err := errors.Join(m.Digest(dir), m.Write(dir, key)); err != nil {
			return err
		}
		return library.New(db, invitestore.New(db)).Add(ctx, db, &library.Entry{
			ID: recordedID, MeetingID: meetingID, Title: m.Title, State: library.Ready, Cameras: recorder.StageCamera, Audience: library.Host, StartedAt: began, StartedBy: "AC_x",
			StarterName: "Thư ký", EndedAt: m.EndedAt, Reason: m.Reason, Length: time.Hour, Programme: library.NoProgramme,
		})
	})
}

// download fetches the recording's files and returns the directory that they are in.
func (c *child) download() string {
	c.t.Helper()
	dir := c.t.TempDir()
	for _, name := range []string{manifest.File, manifest.SignatureFile, "tracks/0001-01.webm", "tracks/0002-01.webm"} {
		status, response := c.do(http.MethodGet, c.url+"/api/v1/recordings/"+recordedID+"/files/"+name, nil)
		if status != http.StatusOK {
			c.t.Fatalf("%s: %d", name, status)
		}
		content, err := io.ReadAll(response.Body)
		path := filepath.Join(dir, name)
		if err := errors.Join(err, os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, content, 0o600)); err != nil {
			c.t.Fatal(err)
		}
	}
	return dir
}

// The whole program is killed while it uploads a recording to a bucket: started again it goes on with the parts that are there.
func TestKilledInTheMiddleOfAnUpload(t *testing.T) {
	const part = 5 << 20
	store, address := newBucket(t)
	c := newChild(t, t.TempDir(), "GIAOBAN_BLOB_S3_ENDPOINT="+address, "GIAOBAN_BLOB_S3_BUCKET="+bucketName, "GIAOBAN_BLOB_S3_ACCESS_KEY=key",
		"GIAOBAN_BLOB_S3_SECRET_KEY=secret", "GIAOBAN_BLOB_S3_PART_BYTES=5242880")
	c.start() // makes the demonstration, and the keys
	c.kill()
	c.record(4*part + 1000)
	dir := filepath.Join(c.data, "recordings", recordedID)
	was, err := os.ReadFile(filepath.Join(dir, "tracks", "0001-01.webm"))
	if err != nil {
		t.Fatal(err)
	}

	store.onPart(func(number string) {
		if number == "3" {
			c.kill()
		}
	})
	c.launch()
	c.gone()
	store.onPart(func(string) {})
	if came := store.came(); !slices.Contains(came, "1") || !slices.Contains(came, "2") {
		t.Fatalf("before the kill the parts %v came", came)
	}
	if now, err := os.ReadFile(filepath.Join(dir, "tracks", "0001-01.webm")); err != nil || !bytes.Equal(now, was) {
		t.Errorf("the plain file went before the upload was whole: %v", err)
	}

	c.start()
	c.until("the recording to be in the bucket alone", func() bool {
		_, err := os.Stat(dir)
		return errors.Is(err, os.ErrNotExist)
	})
	came := store.came()
	if slices.Contains(came, "1") || slices.Contains(came, "2") || !slices.Contains(came, "5") {
		t.Errorf("after it the parts %v came", came)
	}
	c.logIn("thuky")
	copied := c.download()
	if now, err := os.ReadFile(filepath.Join(copied, "tracks", "0001-01.webm")); err != nil || !bytes.Equal(now, was) {
		t.Errorf("what comes back is not what went: %v", err)
	}
	out, err := execute(t, "", "recording", "verify", copied, "--key", filepath.Join(c.data, manifest.PublicKeyFile))
	if err != nil || !strings.Contains(out, "2 files as they were recorded") {
		t.Errorf("%s %v", out, err)
	}
}
