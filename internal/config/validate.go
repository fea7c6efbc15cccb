package config

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // zones are known on machines without a zone database

	"giaoban/internal/clock"
)

// Validate refuses values that cannot work. The error names every wrong key.
func (c *Config) Validate() error {
	return errors.Join(
		c.validateAddresses(),
		c.validateMedia(),
		c.validateLimits(),
		c.validateAuth(),
		oneOf("log.level", c.Log.Level, "debug", "info", "warn", "error"),
		oneOf("log.format", c.Log.Format, "text", "json"),
		c.validateWebhooks(),
		c.validateMeetings(),
		c.validatePapers(),
		c.validateRecordings(),
		c.validateMail(),
		c.validateDemo(),
	)
}

// Loopback reports whether the service port listens on loopback only.
func (c *Config) Loopback() bool {
	return isLoopback(c.HTTP.Address)
}

// AdminLoopback reports whether the administration port listens on loopback only.
func (c *Config) AdminLoopback() bool {
	return isLoopback(c.Admin.Address)
}

// IncludeLoopback reports whether media is offered on 127.0.0.1 and ::1.
func (c *Config) IncludeLoopback() bool {
	return c.Media.IncludeLoopback == "true" || c.Media.IncludeLoopback == "auto" && c.Loopback()
}

// Origin returns the scheme, host and port under which browsers reach the service, without a final slash.
func (c *Config) Origin() string {
	if c.HTTP.ExternalURL != "" {
		return strings.TrimRight(c.HTTP.ExternalURL, "/")
	}
	return "http://" + c.HTTP.Address
}

// Secure reports whether browsers reach the service over TLS.
func (c *Config) Secure() bool {
	return strings.HasPrefix(c.HTTP.ExternalURL, "https://")
}

// SignalOrigin returns the web socket origin that browsers are told to use; "" means the one that serves the page.
func (c *Config) SignalOrigin() string {
	if c.HTTP.ExternalURL == "" {
		return ""
	}
	return "ws" + strings.TrimPrefix(c.Origin(), "http")
}

// TrustedProxies returns http.trusted_proxies; a single address is a network of one.
func (c *Config) TrustedProxies() ([]netip.Prefix, error) {
	prefixes := make([]netip.Prefix, 0, len(c.HTTP.TrustedProxies))
	for _, text := range c.HTTP.TrustedProxies {
		if address, err := netip.ParseAddr(text); err == nil {
			prefixes = append(prefixes, netip.PrefixFrom(address, address.BitLen()))
			continue
		}
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("http.trusted_proxies: %q is neither an address nor a network", text)
		}
		prefixes = append(prefixes, prefix.Masked())
	}
	return prefixes, nil
}

func (c *Config) validateAddresses() error {
	var problems []error
	if _, _, err := net.SplitHostPort(c.HTTP.Address); err != nil {
		problems = append(problems, fmt.Errorf("http.address: %w", err))
	}
	if c.Admin.Address != "" {
		if _, _, err := net.SplitHostPort(c.Admin.Address); err != nil {
			problems = append(problems, fmt.Errorf("admin.address: %w", err))
		}
	}
	if c.HTTP.ExternalURL != "" {
		address, err := url.Parse(c.HTTP.ExternalURL)
		if err != nil || (address.Scheme != "http" && address.Scheme != "https") || address.Host == "" || strings.Trim(address.Path, "/") != "" {
			problems = append(problems, errors.New("http.external_url: want http://host or https://host, without a path"))
		}
	}
	if _, err := c.TrustedProxies(); err != nil {
		problems = append(problems, err)
	}
	if c.DataDir == "" {
		problems = append(problems, errors.New("data_dir: must not be empty"))
	}
	problems = append(problems, positive("http.shutdown_timeout", c.HTTP.ShutdownTimeout))
	return errors.Join(problems...)
}

func (c *Config) validateMedia() error {
	problems := []error{
		oneOf("media.include_loopback", c.Media.IncludeLoopback, "auto", "true", "false"),
		oneOf("media.watch_lines", c.Media.WatchLines, "narrow", "all", "none"),
		port("media.udp_port", c.Media.UDPPort, 1),
		port("media.tcp_port", c.Media.TCPPort, 0),
	}
	if c.Media.NarrowLine < 1 {
		problems = append(problems, errors.New("media.narrow_line: must be at least 1"))
	}
	for key, list := range map[string][]string{"media.node_ips": c.Media.NodeIPs, "media.bind_ips": c.Media.BindIPs} {
		for _, text := range list {
			public, local, mapped := text, "", false
			if key == "media.node_ips" {
				public, local, mapped = strings.Cut(text, "/")
			}
			_, err := netip.ParseAddr(public)
			if _, problem := netip.ParseAddr(local); err != nil || mapped && problem != nil {
				problems = append(problems, fmt.Errorf("%s: %q is not an IP address", key, text))
			}
		}
	}
	return errors.Join(problems...)
}

func (c *Config) validateLimits() error {
	var problems []error
	for _, f := range fields(c) {
		if strings.HasPrefix(f.Path, "limits.") && f.Value.Int() < 1 {
			problems = append(problems, fmt.Errorf("%s: must be at least 1", f.Path))
		}
	}
	return errors.Join(append(problems,
		positive("rooms.empty_timeout", c.Rooms.EmptyTimeout),
		positive("rooms.departure_timeout", c.Rooms.DepartureTimeout),
	)...)
}

func (c *Config) validateAuth() error {
	problems := []error{
		positive("auth.session_lifetime", c.Auth.SessionLifetime),
		positive("auth.lock_duration", c.Auth.LockDuration),
		positive("auth.join_token_lifetime", c.Auth.JoinTokenLifetime),
		positive("auth.link_lifetime", c.Auth.LinkLifetime),
	}
	if c.Auth.IdleTimeout < 0 {
		problems = append(problems, errors.New("auth.idle_timeout: must not be negative"))
	}
	if c.Auth.DisableAfter < 0 {
		problems = append(problems, errors.New("auth.disable_after: must not be negative"))
	}
	if c.Auth.PasswordHistory < 0 {
		problems = append(problems, errors.New("auth.password_history: must not be negative"))
	}
	counts := map[string]int{
		"auth.lock_after": c.Auth.LockAfter, "auth.logins_per_minute": c.Auth.LoginsPerMinute,
		"auth.login_burst": c.Auth.LoginBurst, "auth.password_min_length": c.Auth.PasswordMinLength,
	}
	for key, count := range counts {
		if count < 1 {
			problems = append(problems, fmt.Errorf("%s: must be at least 1", key))
		}
	}
	return errors.Join(problems...)
}

func (c *Config) validateWebhooks() error {
	for _, text := range c.Webhooks.URLs {
		address, err := url.Parse(text)
		if err != nil || (address.Scheme != "http" && address.Scheme != "https") || address.Host == "" {
			return fmt.Errorf("webhooks.urls: %q is not an http or https URL", text)
		}
	}
	return nil
}

func (c *Config) validateMeetings() error {
	problems := []error{positive("meetings.check_every", c.Meetings.CheckEvery), positive("meetings.end_after", c.Meetings.EndAfter)}
	if _, err := time.LoadLocation(c.Timezone); err != nil || c.Timezone == "" {
		problems = append(problems, fmt.Errorf("timezone: %q is no zone, such as Asia/Ho_Chi_Minh", c.Timezone))
	}
	return errors.Join(problems...)
}

func (c *Config) validateDemo() error {
	if !c.Demo.Enabled && c.Demo.ClockAhead != 0 {
		return errors.New("demo.clock_ahead: only a demonstration may have another clock than the machine's")
	}
	if ahead := c.Demo.ClockAhead; ahead > clock.Furthest || ahead < -clock.Furthest {
		return fmt.Errorf("demo.clock_ahead: %w", clock.ErrTooFar)
	}
	if c.Demo.Enabled && !c.Demo.AllowRemote && !c.Loopback() {
		return fmt.Errorf("demo.enabled: the demo's passwords are public, and http.address %s can be reached from other machines; "+
			"listen on 127.0.0.1, or set demo.allow_remote (--demo-allow-remote) if that is meant", c.HTTP.Address)
	}
	return nil
}

func isLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

func oneOf(key, value string, allowed ...string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	return fmt.Errorf("%s: %q is none of %s", key, value, strings.Join(allowed, ", "))
}

func port(key string, value, lowest int) error {
	if value < lowest || value > 65535 {
		return fmt.Errorf("%s: want a port from %d to 65535", key, lowest)
	}
	return nil
}

func positive(key string, value time.Duration) error {
	if value <= 0 {
		return fmt.Errorf("%s: must be longer than 0s", key)
	}
	return nil
}

func (c *Config) validatePapers() error {
	problems := []error{
		positive("papers.upload_lifetime", c.Papers.UploadLifetime), positive("papers.view_lifetime", c.Papers.ViewLifetime),
		positive("papers.preview_timeout", c.Papers.PreviewTimeout),
		positive("documents.trash_for", c.Documents.TrashFor),
	}
	for key, value := range map[string]int{
		"papers.file_bytes": c.Papers.FileBytes, "papers.open_uploads": c.Papers.OpenUploads, "papers.preview_memory": c.Papers.PreviewMemory,
		"documents.quota_bytes": c.Documents.QuotaBytes,
	} {
		if value <= 0 {
			problems = append(problems, fmt.Errorf("%s must be more than 0", key))
		}
	}
	return errors.Join(problems...)
}
