package speech_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/blob"
	"giaoban/internal/events"
	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/leaktest"
	"giaoban/recorder"
	"giaoban/recorder/archive"
	"giaoban/recorder/library"
	"giaoban/recorder/programme"
	"giaoban/recorder/speech"
	"giaoban/recorder/subtitles"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

const spoken = "WEBVTT\n\n00:01.000 --> 00:02.000\nKính thưa các đồng chí\n"

type desk struct {
	*plantest.Fixture
	*speech.Maker
	texts        *subtitles.Service
	kept         *library.Store
	entry        *library.Entry
	manager, may string
	ahead        time.Duration
}

func (d *desk) Watch(_ context.Context, by directory.By, recordingID string) (*library.Entry, error) {
	if account := by.Viewer.AccountID; recordingID != d.entry.ID || account != d.manager && account != d.may {
		return nil, fault.New(fault.NotFound, "")
	}
	return d.entry, nil
}

func (d *desk) Manages(_ context.Context, by directory.By, _ *library.Entry) (bool, error) {
	return by.Viewer.AccountID == d.manager, nil
}

func (d *desk) now() time.Time { return d.Fixture.Now().Add(d.ahead) }

// each runs a test with a recording whose sound is taken by a script in ffmpeg's place.
func each(t *testing.T, service speech.Service, test func(t *testing.T, d *desk, secretary, leader directory.By)) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		d := &desk{Fixture: plantest.New(t, db)}
		meeting := d.InState(t, d.Draft(t), plan.StateLive)
		d.entry = &library.Entry{
			ID: "RC_1", MeetingID: meeting.ID, Title: "Giao ban", State: library.Ready, Cameras: recorder.StageCamera, Audience: library.Host, StartedAt: d.now(),
			EndedAt: d.now().Add(time.Minute), Length: time.Minute, Programme: library.Made,
		}
		d.kept = library.New(db, d.Attendance)
		if err := d.kept.Add(t.Context(), db, d.entry); err != nil {
			t.Fatal(err)
		}
		secretary, leader := d.As(t, identity.Secretary, plantest.Province), d.As(t, identity.Leader, plantest.Province)
		d.manager, d.may = secretary.Viewer.AccountID, leader.Viewer.AccountID
		blobs, err := blob.OpenDisk(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		keys, err := archive.OpenKeyring(filepath.Join(t.TempDir(), archive.KeyFile), nil)
		if err != nil {
			t.Fatal(err)
		}
		ffmpeg := filepath.Join(t.TempDir(), "ffmpeg")
		if err := os.WriteFile(ffmpeg, []byte("#!/bin/sh\nfor last; do :; done; printf tieng > \"$last\""), 0o700); err != nil {
			t.Fatal(err)
		}
		log := slog.New(slog.DiscardHandler)
		stored := archive.New(archive.Deps{Library: d.kept, Blobs: blobs, Keys: keys, Dir: t.TempDir(), Now: d.now, Log: log})
		tell := func(events.Event) {}
		d.texts = subtitles.New(subtitles.Deps{DB: db, Recordings: d, Archive: stored, Audit: d.Audit, Publish: tell, Attached: func() {}, Now: d.now, Log: log})
		d.Maker = speech.New(speech.Deps{
			DB: db, Service: service, Languages: []string{"vi", "en"}, Automatic: true, Timeout: time.Minute, Tries: 3, Library: d.kept, Subtitles: d.texts,
			Builder: &programme.Builder{FFmpeg: ffmpeg}, DirOf: stored.DirOf, Borrow: stored.Borrow, Dir: filepath.Join(t.TempDir(), "speech"), Audit: d.Audit,
			Publish: tell, Now: d.now, Log: log,
		})
		test(t, d, secretary, leader)
	})
}

func want(t *testing.T, err error, code fault.Code, reason string) {
	t.Helper()
	if !fault.Is(err, code) || reason != "" && fault.Reason(err) != reason {
		t.Errorf("error %v, want %s %s", err, code, reason)
	}
}

// work does what waits and returns the job in Vietnamese.
func (d *desk) work(t *testing.T, by directory.By) speech.Job {
	t.Helper()
	if err := d.Work(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d.job(t, by)
}

func (d *desk) job(t *testing.T, by directory.By) speech.Job {
	t.Helper()
	jobs, err := d.Jobs(t.Context(), by, "RC_1")
	if err != nil || len(jobs) == 0 {
		t.Fatalf("%+v, %v", jobs, err)
	}
	return jobs[len(jobs)-1]
}

// server is a speech service: it answers what it is told to and keeps what it got.
func server(t *testing.T, answer func(w http.ResponseWriter, r *http.Request)) speech.Service {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(answer))
	t.Cleanup(s.Close)
	service, err := speech.NewHTTP(s.URL+"/inference", "secret", "", map[string]string{"model": "large"})
	if err != nil {
		t.Fatal(err)
	}
	return service
}

func TestAServerMakesSubtitles(t *testing.T) {
	var got atomic.Pointer[string]
	service := server(t, func(w http.ResponseWriter, r *http.Request) {
		file, _, err := r.FormFile("file")
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		sound, _ := io.ReadAll(file)
		text, _ := json.Marshal([]string{r.Method, r.URL.Path, r.Header.Get("Authorization"), r.FormValue("language"), r.FormValue("response_format"), r.FormValue("model"), string(sound)})
		told := string(text)
		got.Store(&told)
		_, _ = io.WriteString(w, spoken)
	})
	each(t, service, func(t *testing.T, d *desk, secretary, leader directory.By) {
		ctx := t.Context()
		want(t, d.Ask(ctx, leader, "RC_1", "vi"), fault.Forbidden, "")
		want(t, d.Ask(ctx, secretary, "RC_1", "fr"), fault.Invalid, "subtitles.language")
		if err := d.Ask(ctx, secretary, "RC_1", "vi"); err != nil {
			t.Fatal(err)
		}
		want(t, d.Ask(ctx, secretary, "RC_1", "vi"), fault.Conflict, "speech.asked")
		if job := d.work(t, secretary); job.State != speech.Ready || job.Tries != 1 || job.Progress != 100 {
			t.Errorf("%+v", job)
		}
		if told := got.Load(); told == nil || *told != `["POST","/inference","Bearer secret","vi","vtt","large","tieng"]` {
			t.Errorf("it got %v", told)
		}
		made, cues, err := d.texts.Cues(ctx, leader, "RC_1", "vi")
		if err != nil || !made.Machine || made.By != secretary.Actor.ID || cues[0].Text != "Kính thưa các đồng chí" {
			t.Errorf("%+v, %+v, %v", made, cues, err)
		}
		if left, err := os.ReadDir(d.Dir); err != nil || len(left) != 0 {
			t.Errorf("sound is left: %v, %v", left, err)
		}
		if err := d.Ask(ctx, secretary, "RC_1", "vi"); err != nil { // again
			t.Error(err)
		}
	})
}

func TestAServerThatFailsIsTriedAgain(t *testing.T) {
	answers := []func(w http.ResponseWriter){
		func(w http.ResponseWriter) { http.Error(w, "loading", http.StatusServiceUnavailable) },
		func(w http.ResponseWriter) { _, _ = io.WriteString(w, "WEBVTT\n\n00:01,000 --> 00:02.000\nA") },
		func(w http.ResponseWriter) { _, _ = io.WriteString(w, spoken) },
	}
	var asked atomic.Int64
	service := server(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		answers[(asked.Add(1)-1)%3](w)
	})
	each(t, service, func(t *testing.T, d *desk, secretary, _ directory.By) {
		if err := d.Ask(t.Context(), secretary, "RC_1", "vi"); err != nil {
			t.Fatal(err)
		}
		job := d.work(t, secretary)
		if job.State != speech.Waiting || job.Reason != speech.Busy || !strings.Contains(job.Detail, "loading") || !job.Next.After(d.now()) {
			t.Errorf("%+v", job)
		}
		if again := d.work(t, secretary); again.Tries != 1 {
			t.Errorf("tried before its time: %+v", again)
		}
		d.ahead += 2 * time.Minute
		if job = d.work(t, secretary); job.State != speech.Waiting || job.Reason != speech.BadAnswer || !strings.HasPrefix(job.Detail, "3: time") {
			t.Errorf("%+v", job)
		}
		d.ahead += 10 * time.Minute
		if job = d.work(t, secretary); job.State != speech.Ready || job.Tries != 3 || job.Reason != "" {
			t.Errorf("%+v", job)
		}
	})
}

func TestWhatIsOfNoUseIsNotTriedAgain(t *testing.T) {
	service := server(t, func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("language") == "en" {
			http.Redirect(w, r, "http://192.0.2.1/", http.StatusTemporaryRedirect)
			return
		}
		http.Error(w, "no such model", http.StatusBadRequest)
	})
	each(t, service, func(t *testing.T, d *desk, secretary, _ directory.By) {
		for _, language := range []string{"vi", "en"} {
			if err := d.Ask(t.Context(), secretary, "RC_1", language); err != nil {
				t.Fatal(err)
			}
		}
		d.work(t, secretary)
		jobs, err := d.Jobs(t.Context(), secretary, "RC_1")
		if err != nil || len(jobs) != 2 {
			t.Fatal(jobs, err)
		}
		for _, job := range jobs {
			if job.State != speech.Failed || job.Reason != speech.Refused || job.Tries != 1 {
				t.Errorf("%+v", job)
			}
		}
	})
}

func TestAServerThatIsNotThereIsGivenUp(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	service, err := speech.NewHTTP(gone.URL, "", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	each(t, service, func(t *testing.T, d *desk, secretary, _ directory.By) {
		if err := d.Ask(t.Context(), secretary, "RC_1", "vi"); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			d.work(t, secretary)
			d.ahead += 2 * time.Hour
		}
		if job := d.job(t, secretary); job.State != speech.Failed || job.Reason != speech.Unreachable || job.Tries != 3 {
			t.Errorf("%+v", job)
		}
	})
}

func TestAServerThatHangsIsCutOff(t *testing.T) {
	hang := make(chan struct{})
	service := server(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		select {
		case <-hang:
		case <-r.Context().Done():
		}
	})
	defer close(hang)
	each(t, service, func(t *testing.T, d *desk, secretary, _ directory.By) {
		d.Timeout = 50 * time.Millisecond
		if err := d.Ask(t.Context(), secretary, "RC_1", "vi"); err != nil {
			t.Fatal(err)
		}
		if job := d.work(t, secretary); job.State != speech.Waiting || job.Reason != speech.Slow {
			t.Errorf("%+v", job)
		}
	})
}

func TestARecordingIsHandedOverWhenItsSoundIsThere(t *testing.T) {
	service := server(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, spoken)
	})
	each(t, service, func(t *testing.T, d *desk, secretary, leader directory.By) {
		ctx := t.Context()
		programmeIs := func(state library.Programme) {
			t.Helper()
			_, err := d.kept.Change(ctx, "RC_1", func(_ context.Context, _ bun.Tx, e *library.Entry) error {
				e.Programme = state
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		programmeIs(library.Waiting)
		if _, err := d.texts.Attach(ctx, secretary, "RC_1", "vi", []byte(spoken)); err != nil { // by hand: it stays
			t.Fatal(err)
		}
		d.Ended("RC_1")
		d.Ended("RC_1") // once more, as after a restart
		if job := d.work(t, secretary); job.State != speech.Waiting {
			t.Errorf("before there is sound: %+v", job)
		}
		programmeIs(library.Made)
		if job := d.work(t, secretary); job.State != speech.Ready || job.Reason != speech.Kept {
			t.Errorf("%+v", job)
		}
		all, err := d.texts.List(ctx, leader, "RC_1")
		if err != nil || len(all) != 2 || !all[0].Machine || all[1].Machine {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

func TestAProgramMakesSubtitles(t *testing.T) {
	script := filepath.Join(t.TempDir(), "speech")
	text := "#!/bin/sh\n[ \"$(cat \"$1\")\" = tieng ] && [ \"$GIAOBAN_SOUND\" = \"$1\" ] && [ \"$GIAOBAN_LANGUAGE\" = \"$2\" ] || { echo progress=5 >&2; echo no model >&2; exit 1; }\n" +
		"echo progress=50 >&2\nprintf 'WEBVTT\\n\\n00:01.000 --> 00:02.000\\nXin chào\\n'\n"
	if err := os.WriteFile(script, []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
	each(t, &speech.Command{Words: []string{script, "{sound}", "{language}"}}, func(t *testing.T, d *desk, secretary, leader directory.By) {
		if err := d.Ask(t.Context(), secretary, "RC_1", "vi"); err != nil {
			t.Fatal(err)
		}
		if job := d.work(t, secretary); job.State != speech.Ready {
			t.Errorf("%+v", job)
		}
		if _, cues, err := d.texts.Cues(t.Context(), leader, "RC_1", "vi"); err != nil || cues[0].Text != "Xin chào" {
			t.Errorf("%+v, %v", cues, err)
		}
	})
	sound := filepath.Join(t.TempDir(), "sound.m4a")
	if err := os.WriteFile(sound, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	told := 0
	_, err := (&speech.Command{Words: []string{script, sound, "vi"}}).Make(t.Context(), sound, "vi", func(percent int) { told = percent })
	var failure *speech.Failure
	if !errors.As(err, &failure) || failure.Reason != speech.BadCommand || failure.Detail != "no model" || failure.Final || told != 5 {
		t.Errorf("%v, told %d", err, told)
	}
	_, err = (&speech.Command{Words: []string{"/nonexistent"}}).Make(t.Context(), sound, "vi", func(int) {})
	if !errors.As(err, &failure) || !failure.Final {
		t.Errorf("what is not there: %v", err)
	}
}

func TestAProgramThatHangsEndsWithAllThatItHasStarted(t *testing.T) {
	pid := filepath.Join(t.TempDir(), "pid")
	script := "sleep 1000 & echo $! > " + pid + "; wait"
	each(t, &speech.Command{Words: []string{"/bin/sh", "-c", script}}, func(t *testing.T, d *desk, secretary, _ directory.By) {
		if err := d.Ask(t.Context(), secretary, "RC_1", "vi"); err != nil {
			t.Fatal(err)
		}
		var child []byte
		// A slow machine may not have started it within the first.
		for _, d.Timeout = range []time.Duration{300 * time.Millisecond, 3 * time.Second, 30 * time.Second} {
			if job := d.work(t, secretary); job.Reason != speech.Slow {
				t.Errorf("%+v", job)
			}
			if child, _ = os.ReadFile(pid); len(child) > 0 {
				break
			}
			d.ahead += 2 * time.Hour
		}
		if len(child) == 0 {
			t.Fatal("it was not started")
		}
		lives := func() (string, bool) {
			state, err := os.ReadFile("/proc/" + strings.TrimSpace(string(child)) + "/stat")
			return string(state), err == nil && !strings.Contains(string(state), ") Z ")
		}
		for deadline := time.Now().Add(time.Minute); ; <-time.After(time.Millisecond) {
			state, is := lives()
			if !is {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("its child lives: %s", state)
			}
		}
	})
}

func TestWhatIsForgottenIsNotDone(t *testing.T) {
	begun := make(chan struct{}, 2)
	service := server(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		begun <- struct{}{}
		<-r.Context().Done()
	})
	each(t, service, func(t *testing.T, d *desk, secretary, leader directory.By) {
		ctx := t.Context()
		if err := d.Ask(ctx, secretary, "RC_1", "vi"); err != nil {
			t.Fatal(err)
		}
		d.Start()
		defer d.Close()
		<-begun
		want(t, d.Forget(ctx, leader, "RC_1", "vi"), fault.Forbidden, "")
		if err := d.Forget(ctx, secretary, "RC_1", "vi"); err != nil {
			t.Fatal(err)
		}
		if jobs, err := d.Jobs(ctx, secretary, "RC_1"); err != nil || len(jobs) != 0 {
			t.Errorf("%+v, %v", jobs, err)
		}
		want(t, d.Forget(ctx, secretary, "RC_1", "vi"), fault.NotFound, "")
		// The server stops in the middle of the next one: it is begun anew.
		if err := d.Ask(ctx, secretary, "RC_1", "vi"); err != nil {
			t.Fatal(err)
		}
		<-begun
		d.Close()
		if job := d.job(t, secretary); job.State != speech.Waiting || job.Tries != 0 {
			t.Errorf("%+v", job)
		}
	})
}

func TestWithoutAServiceNothingCanBeAskedFor(t *testing.T) {
	each(t, nil, func(t *testing.T, d *desk, secretary, _ directory.By) {
		want(t, d.Ask(t.Context(), secretary, "RC_1", "vi"), fault.Conflict, "speech.none")
		d.Ended("RC_1")
		d.Start()
		d.Close()
		if jobs, err := d.Jobs(t.Context(), secretary, "RC_1"); err != nil || len(jobs) != 0 {
			t.Errorf("%+v, %v", jobs, err)
		}
	})
}
