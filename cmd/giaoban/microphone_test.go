package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"slices"
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/webrtc/v4"

	"giaoban/internal/config"
	"giaoban/scheduler/directory/demo"
	"giaoban/signaling/testclient"
)

// somebody is a person of the demonstration who is logged in.
type somebody struct {
	t    *testing.T
	url  string
	http *http.Client
}

func (r *running) as(t *testing.T, username string) *somebody {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	s := &somebody{t, r.url + "/api/v1", &http.Client{Jar: jar, Transport: &http.Transport{}}}
	t.Cleanup(s.http.CloseIdleConnections)
	s.ask(http.MethodPost, "/session", map[string]any{"username": username, "password": demo.Password}, nil)
	return s
}

// ask must succeed.
func (s *somebody) ask(method, path string, body map[string]any, into any) {
	s.t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, bytes.NewReader(data))
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := s.http.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	var answer bytes.Buffer
	if _, err := answer.ReadFrom(response.Body); err != nil {
		s.t.Fatal(err)
	}
	if response.StatusCode >= http.StatusBadRequest {
		s.t.Fatalf("%s %s: %d %s", method, path, response.StatusCode, &answer)
	}
	if into != nil {
		if err := json.Unmarshal(answer.Bytes(), into); err != nil {
			s.t.Fatal(err)
		}
	}
}

// unruly is somebody in a meeting by their own ticket with a client that heeds no page: it sends a camera, by whose packets a
// test tells that time has passed, and whatever else it likes.
type unruly struct {
	*testclient.Client
	t        *testing.T
	identity string
	tracks   int
}

func (s *somebody) join(meeting string) *unruly {
	s.t.Helper()
	var entry struct {
		Ticket *struct{ Token, Identity string }
	}
	s.ask(http.MethodPost, "/meetings/"+meeting+"/join", nil, &entry)
	if entry.Ticket == nil {
		s.t.Fatal("no ticket")
	}
	client, err := testclient.Join(s.t.Context(), testclient.Options{URL: s.url[:len(s.url)-len("/api/v1")], Token: entry.Ticket.Token})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(client.Close)
	u := &unruly{Client: client, t: s.t, identity: entry.Ticket.Identity}
	u.until("the client to be connected", client.Connected)
	return u
}

func (u *unruly) until(what string, done func() bool) {
	u.t.Helper()
	for deadline := time.After(time.Minute); !done(); {
		select {
		case <-deadline:
			u.t.Fatal("still waiting for " + what)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// send announces a track, which may be refused, and sends its media whatever the answer is. It returns the track's sid, "" when
// it was refused.
func (u *unruly) send(mime string, source livekit.TrackSource) (sid string) {
	u.t.Helper()
	u.tracks++
	track, err := testclient.NewSource(mime, fmt.Sprint(u.identity, "-", u.tracks))
	if err != nil {
		u.t.Fatal(err)
	}
	cid := track.ID()
	err = u.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_AddTrack{AddTrack: &livekit.AddTrackRequest{
		Cid: cid, Name: cid, Type: track.Type, Source: source, Width: 320, Height: 180,
	}}})
	if err != nil {
		u.t.Fatal(err)
	}
	u.until("an answer to "+cid, func() bool {
		return slices.ContainsFunc(u.Messages(), func(m *livekit.SignalResponse) bool {
			if published := m.GetTrackPublished(); published.GetCid() == cid {
				sid = published.GetTrack().GetSid()
				return true
			}
			refused := m.GetRequestResponse()
			return refused.GetAddTrack().GetCid() == cid && refused.GetReason() == livekit.RequestResponse_NOT_ALLOWED
		})
	})
	if err := u.AddMedia(track); err != nil {
		u.t.Fatal(err)
	}
	if err := u.Negotiate(); err != nil {
		u.t.Fatal(err)
	}
	u.Start(u.t.Context(), track)
	return sid
}

// ear is who listens to somebody, with the camera of theirs that it sees.
type ear struct {
	*unruly
	to     *unruly
	camera string
}

// seen waits until so many more packets of the camera have come.
func (e *ear) seen(more uint64) {
	e.t.Helper()
	e.until("the camera to be seen", func() bool { return e.Track(e.camera) != nil })
	camera := e.Track(e.camera)
	begin := camera.Packets.Load()
	e.until("packets of the camera", func() bool { return camera.Packets.Load() >= begin+more })
}

// sound is how many packets of sound have come, of all tracks.
func (e *ear) sound() (packets uint64) {
	for _, track := range e.Tracks() {
		if track.Kind == webrtc.RTPCodecTypeAudio {
			packets += track.Packets.Load()
		}
	}
	return packets
}

// hears waits for sound.
func (e *ear) hears(when string) {
	e.t.Helper()
	before := e.sound()
	e.until("sound "+when, func() bool { return e.sound() >= before+10 })
}

// silence is half a second of the camera without any sound beside it, once what was on its way has come.
func (e *ear) silence(when string) {
	e.t.Helper()
	e.seen(10)
	before := e.sound()
	e.seen(25)
	if more := e.sound() - before; more > 0 {
		e.t.Errorf("%s, %d packets of sound were forwarded", when, more)
	}
}

// open waits until the other is seen with a track of sound that is not muted, or without.
func (e *ear) open(want bool) {
	e.t.Helper()
	e.until(fmt.Sprint("sound in the list of tracks: ", want), func() bool {
		return want == slices.ContainsFunc(e.Participant(e.to.identity).GetTracks(), func(track *livekit.TrackInfo) bool {
			return track.GetType() == livekit.TrackType_AUDIO && !track.GetMuted()
		})
	})
}

// forbidden tries all that could carry a voice.
func (e *ear) forbidden(when string) {
	e.t.Helper()
	for _, source := range []livekit.TrackSource{
		livekit.TrackSource_MICROPHONE, livekit.TrackSource_SCREEN_SHARE_AUDIO, livekit.TrackSource_CAMERA, livekit.TrackSource_UNKNOWN,
	} {
		if sid := e.to.send(webrtc.MimeTypeOpus, source); sid != "" {
			e.t.Errorf("%s, a delegate may send sound as %s", when, source)
		}
	}
	e.silence(when)
}

// TestNobodySpeaksUnasked publishes a microphone in a live meeting without the right to, in every way there is, under each of the
// three policies; and with the right for as long as it is given.
func TestNobodySpeaksUnasked(t *testing.T) {
	t.Setenv("PATH", "") // no ffmpeg: no synthetic sites
	server := startServer(t, func(cfg *config.Config) { cfg.Demo.Enabled = true })
	secretary, delegate := server.as(t, "thuky"), server.as(t, "daibieu")
	var live struct{ Items []struct{ ID string } }
	secretary.ask(http.MethodGet, "/meetings?state=live", nil, &live)
	if len(live.Items) != 1 {
		t.Fatalf("%d meetings are live", len(live.Items))
	}
	meeting := live.Items[0].ID
	commands := 0
	conduct := func(verb string, fields map[string]any) {
		t.Helper()
		commands++
		body := map[string]any{"id": fmt.Sprint(commands), "verb": verb}
		for name, value := range fields {
			body[name] = value
		}
		secretary.ask(http.MethodPost, "/meetings/"+meeting+"/conduct/commands", body, nil)
	}
	act := func(action string) {
		t.Helper()
		secretary.ask(http.MethodPost, "/meetings/"+meeting+"/actions", map[string]any{"action": action}, nil)
	}
	turn := func() (id string) {
		t.Helper()
		var state struct {
			Floor struct{ Turns []struct{ ID string } }
		}
		secretary.ask(http.MethodGet, "/meetings/"+meeting+"/conduct", nil, &state)
		return state.Floor.Turns[len(state.Floor.Turns)-1].ID // the latest
	}
	listener, speaker := secretary.join(meeting), delegate.join(meeting)
	e := &ear{unruly: listener, to: speaker, camera: speaker.send(webrtc.MimeTypeVP8, livekit.TrackSource_CAMERA)}
	e.until("the delegate to be in the log", func() bool {
		var state struct{ Presence struct{ People int } }
		secretary.ask(http.MethodGet, "/meetings/"+meeting+"/conduct", nil, &state)
		return state.Presence.People == 2
	})

	// speaks while it may, and not a packet longer.
	speaks := func(when string, take func()) {
		t.Helper()
		if speaker.send(webrtc.MimeTypeOpus, livekit.TrackSource_MICROPHONE) == "" {
			t.Fatalf("%s, a microphone is refused", when)
		}
		e.open(true)
		e.hears(when)
		take()
		e.open(false)
		e.silence("after " + when)
	}
	floor := func(policy string) {
		t.Helper()
		e.forbidden(policy + ", without the floor")
		conduct("floor.give", map[string]any{"target": speaker.identity})
		id := turn()
		speaks(policy+", with the floor", func() { conduct("floor.pause", map[string]any{"target": id}) })
		conduct("floor.resume", map[string]any{"target": id})
		speaks(policy+", with the floor again", func() { conduct("floor.end", map[string]any{"target": id}) })
		e.forbidden(policy + ", after the turn")
	}

	conduct("microphones.policy", map[string]any{"policy": "one"})
	floor("one at a time")
	conduct("floor.give", map[string]any{"target": speaker.identity})
	speaks("one at a time, until another has the floor", func() { conduct("floor.give", map[string]any{"target": listener.identity}) })

	conduct("microphones.policy", map[string]any{"policy": "chair_only"})
	floor("by the chair")
	conduct("microphones.grant", map[string]any{"target": speaker.identity})
	speaks("by the chair, granted", func() { conduct("microphones.revoke", map[string]any{"target": speaker.identity}) })

	conduct("microphones.policy", map[string]any{"policy": "open"})
	speaks("open discussion, until a pause", func() { act("pause") })
	e.forbidden("open discussion, in a pause")
	act("resume")
	e.until("the right to speak to be back", func() bool {
		return slices.Contains(speaker.Self().GetPermission().GetCanPublishSources(), livekit.TrackSource_MICROPHONE)
	})
	speaks("open discussion, until all are muted", func() { conduct("microphones.mute_all", nil) })
}
