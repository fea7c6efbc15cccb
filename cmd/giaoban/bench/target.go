package bench

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"time"

	"giaoban/cmd/giaoban/bench/client"
	"giaoban/cmd/giaoban/bench/host"

	"github.com/livekit/protocol/auth"
)

// target is the server under load.
type target struct {
	url         *url.URL
	key, secret string
	guard       *host.Guard
	local       netip.Addr
}

// newTarget checks that load may be sent to the address and finds the way there.
func newTarget(ctx context.Context, address, key, secret string, allowRemote bool) (*target, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("--url: %w", err)
	}
	switch u.Scheme {
	case "http":
		u.Scheme = "ws"
	case "https":
		u.Scheme = "wss"
	case "ws", "wss":
	default:
		return nil, fmt.Errorf("--url must begin with ws:// or wss://, not %q", address)
	}
	if u.Hostname() == "" {
		return nil, fmt.Errorf("--url %q names no host", address)
	}
	if key == "" || secret == "" {
		return nil, errors.New("give the server's API key and secret: --key and --secret, or GIAOBAN_KEYS=\"key: secret\"")
	}
	guard, err := host.NewGuard(allowRemote)
	if err != nil {
		return nil, err
	}
	remote, err := guard.Resolve(ctx, u.Hostname())
	if errors.Is(err, host.ErrRemote) {
		return nil, fmt.Errorf("refusing to put load on another machine (%w); --allow-remote permits it, with its owner's consent", err)
	}
	if err != nil {
		return nil, err
	}
	local, err := host.LocalAddressFor(ctx, remote)
	if err != nil {
		return nil, err
	}
	return &target{url: u, key: key, secret: secret, guard: guard, local: local}, nil
}

// engine makes the media engine for this target.
func (t *target) engine(config client.EngineConfig) (*client.Engine, error) {
	config.Local, config.Allows = t.local, t.guard.Allows
	return client.NewEngine(config)
}

// token mints a join token.
func (t *target) token(room, identity string, publish bool) (string, error) {
	grant := &auth.VideoGrant{RoomJoin: true, Room: room}
	grant.SetCanPublish(publish)
	grant.SetCanPublishData(publish)
	grant.SetCanSubscribe(true)
	token, err := auth.NewAccessToken(t.key, t.secret).SetIdentity(identity).SetName(identity).
		SetVideoGrant(grant).SetValidFor(2 * time.Hour).ToJWT()
	if err != nil {
		return "", fmt.Errorf("minting a join token: %w", err)
	}
	return token, nil
}
