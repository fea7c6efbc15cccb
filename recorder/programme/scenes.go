// Package programme makes of a recording one file to watch: the stage with the mixed sound, a strip that names who speaks,
// and a shared screen beside them. It works in the background by ffmpeg, one recording at a time.
package programme

import (
	"cmp"
	"slices"
	"strings"

	"giaoban/recorder/manifest"
)

// Times in this package are milliseconds from the recording's start.

const (
	frameMS  = 40  // of the programme: 25 pictures a second
	shortest = 400 // a scene that is shorter belongs to the one before
)

// Shot is a moving picture from one file.
type Shot struct {
	File string
	Skip int64 // how far into the file it begins
}

// Scene is a stretch in which the picture is composed alike.
type Scene struct {
	From, To int64
	Identity string // who is on the stage; "" = nobody
	Name     string
	Main     *Shot // nil: a plate with the name
	Beside   *Shot // of who is on the stage, while a screen is shared
}

// part is a file of a moving picture on the timeline.
type part struct {
	identity string
	screen   bool
	from, to int64
	file     string
}

// Scenes composes the picture of a recording from its start to its end, without a hole. Bounds are those of the programme's
// frames.
func Scenes(m *manifest.Manifest) []Scene {
	length := round(m.EndedAt.Sub(m.StartedAt).Milliseconds())
	parts, names := partsOf(m)
	bounds := []int64{0, length}
	for _, cut := range m.Stage {
		bounds = append(bounds, round(cut.At))
	}
	for i := range parts {
		bounds = append(bounds, round(parts[i].from), round(parts[i].to))
	}
	slices.Sort(bounds)
	bounds = slices.Compact(bounds)
	var scenes []Scene
	for i := 0; i+1 < len(bounds); i++ {
		from, to := bounds[i], bounds[i+1]
		if from < 0 || to > length {
			continue
		}
		scenes = join(scenes, compose(m, parts, names, from, to))
	}
	return scenes
}

func round(ms int64) int64 { return max(0, (ms+frameMS/2)/frameMS*frameMS) }

func partsOf(m *manifest.Manifest) (parts []part, names map[string]string) {
	names = map[string]string{}
	for i := range m.Tracks {
		t := &m.Tracks[i]
		if t.Name != "" {
			names[t.Identity] = t.Name
		}
		if t.Kind != "video" {
			continue
		}
		for _, p := range t.Parts {
			parts = append(parts, part{identity: t.Identity, screen: strings.HasPrefix(t.Source, "screen"), from: p.Start, to: p.Start + p.Length + frameMS, file: p.File})
		}
	}
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(a.from, b.from) })
	return parts, names
}

func compose(m *manifest.Manifest, parts []part, names map[string]string, from, to int64) Scene {
	scene := Scene{From: from, To: to}
	for _, cut := range m.Stage {
		if round(cut.At) <= from {
			scene.Identity = cut.Identity
		}
	}
	var camera, screen *Shot
	for i := range parts {
		p := &parts[i]
		if round(p.from) > from || round(p.to) <= from {
			continue
		}
		shot := &Shot{File: p.file, Skip: max(0, from-p.from)}
		switch {
		case p.screen:
			screen = shot // the last to begin
		case p.identity == scene.Identity:
			camera = shot
		}
	}
	scene.Name = names[scene.Identity]
	scene.Main = camera
	if screen != nil {
		scene.Main, scene.Beside = screen, camera
	}
	return scene
}

// join appends a scene, or lengthens the one before when it goes on, or when the new one is too short to be seen.
func join(scenes []Scene, next Scene) []Scene {
	if len(scenes) == 0 {
		return append(scenes, next)
	}
	last := &scenes[len(scenes)-1]
	same := last.Identity == next.Identity && goesOn(last, last.Main, next.Main) && goesOn(last, last.Beside, next.Beside)
	if same || next.To-next.From < shortest && next.Main == nil {
		last.To = next.To
		return scenes
	}
	return append(scenes, next)
}

func goesOn(last *Scene, before, after *Shot) bool {
	if before == nil || after == nil {
		return before == after
	}
	// Rounding moves a scene's start within a frame.
	off := after.Skip - before.Skip - (last.To - last.From)
	return before.File == after.File && off >= -frameMS && off <= frameMS
}

// Voice is a file of sound on the timeline.
type Voice struct {
	File string
	From int64
}

// Voices returns all sound of a recording.
func Voices(m *manifest.Manifest) []Voice {
	var voices []Voice
	for i := range m.Tracks {
		if m.Tracks[i].Kind != "audio" {
			continue
		}
		for _, p := range m.Tracks[i].Parts {
			voices = append(voices, Voice{File: p.File, From: p.Start})
		}
	}
	slices.SortStableFunc(voices, func(a, b Voice) int { return cmp.Compare(a.From, b.From) })
	return voices
}
