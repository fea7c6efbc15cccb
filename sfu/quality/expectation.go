package quality

// Layer is what one encoding of a video track did in one interval.
type Layer struct {
	// Wanted says that the publisher is asked to send it.
	Wanted bool
	// Share is its part of the track's bitrate as announced, in any unit.
	Share uint64
	// Packets were expected, Lost of them did not come.
	Packets, Lost uint64
	// FrameRate is in pictures a second, over the interval.
	FrameRate float64
}

// MaxLayers is how many encodings of a track an Expectation follows.
const MaxLayers = 8

const (
	// wholeLooks is after how many updates a layer was wanted for a whole interval at least.
	wholeLooks = 2
	// startLooks is after how many a layer that does not come is missed: senders
	// begin the higher ones only when they have found that the line carries them.
	startLooks = 3
	// slow is the part of the usual frame rate below which a layer falls short.
	// Cameras halve it by themselves in the dark.
	slow = 0.5
	// fade is the part of the way that the usual frame rate falls in an interval
	// of fewer frames, so that a camera that was changed is what is usual in the end.
	fade = 0.02
)

// Expectation knows what to expect of the layers of one video track: those
// that are wanted, at about the frame rate that each had before. Bitrates as
// announced say nothing of a still picture, so they only weigh the layers
// against each other. It belongs to one goroutine.
type Expectation struct {
	layers [MaxLayers]expected
}

type expected struct {
	looks int     // updates in which the layer was wanted, without a break
	usual float64 // frame rate; 0 until known
}

// Update takes in one interval of all layers, lowest first. ratio is how many
// times the delivered bitrate was to be expected, 1 when nothing is amiss. due
// says that something was wanted for the whole interval, so that no packet at
// all is a fault.
func (e *Expectation) Update(layers []Layer) (ratio float64, due bool) {
	var whole, delivered float64
	for i := range layers[:min(len(layers), MaxLayers)] {
		l, x := &layers[i], &e.layers[i]
		if !l.Wanted {
			x.looks = 0
			continue
		}
		x.looks++
		due = due || x.looks >= wholeLooks
		part, known := x.part(l)
		if !known {
			continue
		}
		whole += float64(l.Share)
		delivered += part * float64(l.Share)
	}
	if delivered <= 0 {
		return 1, due
	}
	return whole / delivered, due
}

// Unsettle says that layers may have been paused within the interval.
func (e *Expectation) Unsettle() {
	for i := range e.layers {
		e.layers[i].looks = 0
	}
}

// part returns how much of what was to be expected of a wanted layer came, 0
// to 1; known is false while nothing can be said.
func (x *expected) part(l *Layer) (part float64, known bool) {
	if l.Packets <= l.Lost {
		return 0, x.looks >= startLooks
	}
	if x.looks < wholeLooks {
		return 0, false
	}
	part = 1
	if least := x.usual * slow; l.FrameRate < least {
		part = l.FrameRate / least
	}
	switch {
	case l.Lost > 0: // frames may be missing for that
	case x.usual == 0:
		x.usual = l.FrameRate
	case l.FrameRate > x.usual:
		x.usual += (l.FrameRate - x.usual) / 2
	default:
		x.usual += (l.FrameRate - x.usual) * fade
	}
	return part, true
}
