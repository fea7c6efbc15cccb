package transport

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func candidateJSON(line string) string { return fmt.Sprintf(`{"candidate":%q,"sdpMid":"0"}`, line) }

func TestCandidateGarbage(t *testing.T) {
	e := newTestEngine(t, Config{TCPPort: -1})
	p, err := e.NewPeer(PeerConfig{Role: Publisher, Handler: newEvents()})
	if err != nil {
		t.Fatal(err)
	}
	good := candidateJSON("candidate:1 1 udp 2130706431 127.0.0.1 50000 typ host")
	for range 2 { // once before the description, once after
		for name, tc := range map[string]struct {
			text string
			bad  bool
		}{
			"good":             {good, false},
			"without prefix":   {candidateJSON("1 1 udp 2130706431 127.0.0.1 50000 typ host"), false},
			"end":              {`{"candidate":""}`, false},
			"nothing":          {"", false},
			"null fields":      {`{"candidate":"","sdpMid":null,"sdpMLineIndex":null,"usernameFragment":null}`, false},
			"not JSON":         {"candidate:1", true},
			"wrong types":      {`{"candidate":7}`, true},
			"huge":             {candidateJSON(strings.Repeat("x", 5000)), true},
			"mDNS":             {candidateJSON("1 1 udp 1 7f0e.local 50000 typ host"), false},
			"a name":           {candidateJSON("1 1 udp 1 internal.example 22 typ host"), false},
			"words":            {candidateJSON("a b c d e f g h"), false},
			"unknown protocol": {candidateJSON("1 1 sctp 1 127.0.0.1 5 typ host"), false},
			"multicast":        {candidateJSON("1 1 udp 1 224.0.0.1 5 typ host"), false},
			"zone":             {candidateJSON("1 1 udp 1 fe80::1%eth0 5 typ host"), false},
			"active TCP":       {candidateJSON("1 1 tcp 1 127.0.0.1 9 typ host tcptype active"), false},
			"other ufrag":      {`{"candidate":"1 1 udp 1 127.0.0.1 5 typ host","usernameFragment":"gone"}`, false},
			"bad port":         {candidateJSON("1 1 udp 1 127.0.0.1 99999 typ host"), false},
		} {
			t.Run(name, func(t *testing.T) {
				err := p.AddCandidate(tc.text)
				if tc.bad && !errors.Is(err, errCandidate) || !tc.bad && p.candidates.ufrag == "" && err != nil {
					t.Errorf("error %v", err)
				}
			})
		}
		if _, err := p.SetOffer(goodOffer); err != nil && p.candidates.ufrag == "" {
			t.Fatal(err)
		}
	}
	for range 10 * maxCandidates {
		if err := p.AddCandidate(good); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.AddCandidate(`{"candidate":"1 1 udp 1 127.0.0.1 5 typ host","usernameFragment":"next"}`); err != nil {
		t.Error(err)
	}
	if n := len(p.candidates.early); n == 0 || n > maxCandidates {
		t.Errorf("%d candidates wait for another description", n)
	}
}

func TestReadCandidate(t *testing.T) {
	for name, tc := range map[string]struct {
		line, want string
		ok         bool
	}{
		"udp":         {"1 1 UDP 2130706431 10.0.0.1 50000 typ host", "false 10.0.0.1 ", true},
		"tcp":         {"1 1 tcp 1 fd00::1 9 typ host tcptype active", "true fd00::1 ", true},
		"ufrag":       {"1 1 udp 1 10.0.0.1 5 typ srflx raddr 0.0.0.0 rport 0 generation 0 ufrag abcd network-id 1", "false 10.0.0.1 abcd", true},
		"mapped IPv4": {"1 1 udp 1 ::ffff:10.0.0.1 5 typ host", "false 10.0.0.1 ", true},
		"no type":     {"1 1 udp 1 10.0.0.1 5 host", "", false},
		"mDNS":        {"1 1 udp 1 a.local 5 typ host", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			c, ok := readCandidate(tc.line)
			if ok != tc.ok || ok && fmt.Sprintf("%v %v %v", c.tcp, c.addr, c.ufrag) != tc.want {
				t.Errorf("%+v %v", c, ok)
			}
		})
	}
}

func FuzzCandidate(f *testing.F) {
	f.Add(candidateJSON("candidate:1 1 udp 2130706431 127.0.0.1 50000 typ host"))
	f.Add(candidateJSON("1 1 tcp 1 fd00::1 9 typ host tcptype active ufrag x"))
	f.Add(`{"candidate":"","sdpMLineIndex":-1}`)
	e, err := NewEngine(Config{Addresses: loopback4, Loopback: true, TCPPort: -1}, nil)
	if err != nil {
		f.Fatal(err)
	}
	p, err := e.NewPeer(PeerConfig{Role: Publisher, Handler: newEvents()})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = e.Close() })
	if _, err := p.SetOffer(goodOffer); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(_ *testing.T, text string) {
		p.candidates.applied = 0
		_ = p.AddCandidate(text)
	})
}

// FuzzOffer looks for descriptions that pass the checks and break what follows.
func FuzzOffer(f *testing.F) {
	f.Add(goodOffer)
	for _, offer := range refusedOffers() {
		if len(offer) < 20000 {
			f.Add(offer)
		}
	}
	e, err := NewEngine(Config{Addresses: loopback4, Loopback: true, TCPPort: -1}, nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = e.Close() })
	f.Fuzz(func(t *testing.T, offer string) {
		p, err := e.NewPeer(PeerConfig{Role: Single, Handler: newEvents()})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = p.Close() }()
		sections, err := p.SetOffer(offer)
		var refused *SDPError
		if errors.As(err, &refused) {
			return
		}
		if err != nil {
			t.Fatalf("an offer that passed the checks was not applied: %v\n%q", err, offer)
		}
		var options []SectionOptions
		for _, s := range sections {
			options = append(options, SectionOptions{Mid: s.Mid, RED: true, DTX: true, Stereo: true, AudioNACK: true})
		}
		if _, _, err := p.CreateAnswer(options); err != nil {
			t.Fatalf("no answer to an offer that was applied: %v\n%q", err, offer)
		}
	})
}
