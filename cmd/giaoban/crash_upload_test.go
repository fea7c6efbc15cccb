package main

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"giaoban/scheduler/papers/pdffile/pdffiletest"
)

// smallDisk returns a directory on a file system of its own of so many bytes, "" where one cannot be mounted.
func smallDisk(t *testing.T, size int) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d", size)); err != nil {
		t.Logf("no small disk can be mounted here, which takes root: %v", err)
		return ""
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// largePDF returns a file that is honest and cannot be made smaller.
func largePDF(t *testing.T, size int) (content []byte, sum string) {
	t.Helper()
	noise := make([]byte, size)
	if _, err := rand.Read(noise); err != nil {
		t.Fatal(err)
	}
	content = pdffiletest.Pages(1, "", "", fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", size, noise))
	hash := sha256.Sum256(content)
	return content, hex.EncodeToString(hash[:])
}

var resumable = []string{"Tus-Resumable", "1.0.0"}

// begin begins an upload and returns its address.
func (c *child) begin(size int) string {
	c.t.Helper()
	named := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	status, response := c.do(http.MethodPost, c.url+"/api/v1/paper-uploads", nil, append(resumable, "Upload-Length", strconv.Itoa(size),
		"Upload-Metadata", "filename "+named("báo cáo.pdf")+",noStateSecret "+named("true"))...)
	if status != http.StatusCreated {
		c.t.Fatal("begin:", status, told(response))
	}
	return c.url + response.Header.Get("Location")
}

// add sends a piece and returns the status and the code of the problem.
func (c *child) add(address string, offset int, piece io.Reader) (status int, code string) {
	c.t.Helper()
	status, response := c.do(http.MethodPatch, address, piece, append(resumable, "Upload-Offset", strconv.Itoa(offset), "Content-Type", "application/offset+octet-stream")...)
	return status, told(response)
}

// offset returns how much of an upload has come.
func (c *child) offset(address string) int {
	c.t.Helper()
	status, response := c.do(http.MethodHead, address, nil, resumable...)
	if status != http.StatusOK {
		c.t.Fatal("resume:", status)
	}
	offset, err := strconv.Atoi(response.Header.Get("Upload-Offset"))
	if err != nil {
		c.t.Fatal(err)
	}
	return offset
}

// finished checks that an upload is there as a whole.
func (c *child) finished(address, sum string) {
	c.t.Helper()
	var upload struct {
		Finished bool
		SHA256   string
	}
	c.get(strings.TrimPrefix(address, c.url+"/api/v1"), &upload)
	if !upload.Finished || upload.SHA256 != sum {
		c.t.Errorf("%+v, want SHA-256 %s", upload, sum)
	}
}

func told(response *http.Response) string {
	var problem struct{ Code, Detail string }
	if response != nil {
		_ = json.NewDecoder(response.Body).Decode(&problem) // an answer without a body has no problem
	}
	return strings.TrimSpace(problem.Code + " " + problem.Detail)
}

func TestUploadsSurvive(t *testing.T) {
	const disk, size = 160 << 20, 12 << 20
	small := smallDisk(t, disk)
	data := small
	if data == "" {
		data = t.TempDir()
	}
	c := newChild(t, data)
	c.start()
	c.logIn("thuky")
	content, sum := largePDF(t, size)
	address := c.begin(len(content))
	t.Run("a kill in the middle of a piece", func(t *testing.T) {
		piece, writer := io.Pipe()
		answered := make(chan int)
		go func() {
			status, _ := c.add(address, 0, piece)
			answered <- status
		}()
		if _, err := writer.Write(content[:size/3]); err != nil {
			t.Fatal(err)
		}
		c.until("a part of the piece to be on the disk", func() bool {
			parts, _ := filepath.Glob(filepath.Join(data, "uploads", "*.part"))
			if len(parts) != 1 {
				return false
			}
			info, err := os.Stat(parts[0])
			return err == nil && info.Size() > size/4
		})
		c.kill()
		_ = writer.CloseWithError(io.ErrClosedPipe)
		if status := <-answered; status != 0 {
			t.Errorf("a killed server answers %d", status)
		}
		c.start()
		have := c.offset(address)
		if have < size/4 || have > size/3 {
			t.Fatalf("%d of %d bytes are there", have, size/3)
		}
		if status, told := c.add(address, have, bytes.NewReader(content[have:])); status != http.StatusNoContent {
			t.Fatal(status, told)
		}
		c.finished(address, sum)
	})
	t.Run("a full disk", func(t *testing.T) {
		if small == "" {
			t.Skip("takes root, to mount a small file system")
		}
		fullDisk(t, c, address, sum)
	})
}

// fullDisk fills the disk during an upload.
func fullDisk(t *testing.T, c *child, stored, storedSum string) {
	t.Helper()
	content, sum := largePDF(t, 6<<20)
	address := c.begin(len(content))
	if status, told := c.add(address, 0, bytes.NewReader(content[:1<<20])); status != http.StatusNoContent {
		t.Fatal(status, told)
	}
	ballast := filepath.Join(c.data, "ballast")
	var space syscall.Statfs_t
	if err := syscall.Statfs(c.data, &space); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(ballast, make([]byte, int64(space.Bavail)*space.Bsize-(2<<20)), 0o600); err != nil {
		t.Fatal(err)
	}
	status, told := c.add(address, 1<<20, bytes.NewReader(content[1<<20:]))
	if status != http.StatusInsufficientStorage || !strings.HasPrefix(told, "unavailable ") {
		t.Errorf("a full disk: %d %s", status, told)
	}
	t.Log(told)
	c.finished(stored, storedSum)
	if have := c.offset(address); have != 1<<20 {
		t.Errorf("of the piece before %d bytes are there", have)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if status, told := c.add(address, 1<<20, bytes.NewReader(content[1<<20:])); status != http.StatusNoContent {
		t.Fatal("when there is room again:", status, told)
	}
	c.finished(address, sum)
	c.finished(stored, storedSum)
}
