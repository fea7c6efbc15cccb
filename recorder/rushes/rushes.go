// Package rushes tells where in the files of its tracks a stretch of a recording is: a browser plays it from them, each
// fragment by its bytes, before there is a programme. Nothing is decoded and nothing is copied.
package rushes

import (
	"cmp"
	"container/list"
	"errors"
	"io"
	"io/fs"
	"slices"
	"sync"
	"time"

	"giaoban/internal/fault"
	"giaoban/recorder/container"
	"giaoban/recorder/manifest"
	"giaoban/recorder/programme"
	"giaoban/sfu/codec"
)

// File is an opened file of a recording.
type File interface {
	io.ReaderAt
	io.Closer
}

// Rushes are what is needed to play a stretch of a recording from its tracks. Times are milliseconds from its start.
type Rushes struct {
	From   int64         `json:"fromMs"`
	To     int64         `json:"toMs"`
	Scenes []RushesScene `json:"scenes" nullable:"false" doc:"What the picture is composed of, without a hole."`
	Files  []RushesFile  `json:"files" nullable:"false" doc:"The moving pictures that the scenes name, and the sound of those who can be heard."`
	Quiet  int           `json:"quiet" doc:"Tracks of sound that run in the stretch without being heard, or less than the others: they are left out."`
	// Silences are by the size of what is written: a second or so exactly.
	Silences []RushesSilence `json:"silences" nullable:"false" doc:"In which nobody is heard; one that goes on in the next stretch is told there too."`
}

// RushesSilence is a time in which nobody is heard.
type RushesSilence struct {
	From int64 `json:"fromMs"`
	To   int64 `json:"toMs"`
}

// RushesScene is a stretch in which the picture is composed alike.
type RushesScene struct {
	From   int64  `json:"fromMs"`
	To     int64  `json:"toMs"`
	Name   string `json:"name,omitempty" doc:"Of who is on the stage."`
	Main   string `json:"main,omitempty" doc:"The file that is large; none: a plate with the name."`
	Beside string `json:"beside,omitempty" doc:"The file beside it: who is on the stage while a screen is shared."`
}

// RushesFile is a file of a track.
type RushesFile struct {
	File   string        `json:"file" doc:"As in the manifest."`
	Kind   string        `json:"kind" enum:"audio,video"`
	MIME   string        `json:"mime" doc:"With its codec, as browsers are asked for it." example:"video/webm; codecs=\"vp8\""`
	Start  int64         `json:"startMs" doc:"Where in the recording the file begins."`
	Header int64         `json:"headerBytes" doc:"What is before the first piece: it sets a decoder up."`
	Pieces []RushesPiece `json:"pieces" nullable:"false" doc:"Of the stretch, and of pictures those from the last key frame before it on."`
}

// RushesPiece is a run of bytes that can be decoded behind the header, a second or so.
type RushesPiece struct {
	At     int64 `json:"atMs" doc:"From the recording's start."`
	End    int64 `json:"endMs"`
	Offset int64 `json:"offset"`
	Bytes  int64 `json:"bytes"`
	Key    bool  `json:"key,omitempty" doc:"Decoding can begin here."`
}

const (
	// most is how many voices one can follow, and a browser can decode at once.
	most = 16
	// audible is how many bytes a second of Opus has when somebody speaks; silence has a fraction of it, with or without
	// discontinuous transmission.
	audible = 1000
	// kept is how many recordings are remembered: those that are being watched just now.
	kept = 8
)

// Finder finds rushes and remembers what it has read. The zero Finder is ready; it is safe for concurrent use.
type Finder struct {
	mu     sync.Mutex
	known  map[string]*list.Element // guarded by mu; of *recording
	recent list.List                // guarded by mu; the latest first
}

// recording is what is known of one.
type recording struct {
	id       string
	mu       sync.Mutex
	manifest *manifest.Manifest  // guarded by mu
	scenes   []programme.Scene   // guarded by mu
	files    map[string]*scanned // guarded by mu
}

// scanned is a file as far as it was read.
type scanned struct {
	header    int64
	parameter string
	pieces    []container.Piece
	end       bool
}

// Source gives what belongs to one recording.
type Source struct {
	ID       string
	Manifest func() (*manifest.Manifest, error)
	Open     func(file string) (File, error)
}

// Find returns the rushes of [from, to). Errors: those of the source.
func (f *Finder) Find(source Source, from, to time.Duration) (*Rushes, error) {
	r := f.of(source.ID)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.manifest == nil {
		m, err := source.Manifest()
		if err != nil {
			return nil, err
		}
		r.manifest, r.scenes = m, programme.Scenes(m)
	}
	found := &Rushes{From: from.Milliseconds(), To: to.Milliseconds(), Scenes: []RushesScene{}, Files: []RushesFile{}, Silences: []RushesSilence{}}
	wanted := map[string]bool{}
	for i := range r.scenes {
		scene := &r.scenes[i]
		if scene.To <= found.From || scene.From >= found.To {
			continue
		}
		told := RushesScene{From: scene.From, To: scene.To, Name: scene.Name}
		if scene.Main != nil {
			told.Main, wanted[scene.Main.File] = scene.Main.File, true
		}
		if scene.Beside != nil {
			told.Beside, wanted[scene.Beside.File] = scene.Beside.File, true
		}
		found.Scenes = append(found.Scenes, told)
	}
	return found, r.collect(source, found, wanted)
}

// of returns what is known of a recording; the one that nobody has asked for longest is forgotten.
func (f *Finder) of(id string) *recording {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.known == nil {
		f.known = map[string]*list.Element{}
	}
	if at := f.known[id]; at != nil {
		f.recent.MoveToFront(at)
		return at.Value.(*recording)
	}
	r := &recording{id: id, files: map[string]*scanned{}}
	f.known[id] = f.recent.PushFront(r)
	if f.recent.Len() > kept {
		delete(f.known, f.recent.Remove(f.recent.Back()).(*recording).id)
	}
	return r
}

// Forget forgets a recording whose files have changed or gone.
func (f *Finder) Forget(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if at := f.known[id]; at != nil {
		f.recent.Remove(at)
		delete(f.known, id)
	}
}

// collect adds the files of a stretch. r.mu is held.
func (r *recording) collect(source Source, found *Rushes, wanted map[string]bool) error {
	var voices []voice
	var heard []RushesSilence
	for i := range r.manifest.Tracks {
		track := &r.manifest.Tracks[i]
		for j := range track.Parts {
			part := &track.Parts[j]
			video := track.Kind == "video"
			if video && !wanted[part.File] || part.Start >= found.To || part.Start+part.Length < found.From-longest.Milliseconds() {
				continue
			}
			file, loud, err := r.file(source, track, part, found, &heard)
			if errors.Is(err, fs.ErrNotExist) || fault.Is(err, fault.NotFound) || errors.Is(err, container.ErrDamaged) {
				continue // what is left is played
			}
			if err != nil {
				return err
			}
			switch {
			case video:
				found.Files = append(found.Files, *file)
			case loud == 0:
				found.Quiet++
			default:
				voices = append(voices, voice{*file, loud})
			}
		}
	}
	found.Silences = between(heard, found.From, found.To)
	slices.SortStableFunc(voices, func(a, b voice) int { return cmp.Compare(b.loud, a.loud) })
	if len(voices) > most {
		found.Quiet += len(voices) - most
		voices = voices[:most]
	}
	for i := range voices {
		found.Files = append(found.Files, voices[i].RushesFile)
	}
	return nil
}

type voice struct {
	RushesFile
	loud int64 // bytes
}

const (
	longest = 2 * time.Second // a fragment is
	// furthest is how far back a key frame is looked for: a camera that is never asked for one sends one each 100 seconds.
	furthest = 2 * time.Minute
)

// file tells the pieces of a part in the stretch, and how many bytes of it are of somebody who can be heard.
func (r *recording) file(source Source, track *manifest.Track, part *manifest.Part, found *Rushes, heard *[]RushesSilence) (*RushesFile, int64, error) {
	known, err := r.scan(source, part, track.Kind == "video", time.Duration(found.To-part.Start)*time.Millisecond)
	if err != nil {
		return nil, 0, err
	}
	file := &RushesFile{File: part.File, Kind: track.Kind, MIME: mimeOf(track.Codec, known.parameter), Start: part.Start, Header: known.header, Pieces: []RushesPiece{}}
	var loud int64
	for i := range known.pieces {
		piece := &known.pieces[i]
		end := part.Length + lastFrame
		if i+1 < len(known.pieces) {
			end = known.pieces[i+1].At.Milliseconds()
		}
		told := RushesPiece{At: part.Start + piece.At.Milliseconds(), End: part.Start + end, Offset: piece.Offset, Bytes: piece.Bytes, Key: piece.Key}
		if told.At >= found.To {
			break
		}
		if told.End <= found.From {
			if track.Kind != "video" || told.End <= found.From-furthest.Milliseconds() {
				continue
			}
		} else if length := max(told.End-told.At, 1); piece.Bytes*1000/min(length, longest.Milliseconds()) >= audible {
			loud += piece.Bytes
			if track.Kind != "video" {
				*heard = append(*heard, RushesSilence{told.At, told.End})
			}
		}
		file.Pieces = append(file.Pieces, told)
	}
	// Whoever comes in the middle decodes from the last key frame on, unless the stretch begins with one.
	begin := 0
	for i := 0; i < len(file.Pieces) && file.Pieces[i].At <= found.From; i++ {
		if file.Pieces[i].Key {
			begin = i
		}
	}
	file.Pieces = file.Pieces[begin:]
	return file, loud, nil
}

// between returns what is left of a stretch between the times in which somebody is heard.
func between(heard []RushesSilence, from, to int64) []RushesSilence {
	slices.SortFunc(heard, func(a, b RushesSilence) int { return cmp.Compare(a.From, b.From) })
	left := []RushesSilence{}
	for _, one := range append(heard, RushesSilence{to, to}) {
		if one.From > from {
			left = append(left, RushesSilence{from, min(one.From, to)})
		}
		if from = max(from, one.To); from >= to {
			break
		}
	}
	return left
}

// lastFrame is how long the last frame of a file is taken to be.
const lastFrame = 40

// scan reads on in a file until behind a time. r.mu is held.
func (r *recording) scan(source Source, part *manifest.Part, video bool, until time.Duration) (*scanned, error) {
	known := r.files[part.File]
	if known != nil && (known.end || len(known.pieces) > 0 && known.pieces[len(known.pieces)-1].At >= until) {
		return known, nil
	}
	file, err := source.Open(part.File)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var r2 io.ReaderAt = file
	if !video {
		r2 = &ahead{file: file, size: part.Bytes}
	}
	pieces, err := container.NewPieces(r2, part.Bytes, part.File)
	if err != nil {
		return nil, err
	}
	if known == nil {
		known = &scanned{header: pieces.Header(), parameter: pieces.Parameter()}
		r.files[part.File] = known
	}
	if n := len(known.pieces); n > 0 {
		pieces.From(known.pieces[n-1].Offset + known.pieces[n-1].Bytes)
	}
	for {
		piece, err := pieces.Next()
		if errors.Is(err, io.EOF) {
			known.end = true
			return known, nil
		}
		if err != nil {
			return nil, err
		}
		known.pieces = append(known.pieces, piece)
		if piece.At >= until {
			return known, nil
		}
	}
}

// ahead reads more than it is asked for: the heads of sound are near each other.
type ahead struct {
	file io.ReaderAt
	size int64
	data []byte
	at   int64
}

// ReadAt implements io.ReaderAt.
func (a *ahead) ReadAt(p []byte, at int64) (int, error) {
	if at < a.at || at+int64(len(p)) > a.at+int64(len(a.data)) {
		if cap(a.data) == 0 {
			a.data = make([]byte, 0, 32<<10)
		}
		n, err := a.file.ReadAt(a.data[:cap(a.data)], at)
		if err != nil && !errors.Is(err, io.EOF) {
			return 0, err
		}
		a.at, a.data = at, a.data[:n]
	}
	n := copy(p, a.data[min(at-a.at, int64(len(a.data))):])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// mimeOf names a codec as browsers do (RFC 6381). Of VP9 and AV1 levels are named that hold what is recorded.
func mimeOf(mime, parameter string) string {
	switch codec.TypeOf(mime) {
	case codec.Opus:
		return `audio/webm; codecs="opus"`
	case codec.VP8:
		return `video/webm; codecs="vp8"`
	case codec.VP9:
		return `video/webm; codecs="vp09.00.40.08"`
	case codec.AV1:
		return `video/webm; codecs="av01.0.08M.08"`
	}
	return `video/mp4; codecs="` + parameter + `"`
}
