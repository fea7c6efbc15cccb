package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/netip"
	"slices"
	"time"

	"github.com/livekit/protocol/livekit"

	"giaoban/internal/audit"
	"giaoban/internal/config"
	"giaoban/internal/identity"
	"giaoban/sfu"
	"giaoban/sfu/transport"
	"giaoban/signaling"
	"giaoban/signaling/roomservice"
	"giaoban/signaling/token"
	"giaoban/signaling/webhook"
)

// newEngine opens the media sockets.
func newEngine(cfg *config.Config, log *slog.Logger) (*transport.Engine, error) {
	media := transport.Config{
		UDPPort: cfg.Media.UDPPort, TCPPort: cfg.Media.TCPPort, NodeIPs: cfg.Media.NodeIPs,
		Loopback: cfg.IncludeLoopback(), IPv4Only: !cfg.Media.IPv6,
	}
	if cfg.Media.TCPPort == 0 {
		media.TCPPort = -1 // zero means a free port there, none here
	}
	for _, text := range cfg.Media.BindIPs {
		address, err := netip.ParseAddr(text)
		if err != nil {
			return nil, fmt.Errorf("media.bind_ips: %w", err)
		}
		media.Addresses = append(media.Addresses, address)
	}
	return transport.NewEngine(media, log)
}

// newSignaling makes the service of rooms and sessions over the engine.
func newSignaling(cfg *config.Config, keys *token.Keys, deps signaling.Deps) (*signaling.Service, error) {
	settings := signaling.DefaultConfig()
	settings.Keys = keys
	settings.AutoCreate, settings.RemoteUnmute = cfg.Rooms.AutoCreate, cfg.Rooms.RemoteUnmute
	settings.ICELite = cfg.Media.ICELite
	settings.IgnoreLines = cfg.Media.WatchLines == "none"
	if cfg.Media.WatchLines == "narrow" {
		settings.NarrowLine = uint64(cfg.Media.NarrowLine) * 1000
	}
	settings.Webhook = webhook.Config{URLs: cfg.Webhooks.URLs, APIKey: cfg.Webhooks.APIKey}
	settings.Limits.MessageBytes = cfg.Limits.SignalMessageBytes
	settings.Limits.RequestsPerSecond = float64(cfg.Limits.SignalRequestsPerSecond)
	settings.Limits.RequestBurst = cfg.Limits.SignalRequestBurst
	settings.Limits.DataPerSecond = float64(cfg.Limits.DataPacketsPerSecond)
	settings.Limits.Rooms = cfg.Limits.Rooms
	settings.Limits.Participants = cfg.Limits.ParticipantsPerRoom
	settings.Limits.TracksPerParticipant = cfg.Limits.TracksPerParticipant
	settings.Limits.Microphones = cfg.Limits.MicrophonesPerRoom
	settings.Limits.MetadataBytes = cfg.Limits.MetadataBytes
	settings.Limits.AttributesBytes = cfg.Limits.AttributesBytes
	settings.Limits.APIBodyBytes = cfg.Limits.APIBodyBytes
	settings.Timings.EmptyTimeout, settings.Timings.DepartureTimeout = cfg.Rooms.EmptyTimeout, cfg.Rooms.DepartureTimeout
	settings.Timings.TokenLifetime = cfg.Auth.JoinTokenLifetime
	return signaling.New(settings, deps)
}

// record writes what callers of the RoomService API changed to the audit log: a person who holds a moderator's join
// token can act there as well as through the app.
func record(trail *audit.Log, log *slog.Logger) func(context.Context, roomservice.Act) {
	return func(ctx context.Context, act roomservice.Act) {
		subject := "room:" + act.Room
		if act.Identity != "" {
			subject += "/participant:" + act.Identity
		}
		actor := audit.Actor{ID: act.By, Name: "api:" + act.APIKey, Source: act.Source}
		err := trail.Append(ctx, actor, "api."+act.Method, subject, map[string]string{"track": act.TrackSID})
		if err != nil {
			log.ErrorContext(ctx, "an API call was not recorded", "method", act.Method, "subject", subject, "error", err)
		}
	}
}

// conference is the live rooms as web and the demonstration act on them.
type conference struct{ service *signaling.Service }

// Counts implements web.Conference.
func (c conference) Counts() map[string]int {
	counts := make(map[string]int)
	for _, room := range c.service.Rooms().List() {
		counts[room.GetName()] = int(room.GetNumParticipants())
	}
	return counts
}

// Participants implements web.Conference.
func (c conference) Participants(_ context.Context, room string) ([]*livekit.ParticipantInfo, error) {
	return c.service.Rooms().Participants(room), nil
}

// MuteTrack implements web.Conference.
func (c conference) MuteTrack(_ context.Context, room, identity, trackSID string) error {
	found, err := c.service.Rooms().Find(room)
	if err != nil {
		return err
	}
	_, err = found.MutePublishedTrack(identity, trackSID, true)
	return err
}

// RemoveParticipant implements web.Conference. An account's second screen goes with it.
func (c conference) RemoveParticipant(_ context.Context, room, who string) error {
	err := c.service.RemoveParticipant(room, identity.SecondScreen(who), time.Now())
	if err != nil && sfu.CodeOf(err) != sfu.NotFound {
		return err
	}
	return c.service.RemoveParticipant(room, who, time.Now())
}

// VoidTokens implements seats.Rooms. Those of an account's second screen are void too.
func (c conference) VoidTokens(who string) {
	c.service.VoidTokens(who, time.Now())
	c.service.VoidTokens(identity.SecondScreen(who), time.Now())
}

// Hidden implements seats.Rooms.
func (c conference) Hidden(room string) []string { return c.service.Rooms().Hidden(room) }

// inside reports whether an account is in a room, for others to see.
func (c conference) inside(room, accountID string) bool {
	return slices.Contains(c.Present(room), accountID)
}

// SetAttributes implements web.Conference.
func (c conference) SetAttributes(_ context.Context, room, identity string, attributes map[string]string) error {
	found, err := c.service.Rooms().Find(room)
	if err != nil {
		return err
	}
	_, err = found.UpdateParticipant(&livekit.UpdateParticipantRequest{Room: room, Identity: identity, Attributes: attributes})
	return err
}

// OpenRoom implements demo.Rooms.
func (c conference) OpenRoom(_ context.Context, name string) (*sfu.Room, error) {
	return c.service.Rooms().Open(name, nil)
}
