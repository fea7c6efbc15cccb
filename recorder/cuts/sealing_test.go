package cuts_test

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"giaoban/internal/blob"
	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/store"
	"giaoban/recorder/cuts"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/plan/plantest"
)

func TestACutThatWasChangedIsRefused(t *testing.T) {
	each(t, writes, func(t *testing.T, d *desk, secretary, _, _ directory.By) {
		ctx := t.Context()
		asked, err := d.Ask(ctx, secretary, "RC_1", cuts.Request{Kind: cuts.Sound, ToMS: 5000})
		if err == nil {
			err = d.Work(ctx)
		}
		if err == nil {
			_, err = d.Blobs.Put(ctx, asked.ID, strings.NewReader(strings.Repeat("x", 5+32)))
		}
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = d.Open(ctx, secretary, "RC_1", asked.ID)
		want(t, err, fault.Unavailable, "recording.damaged")
	})
}

func TestRewrap(t *testing.T) {
	each(t, writes, func(t *testing.T, d *desk, secretary, _, _ directory.By) {
		ctx := t.Context()
		asked, err := d.Ask(ctx, secretary, "RC_1", cuts.Request{Kind: cuts.Sound, ToMS: 5000})
		if err == nil {
			err = d.Work(ctx)
		}
		if err == nil {
			err = d.Keys.Renew()
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []int{1, 0} {
			if n, err := cuts.Rewrap(ctx, d.DB, d.Keys); err != nil || n != want {
				t.Errorf("%d, %v, want %d", n, err, want)
			}
		}
		if err := d.Keys.Forget(); err != nil {
			t.Fatal(err)
		}
		_, file, err := d.Open(ctx, secretary, "RC_1", asked.ID)
		if err != nil {
			t.Fatal(err)
		}
		if content, err := io.ReadAll(file); err != nil || string(content) != film+"\n" {
			t.Errorf("%q, %v", content, err)
		}
		file.Close()
	})
}

// childVariable makes this test's program one that makes cuts and is killed: its value says when, after which come the data
// directory, the database and the script.
const childVariable = "TEST_CUTS_CHILD"

const (
	inFFmpeg = "in ffmpeg"
	inStore  = "in the store"
)

// child makes the cuts that wait. It is killed while it does.
func child() error {
	args := strings.Split(os.Getenv(childVariable), "\n")
	db, err := store.Connect(args[2], args[1])
	deps, err2 := depsAt(args[1], strings.Join(args[3:], "\n"))
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	deps.DB = db
	if args[0] == inStore {
		deps.Blobs = killing{deps.Blobs}
	}
	return cuts.New(deps).Work(context.Background())
}

// killing is a store in which this program dies.
type killing struct{ blob.Store }

func (k killing) Put(ctx context.Context, key string, r io.Reader) (blob.Info, error) {
	_, err := k.Store.Put(ctx, key, r)
	return blob.Info{}, errors.Join(err, syscall.Kill(os.Getpid(), syscall.SIGKILL))
}

func TestAKillLeavesNoPlainCopy(t *testing.T) {
	for _, when := range []string{inFFmpeg, inStore} {
		t.Run(when, func(t *testing.T) {
			dsn := demotest.Seed.SQLiteDSN(t)
			db, err := store.Connect(dsn, "")
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := db.Close(); err != nil {
					t.Error(err)
				}
			}()
			d := newDesk(t, db, writes)
			secretary := d.As(t, identity.Secretary, plantest.Province)
			d.manager, d.Service.Now = secretary.Viewer.AccountID, time.Now
			asked, err := d.Ask(t.Context(), secretary, "RC_1", cuts.Request{Kind: cuts.Sound, ToMS: 5000})
			if err != nil {
				t.Fatal(err)
			}
			data, script := filepath.Dir(d.Dir), writes
			pidFile := filepath.Join(data, "pid")
			if when == inFFmpeg {
				script += "\necho $$ > " + pidFile + ".half; mv " + pidFile + ".half " + pidFile + "\nexec sleep 600"
			}
			server := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
			server.Env = append(os.Environ(), childVariable+"="+strings.Join([]string{when, data, dsn, script}, "\n"))
			if err := server.Start(); err != nil {
				t.Fatal(err)
			}
			if when == inFFmpeg {
				pid := d.pid(t, pidFile)
				_ = server.Process.Kill() // that it has ended is seen below
				until(t, "ffmpeg to end with its server", func() bool { return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) || zombie(pid) })
			}
			if err := server.Wait(); err == nil || server.ProcessState.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
				t.Fatal("it was not killed:", err)
			}
			if left, err := os.ReadDir(d.Dir); err != nil || len(left) == 0 {
				t.Fatal("nothing plain was there to be left:", err)
			}
			d.serve(t, db, data, writes)
			if err := d.Work(t.Context()); err != nil {
				t.Fatal(err)
			}
			d.stand(t, 1)
			_, file, err := d.Open(t.Context(), secretary, "RC_1", asked.ID)
			if err != nil {
				t.Fatal(err)
			}
			if content, err := io.ReadAll(file); err != nil || string(content) != film+"\n" {
				t.Errorf("%q, %v", content, err)
			}
			file.Close()
		})
	}
}

// pid waits for the script to tell its own.
func (d *desk) pid(t *testing.T, file string) int {
	t.Helper()
	var text []byte
	until(t, "ffmpeg to run", func() bool {
		var err error
		text, err = os.ReadFile(file)
		return err == nil
	})
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// zombie reports whether a process has ended and nobody has asked how.
func zombie(pid int) bool {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err == nil && strings.Contains(string(stat), ") Z ")
}

func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.After(time.Minute); !done(); {
		select {
		case <-deadline:
			t.Fatal("still waiting for " + what)
		case <-time.After(5 * time.Millisecond):
		}
	}
}
