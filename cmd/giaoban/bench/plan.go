package bench

import (
	"errors"
	"fmt"
	"time"
)

// Province is a conference of a whole province in one room. Each site sends a simulcast camera and a microphone, shows the
// stage, which is the camera of the first, large and a page of the others' cameras small, and hears every microphone that the
// server forwards.
type Province struct {
	Sites, Tiles int
	// Layers is the number of simulcast layers of a camera.
	Layers int
	// Speakers is how many sites speak at once, Turn how long they do until others speak.
	Speakers int
	Turn     time.Duration
}

// wholeProvince is a province of today: its centre and some 170 communes and wards.
func wholeProvince() Province {
	return Province{Sites: 170, Tiles: 8, Layers: 3, Speakers: 3, Turn: 3 * time.Second}
}

func (p *Province) validate() error {
	const maxSites = 1000
	switch {
	case p.Sites < 3 || p.Sites > maxSites:
		return fmt.Errorf("a province has 3 to %d sites, not %d", maxSites, p.Sites)
	case p.Tiles < 0 || p.Tiles > p.Sites-2:
		return fmt.Errorf("a site can show 0 to %d others beside the stage, not %d", p.Sites-2, p.Tiles)
	case p.Layers < 2 || p.Layers > len(layerNames):
		return fmt.Errorf("a camera has 2 or 3 layers, not %d", p.Layers)
	case p.Speakers < 1 || p.Speakers > p.Sites/2:
		return fmt.Errorf("at least one and at most half of the sites speak at once, not %d", p.Speakers)
	case p.Turn < time.Second:
		return errors.New("a turn lasts at least a second")
	}
	return nil
}

// stage is the site whose camera the others show large.
const stage = 0

// tiles returns the sites whose cameras a site shows small: the n-th site the n-th page of all but the stage, round and round.
// Every page is full; a site that would be on its own has the next one in its place.
func (p *Province) tiles(site int) []int {
	others := p.Sites - 1
	pages := max(1, (others+p.Tiles-1)/max(1, p.Tiles))
	start := site % pages * p.Tiles
	var shown []int
	for i := 0; len(shown) < p.Tiles && i < others; i++ {
		if other := 1 + (start+i)%others; other != site {
			shown = append(shown, other)
		}
	}
	return shown
}

// cameras is how many cameras a site shows, the stage among them. The stage does not show itself.
func (p *Province) cameras(site int) int {
	if site == stage {
		return p.Tiles
	}
	return p.Tiles + 1
}

// speaks reports whether a site speaks in a turn. The first to speak are the first sites; no one speaks in two turns in a row.
func (p *Province) speaks(site, turn int) bool {
	first := turn * p.Speakers % p.Sites
	return (site-first+p.Sites)%p.Sites < p.Speakers
}
