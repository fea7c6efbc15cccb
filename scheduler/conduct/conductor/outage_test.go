package conductor_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/store"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/conduct/conducttest"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
)

// wire is the line to PostgreSQL, which can be cut.
type wire struct {
	listener net.Listener
	network  string
	address  string
	running  sync.WaitGroup
	mute     atomic.Bool // answers to COMMIT are lost, and the line with them
	stall    atomic.Bool // answers to COMMIT do not come while the client waits

	mu    sync.Mutex
	cut   bool                  // guarded by mu
	conns map[net.Conn]struct{} // guarded by mu
}

// newWire returns a wire to the server of a data source name, and the name through it.
func newWire(t *testing.T, dsn string) (w *wire, through string) {
	t.Helper()
	config, err := pgx.ParseConfig(dsn)
	check(t, err)
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	check(t, err)
	w = &wire{listener: listener, network: "tcp", address: net.JoinHostPort(config.Host, strconv.Itoa(int(config.Port))), conns: map[net.Conn]struct{}{}}
	if strings.HasPrefix(config.Host, "/") {
		w.network, w.address = "unix", filepath.Join(config.Host, fmt.Sprint(".s.PGSQL.", config.Port))
	}
	w.running.Go(w.serve)
	t.Cleanup(func() {
		_ = listener.Close()
		w.set(true)
		w.running.Wait()
	})
	name, err := url.Parse(dsn)
	check(t, err)
	name.Host = listener.Addr().String()
	query := name.Query()
	query.Del("host")
	name.RawQuery = query.Encode()
	return w, name.String()
}

func (w *wire) serve() {
	for {
		conn, err := w.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial(w.network, w.address)
		if err != nil {
			_ = conn.Close()
			continue
		}
		w.mu.Lock()
		if w.cut {
			_, _ = conn.Close(), server.Close()
		} else {
			w.conns[conn], w.conns[server] = struct{}{}, struct{}{}
		}
		w.mu.Unlock()
		deaf, stalled := &atomic.Bool{}, &atomic.Bool{}
		left := make(chan struct{}) // closed when the client has gone
		end := func() { _, _ = conn.Close(), server.Close() }
		w.running.Go(func() {
			defer end()
			defer close(left)
			w.carry(server, conn, func(sent []byte) {
				if bytes.Contains(bytes.ToLower(sent), []byte("commit")) {
					deaf.Store(w.mute.Load())
					stalled.Store(w.stall.Load())
				}
			}, func() bool { return false })
		})
		w.running.Go(func() {
			defer end()
			w.carry(conn, server, func([]byte) {}, func() bool {
				if stalled.Load() {
					<-left
					return true
				}
				return deaf.Load()
			})
		})
	}
}

// carry copies until either end is closed, or what came is to be lost.
func (w *wire) carry(to io.Writer, from io.Reader, look func([]byte), lost func() bool) {
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			look(buffer[:n])
			if lost() {
				return
			}
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// set cuts the wire or mends it.
func (w *wire) set(cut bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut = cut
	for conn := range w.conns {
		if cut {
			_ = conn.Close()
		}
	}
	clear(w.conns)
}

// TestTheDatabaseIsGoneInMidVote cuts the line to PostgreSQL while people vote: before the ballots are written, and between their
// commit and its answer. Whoever is told that it counts is counted; whoever is told that it was not written asks again, by the
// same command, and is counted once.
func TestTheDatabaseIsGoneInMidVote(t *testing.T) {
	wire, through := newWire(t, demotest.Seed.PostgresDSN(t))
	db, err := store.Connect(through, "")
	check(t, err)
	t.Cleanup(func() { _ = db.Close() })
	f := conducttest.New(t, db, plan.StateLive)
	chair := f.Enter(t, identity.Chair, plantest.Province)
	const voters = 8
	people := append(delegates(t, f, voters-1), chair)
	do(t, f, chair, conduct.Command{Verb: conduct.PrepareMotion, Motion: &conduct.MotionDraft{Question: "Thông qua?"}})
	motion := part[[]conduct.MotionView](t, view(t, f.Conductor, f, chair), conduct.PartMotions)[0].ID
	do(t, f, chair, conduct.Command{Verb: conduct.OpenMotion, Target: motion})
	told := map[string]bool{} // that it counts
	vote := func(by directory.By) error {
		_, err := f.Conductor.Do(t.Context(), by, f.Meeting.ID, conduct.Command{ID: "vote-" + by.Viewer.AccountID, Verb: conduct.Vote, Target: motion, Choice: conduct.For})
		told[by.Viewer.AccountID] = told[by.Viewer.AccountID] || err == nil
		return err
	}
	seen := func() (cast int) {
		return part[[]conduct.MotionView](t, view(t, f.Conductor, f, chair), conduct.PartMotions)[0].Cast
	}
	check(t, vote(people[0]))

	wire.set(true)
	for _, by := range people[1:4] {
		wants(t, vote(by), fault.Unavailable, "conduct.not_written")
	}
	if _, err := f.Conductor.Look(t.Context(), chair, f.Meeting.ID); err == nil {
		t.Error("a view without a database")
	}
	wire.set(false)
	if n := seen(); n != 1 {
		t.Fatalf("%d ballots, one was written", n)
	}

	wire.mute.Store(true)
	wants(t, vote(people[4]), fault.Unavailable, "conduct.not_written")
	wire.mute.Store(false)
	if n := seen(); n != 2 {
		t.Fatalf("%d ballots: the answer was lost, the ballot was not", n)
	}
	for range 2 {
		for _, by := range people {
			check(t, vote(by))
		}
	}
	if n := seen(); n != voters || len(told) != voters {
		t.Fatalf("%d ballots of %d", n, voters)
	}
	do(t, f, chair, conduct.Command{Verb: conduct.CloseMotion, Target: motion})
	if result := part[[]conduct.MotionView](t, view(t, f.Conductor, f, chair), conduct.PartMotions)[0].Result; result.For != voters || result.Cast != voters {
		t.Fatalf("%+v", result)
	}
	if _, broken, err := f.Log.Verify(t.Context(), f.Meeting.ID); err != nil || broken != 0 {
		t.Fatalf("the log is broken at %d, %v", broken, err)
	}
}

// TestADatabaseThatHangsInMidVote leaves a commit without its answer while the line stands. Nobody waits for ever, whoever has
// waited is not told that it counts, and who asks again by the same command is counted once.
func TestADatabaseThatHangsInMidVote(t *testing.T) {
	wire, through := newWire(t, demotest.Seed.PostgresDSN(t))
	db, err := store.Connect(through, "")
	check(t, err)
	t.Cleanup(func() { _ = db.Close() })
	f := conducttest.New(t, db, plan.StateLive)
	chair := f.Enter(t, identity.Chair, plantest.Province)
	voter := delegates(t, f, 1)[0]
	do(t, f, chair, conduct.Command{Verb: conduct.PrepareMotion, Motion: &conduct.MotionDraft{Question: "Thông qua?"}})
	motion := part[[]conduct.MotionView](t, view(t, f.Conductor, f, chair), conduct.PartMotions)[0].ID
	do(t, f, chair, conduct.Command{Verb: conduct.OpenMotion, Target: motion})
	vote := func() error {
		_, err := f.Conductor.Do(t.Context(), voter, f.Meeting.ID, conduct.Command{ID: "vote", Verb: conduct.Vote, Target: motion, Choice: conduct.For})
		return err
	}

	f.Conductor.SetPatience(300 * time.Millisecond)
	wire.stall.Store(true)
	wants(t, vote(), fault.Unavailable, "conduct.not_written")
	wire.stall.Store(false)
	f.Conductor.SetPatience(time.Minute)
	for range 2 {
		check(t, vote())
	}
	do(t, f, chair, conduct.Command{Verb: conduct.CloseMotion, Target: motion})
	if result := part[[]conduct.MotionView](t, view(t, f.Conductor, f, chair), conduct.PartMotions)[0].Result; result.For != 1 || result.Cast != 1 {
		t.Fatalf("%+v", result)
	}
	if _, broken, err := f.Log.Verify(t.Context(), f.Meeting.ID); err != nil || broken != 0 {
		t.Fatalf("the log is broken at %d, %v", broken, err)
	}
}

// TestAClosedStoreTellsSo closes SQLite under a running vote.
func TestAClosedStoreTellsSo(t *testing.T) {
	db, err := store.Connect(demotest.Seed.SQLiteDSN(t), "")
	check(t, err)
	f := conducttest.New(t, db, plan.StateLive)
	commune := f.Enter(t, identity.Delegate, plantest.Commune)
	check(t, db.Close())
	wants(t, try(t, f.Conductor, f, commune, conduct.Command{Verb: conduct.AskFloor}), fault.Unavailable, "conduct.not_written")
	_, err = f.Conductor.Cast(t.Context(), f.Meeting.ID, "MO_1", []byte("x"), []byte("x"), conduct.For, "")
	wants(t, err, fault.Unavailable, "conduct.not_written")
}
