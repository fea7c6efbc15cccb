package bench

import (
	"time"

	"giaoban/cmd/giaoban/bench/client"
	"giaoban/cmd/giaoban/bench/report"
)

// compare makes the result from the two ends of the window.
func (g *gathering) compare(before, after snapshot) *report.Result {
	result := g.party.compare(before, after)
	load := &g.load.Province
	result.Publishers, result.Subscribers, result.Streams = load.Sites, load.Sites, load.Tiles+1
	province := &report.Province{Sites: load.Sites, Tiles: load.Tiles, Speakers: load.Speakers}
	result.Province = province
	g.balance(province, before, after)
	total := province.Stage.Add(province.Pictures).Add(province.Sound)
	result.Packets.Sent, result.Packets.Expected, result.Packets.Delivered = total.Sent, total.Expected, total.Delivered
	g.describeJoining(province)
	result.Join = province.Joining.FirstFrame
	var keyFrames []uint64
	for n := range g.sites {
		keyFrames = append(keyFrames, after.sent[n].KeyFrames-before.sent[n].KeyFrames)
	}
	province.KeyFrames = report.SpreadOf(keyFrames)
	return result
}

// balance compares what was sent in the window with what came, site by site.
func (g *gathering) balance(p *report.Province, before, after snapshot) {
	load := &g.load.Province
	layer := func(site, layer int) uint64 {
		return after.sent[site].Packets[layer] - before.sent[site].Packets[layer]
	}
	p.Stage.Sent = layer(stage, load.Layers-1)
	for n := range g.sites {
		voice := after.sent[n].Voice - before.sent[n].Voice
		p.Sound.Sent += voice
		p.Sound.Expected += voice * uint64(len(g.sites)-1)
		p.Pictures.Sent += layer(n, 0)
		got := func(sid string) client.Counts { return after.tracks[n][sid].Sub(before.tracks[n][sid]) }
		if n != stage {
			p.Stage.Expected += p.Stage.Sent
			p.Stage.Delivered += got(g.sites[stage].Camera()).Packets
		}
		for _, other := range load.tiles(n) {
			p.Pictures.Expected += layer(other, 0)
			p.Pictures.Delivered += got(g.sites[other].Camera()).Packets
		}
		heard := 0
		for other := range g.sites {
			sound := got(g.sites[other].Microphone())
			p.Sound.Delivered += sound.Large
			p.Silence += sound.Packets - sound.Large
			if sound.Packets > 0 {
				heard++
			}
		}
		p.MicrophonesHeard = max(p.MicrophonesHeard, heard)
	}
}

// describeJoining sums up what came to pass until every site had what it wants.
func (g *gathering) describeJoining(p *report.Province) {
	var sounds, frames []time.Duration
	var messages, updates, offers, bytes []uint64
	for n, site := range g.sites {
		sounds, frames = append(sounds, site.FirstSound()), append(frames, site.FirstFrame())
		signal := g.joining.signal[n]
		messages, updates = append(messages, signal.Messages), append(updates, signal.Updates)
		offers, bytes = append(offers, signal.Offers), append(bytes, signal.Bytes)
	}
	p.Joining = report.Joining{
		Took: g.joining.took, Ended: g.joining.ended, FirstSound: report.Distribute(sounds), FirstFrame: report.Distribute(frames),
		Messages: report.SpreadOf(messages), Updates: report.SpreadOf(updates),
		Offers: report.SpreadOf(offers), Bytes: report.SpreadOf(bytes),
		KeyFrames: report.SpreadOf(g.joining.keyFrames),
		ServerCPU: g.joining.serverCPU, ClientCPU: g.joining.clientCPU,
		ServerBusy: g.joining.serverBusy, ClientBusy: g.joining.clientBusy,
	}
}
