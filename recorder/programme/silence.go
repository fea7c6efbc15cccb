package programme

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Silence is a stretch in which nobody says anything, so that a player may pass it. Times are milliseconds from the recording's
// start.
type Silence struct {
	From int64 `json:"fromMs"`
	To   int64 `json:"toMs"`
}

// listened is the file in which the mix of the sound tells where it is silent: found on the way, for next to nothing.
const listened = "listened.txt"

// listen is the part of the filter that does so: what is so quiet for two seconds and more that nobody speaks.
const listen = "silencedetect=noise=-42dB:duration=2,ametadata=mode=print:file=" + listened

// At its edges a silence keeps so much: a word fades away, and another begins softly.
const (
	fades  = 400
	begins = 250
)

// leastSilence is worth passing; a player that jumps over less only stutters.
const leastSilence = 1300

// silences writes down where the sound is silent, when the mix has told.
func (j *job) silences(context.Context) error {
	file, err := os.Open(filepath.Join(j.work, listened))
	if errors.Is(err, fs.ErrNotExist) {
		return nil // nobody had a microphone on, or an older server has mixed the sound
	}
	if err != nil {
		return err
	}
	found, err := readSilences(file, j.length)
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	data, err := json.Marshal(found)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(j.work, Dir, Silences), data, 0o640) //nolint:gosec // as the recording
}

// readSilences reads what ffmpeg's silencedetect says in the metadata of frames.
func readSilences(r io.Reader, length int64) ([]Silence, error) {
	found := []Silence{}
	from := int64(-1)
	end := func(to int64) {
		one := Silence{From: max(from, 0), To: min(to, length)}
		if one.From > 0 {
			one.From += fades
		}
		if one.To < length {
			one.To -= begins
		}
		if from >= 0 && one.To-one.From >= leastSilence {
			found = append(found, one)
		}
		from = -1
	}
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		key, value, _ := strings.Cut(strings.TrimSpace(lines.Text()), "=")
		at, err := strconv.ParseFloat(value, 64)
		if err != nil || math.IsNaN(at) || math.IsInf(at, 0) {
			continue
		}
		switch ms := int64(math.Round(at * 1000)); key {
		case "lavfi.silence_start":
			from = max(ms, 0)
		case "lavfi.silence_end":
			end(ms)
		}
	}
	if from >= 0 { // it is silent to the end
		end(length)
	}
	return found, lines.Err()
}

// ReadSilences reads the file Silences.
func ReadSilences(r io.Reader) ([]Silence, error) {
	const most = 4 << 20
	var found []Silence
	err := json.NewDecoder(io.LimitReader(r, most)).Decode(&found)
	return found, err
}
