package programme

import (
	"fmt"
	"strings"
)

// The programme's picture.
const (
	width, height = 1280, 720
	stripHeight   = 64
	background    = "0x10151c"
)

// Beside a shared screen: it has the left, who speaks the upper right.
const (
	screenWidth, screenHeight = 1024, 576
	besideWidth, besideHeight = 240, 136
)

// seconds writes milliseconds as ffmpeg reads times.
func seconds(ms int64) string { return fmt.Sprintf("%d.%03d", ms/1000, ms%1000) }

// picture returns ffmpeg's inputs and filter for a scene. nameFile holds the name; "" = none is shown. dir is the recording's.
func picture(s *Scene, dir, nameFile, fontFile string) (inputs []string, filter string) {
	length := seconds(s.To - s.From)
	shot := func(shot *Shot) {
		inputs = append(inputs, "-ss", seconds(shot.Skip), "-t", seconds(s.To-s.From+frameMS), "-i", dir+"/"+shot.File)
	}
	var f strings.Builder
	fmt.Fprintf(&f, "color=c=%s:s=%dx%d:r=25:d=%s[ground];", background, width, height, length)
	last := "ground"
	place := func(input, w, h int, x, y string) {
		next := fmt.Sprintf("on%d", input)
		// The first picture stands until the second: a camera that comes onto the stage begins with the key frame that it is asked for.
		fmt.Fprintf(&f, "[%d:v]fps=25:start_time=0,scale=%d:%d:force_original_aspect_ratio=decrease,setsar=1,tpad=stop=-1:stop_mode=clone[in%d];[%s][in%d]overlay=x=%s:y=%s:shortest=1[%s];",
			input, w, h, input, last, input, x, y, next)
		last = next
	}
	switch {
	case s.Main != nil && s.Beside != nil:
		shot(s.Main)
		shot(s.Beside)
		place(0, screenWidth, screenHeight, "0", fmt.Sprintf("(%d-h)/2", height-stripHeight))
		place(1, besideWidth, besideHeight, fmt.Sprintf("%d+(%d-w)/2", screenWidth, width-screenWidth), "40")
	case s.Main != nil:
		shot(s.Main)
		place(0, width, height, "(W-w)/2", "(H-h)/2")
	}
	if nameFile != "" {
		size, x, y := 32, "28", fmt.Sprintf("h-%d+(%d-th)/2", stripHeight, stripHeight)
		if s.Main == nil {
			size, x, y = 48, "(w-tw)/2", "(h-th)/2"
		} else {
			fmt.Fprintf(&f, "[%s]drawbox=x=0:y=ih-%d:w=iw:h=%d:color=black@0.65:t=fill[strip];", last, stripHeight, stripHeight)
			last = "strip"
		}
		font := ""
		if fontFile != "" {
			font = "fontfile=" + fontFile + ":"
		}
		fmt.Fprintf(&f, "[%s]drawtext=%stextfile=%s:expansion=none:fontcolor=white:fontsize=%d:x=%s:y=%s[named];", last, font, nameFile, size, x, y)
		last = "named"
	}
	fmt.Fprintf(&f, "[%s]trim=duration=%s,format=yuv420p[out]", last, length)
	return inputs, f.String()
}

// mix returns ffmpeg's inputs and filter for sound that is put where it belongs and added up.
func mix(voices []Voice, dir string, lengthMS int64) (inputs []string, filter string) {
	var f, all strings.Builder
	for i, voice := range voices {
		inputs = append(inputs, "-i", dir+"/"+voice.File)
		// Where packets are missing there is silence, so that what follows is in time.
		fmt.Fprintf(&f, "[%d:a]aresample=48000:async=1000:first_pts=0,aformat=sample_fmts=fltp:channel_layouts=mono,adelay=%d[v%d];", i, voice.From, i)
		fmt.Fprintf(&all, "[v%d]", i)
	}
	fmt.Fprintf(&f, "%samix=inputs=%d:normalize=0:duration=longest:dropout_transition=0,apad=whole_dur=%s,atrim=end=%s[out]",
		all.String(), len(voices), seconds(lengthMS), seconds(lengthMS))
	return inputs, f.String()
}
