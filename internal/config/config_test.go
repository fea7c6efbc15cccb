package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "giaoban.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// The embedded file is the documentation and the defaults: it must name every key of the struct and no other, each
// with a comment of its own or in a group that has one.
func TestFileStructAndCommentsAgree(t *testing.T) {
	cfg, err := Default()
	if err != nil {
		t.Fatal(err) // a key that the struct does not have
	}
	if err := cfg.Validate(); err != nil {
		t.Errorf("the defaults are not valid: %v", err)
	}
	var document yaml.Node
	if err := yaml.Unmarshal(Commented, &document); err != nil {
		t.Fatal(err)
	}
	for _, f := range fields(cfg) {
		node, commented := document.Content[0], false
		for part := range strings.SplitSeq(f.Path, ".") {
			key, value, group := find(node, part)
			if key == nil {
				t.Fatalf("%s is not in the file", f.Path)
			}
			commented = key.HeadComment != "" || group || commented && node.Content[0] == key // the section's comment is its first key's too
			node = value
		}
		if !commented {
			t.Errorf("%s has no comment", f.Path)
		}
	}
}

// find returns the key and value nodes, and whether the key directly follows one that has a comment for both.
func find(mapping *yaml.Node, name string) (key, value *yaml.Node, group bool) {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == name {
			group = i > 0 && mapping.Content[i].HeadComment == "" && mapping.Content[i].Line == mapping.Content[i-2].Line+1
			return mapping.Content[i], mapping.Content[i+1], group
		}
	}
	return nil, nil, false
}

func TestLoad(t *testing.T) {
	t.Run("the environment goes before the file", func(t *testing.T) {
		path := write(t, "http: {address: '127.0.0.1:1', external_url: 'https://hop.vn'}\nauth:\n  lock_after: 3\n")
		cfg, err := Load(path, []string{
			"GIAOBAN_HTTP_ADDRESS=127.0.0.1:2", "GIAOBAN_AUTH_IDLE_TIMEOUT=20m", "GIAOBAN_MEDIA_NODE_IPS=10.0.0.1, 10.0.0.2",
			"GIAOBAN_DEMO_ENABLED=true", "GIAOBAN_KEYS=a: 1\n\n b : x:2 ", "GIAOBAN_BIN=of the tests", "HTTP_ADDRESS=other",
		})
		if err != nil {
			t.Fatal(err)
		}
		if cfg.HTTP.Address != "127.0.0.1:2" || cfg.HTTP.ExternalURL != "https://hop.vn" || cfg.Auth.LockAfter != 3 ||
			cfg.Auth.IdleTimeout != 20*time.Minute || len(cfg.Media.NodeIPs) != 2 || cfg.Media.NodeIPs[1] != "10.0.0.2" || !cfg.Demo.Enabled {
			t.Errorf("%+v", cfg)
		}
		if len(cfg.Keys) != 2 || cfg.Keys["a"] != "1" || cfg.Keys["b"] != "x:2" {
			t.Errorf("keys %v", cfg.Keys)
		}
		if cfg.Auth.SessionLifetime != 12*time.Hour {
			t.Errorf("a key that nobody set: %v", cfg.Auth.SessionLifetime)
		}
	})
	for name, c := range map[string]struct{ text, want string }{
		"an unknown key":        {"http:\n  address: x\n  addr: y\n", "line 3"},
		"an unknown group":      {"\n\ndatabase: {}\n", "line 3"},
		"a wrong type":          {"limits:\n  rooms: many\n", "line 2"},
		"a wrong duration":      {"auth:\n  lock_duration: soon\n", "line 2"},
		"a key twice":           {"data_dir: a\ndata_dir: b\n", "line 2"},
		"two documents":         {"data_dir: a\n---\ndata_dir: b\n", "more than one"},
		"something else at all": {"- a\n", "line 1"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load(write(t, c.text), nil)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	t.Run("an empty file", func(t *testing.T) {
		if _, err := Load(write(t, "# nothing\n"), nil); err != nil {
			t.Error(err)
		}
	})
	t.Run("no file", func(t *testing.T) {
		if _, err := Load(filepath.Join(t.TempDir(), "none"), nil); err == nil {
			t.Error("no error")
		}
	})
}

func TestEnvironmentErrorsNameTheVariableOnly(t *testing.T) {
	for _, variable := range []string{"GIAOBAN_LIMITS_ROOMS=hush", "GIAOBAN_AUTH_LOCK_DURATION=hush", "GIAOBAN_DEMO_ENABLED=hush", "GIAOBAN_KEYS=hush", "GIAOBAN_KEYS=a: hush\na: hush"} {
		_, err := Load("", []string{variable})
		name, _, _ := strings.Cut(variable, "=")
		if err == nil || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: %v", variable, err)
		}
	}
}

func TestEveryKeyHasItsVariable(t *testing.T) {
	cfg, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for _, f := range fields(cfg) {
		if other, twice := seen[f.Variable()]; twice {
			t.Errorf("%s and %s share %s", other, f.Path, f.Variable())
		}
		seen[f.Variable()] = f.Path
		if err := setField(f.Value, "1"); err != nil && !strings.Contains(err.Error(), "want") && !strings.Contains(err.Error(), "form") {
			t.Errorf("%s cannot be set: %v", f.Path, err)
		}
	}
}

func TestValidate(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Config)
		key    string
	}{
		"address":          {func(c *Config) { c.HTTP.Address = "7880" }, "http.address"},
		"admin address":    {func(c *Config) { c.Admin.Address = "nowhere" }, "admin.address"},
		"external url":     {func(c *Config) { c.HTTP.ExternalURL = "hop.vn" }, "http.external_url"},
		"external path":    {func(c *Config) { c.HTTP.ExternalURL = "https://hop.vn/x" }, "http.external_url"},
		"proxy":            {func(c *Config) { c.HTTP.TrustedProxies = []string{"proxy"} }, "http.trusted_proxies"},
		"data dir":         {func(c *Config) { c.DataDir = "" }, "data_dir"},
		"udp port":         {func(c *Config) { c.Media.UDPPort = 0 }, "media.udp_port"},
		"tcp port":         {func(c *Config) { c.Media.TCPPort = 65536 }, "media.tcp_port"},
		"node ip's local":  {func(c *Config) { c.Media.NodeIPs = []string{"10.0.0.1/here"} }, "media.node_ips"},
		"node ip":          {func(c *Config) { c.Media.NodeIPs = []string{"here"} }, "media.node_ips"},
		"loopback":         {func(c *Config) { c.Media.IncludeLoopback = "maybe" }, "media.include_loopback"},
		"lines":            {func(c *Config) { c.Media.WatchLines = "wide" }, "media.watch_lines"},
		"narrow line":      {func(c *Config) { c.Media.NarrowLine = 0 }, "media.narrow_line"},
		"limit":            {func(c *Config) { c.Limits.MetadataBytes = 0 }, "limits.metadata_bytes"},
		"empty timeout":    {func(c *Config) { c.Rooms.EmptyTimeout = 0 }, "rooms.empty_timeout"},
		"session lifetime": {func(c *Config) { c.Auth.SessionLifetime = -1 }, "auth.session_lifetime"},
		"idle timeout":     {func(c *Config) { c.Auth.IdleTimeout = -1 }, "auth.idle_timeout"},
		"link lifetime":    {func(c *Config) { c.Auth.LinkLifetime = 0 }, "auth.link_lifetime"},
		"disable after":    {func(c *Config) { c.Auth.DisableAfter = -1 }, "auth.disable_after"},
		"password history": {func(c *Config) { c.Auth.PasswordHistory = -1 }, "auth.password_history"},
		"lock after":       {func(c *Config) { c.Auth.LockAfter = 0 }, "auth.lock_after"},
		"webhook":          {func(c *Config) { c.Webhooks.URLs = []string{"file:///etc/passwd"} }, "webhooks.urls"},
		"log level":        {func(c *Config) { c.Log.Level = "loud" }, "log.level"},
		"log format":       {func(c *Config) { c.Log.Format = "xml" }, "log.format"},
		"a clock ahead":    {func(c *Config) { c.Demo.ClockAhead = time.Hour }, "demo.clock_ahead"},
		"a clock too far":  {func(c *Config) { c.Demo.Enabled, c.Demo.ClockAhead = true, -90000*time.Hour }, "demo.clock_ahead"},
		"remote demo":      {func(c *Config) { c.Demo.Enabled, c.HTTP.Address = true, "0.0.0.0:7880" }, "demo.enabled"},
		"demo by name":     {func(c *Config) { c.Demo.Enabled, c.HTTP.Address = true, "host:7880" }, "demo.enabled"},
		"demo everywhere":  {func(c *Config) { c.Demo.Enabled, c.HTTP.Address = true, ":7880" }, "demo.enabled"},
	} {
		t.Run(name, func(t *testing.T) {
			cfg, err := Default()
			if err != nil {
				t.Fatal(err)
			}
			c.change(cfg)
			if err := cfg.Validate(); err == nil || !strings.Contains(err.Error(), c.key) {
				t.Errorf("got %v, want one about %s", err, c.key)
			}
		})
	}
	t.Run("a remote demo that is meant", func(t *testing.T) {
		cfg, err := Load("", []string{"GIAOBAN_DEMO_ENABLED=1", "GIAOBAN_DEMO_ALLOW_REMOTE=1", "GIAOBAN_HTTP_ADDRESS=0.0.0.0:7880"})
		if err != nil {
			t.Fatal(err)
		}
		if err := cfg.Validate(); err != nil {
			t.Error(err)
		}
	})
}

func TestLoopback(t *testing.T) {
	for address, want := range map[string]bool{
		"127.0.0.1:1": true, "[::1]:1": true, "localhost:1": true, "127.9.9.9:1": true,
		"0.0.0.0:1": false, ":1": false, "[::]:1": false, "10.0.0.1:1": false, "localhost.evil.vn:1": false,
	} {
		cfg := &Config{HTTP: HTTP{Address: address}, Media: Media{IncludeLoopback: "auto"}}
		if cfg.Loopback() != want || cfg.IncludeLoopback() != want {
			t.Errorf("%s: loopback is %v", address, cfg.Loopback())
		}
	}
}

func TestOrigins(t *testing.T) {
	cfg := &Config{HTTP: HTTP{Address: "127.0.0.1:7880"}}
	if cfg.SignalOrigin() != "" || cfg.Secure() {
		t.Errorf("without an external URL: %q %v", cfg.SignalOrigin(), cfg.Secure())
	}
	cfg.HTTP.ExternalURL = "https://hop.vn/"
	if cfg.SignalOrigin() != "wss://hop.vn" || !cfg.Secure() {
		t.Errorf("with one: %q %v", cfg.SignalOrigin(), cfg.Secure())
	}
}

func TestPrint(t *testing.T) {
	cfg, err := Load("", []string{"GIAOBAN_KEYS=name: hush", "GIAOBAN_STORE_DSN=postgres://giaoban:hush@db/giaoban?sslpassword=hush", "GIAOBAN_LOG_LEVEL=debug", "GIAOBAN_MEDIA_NODE_IPS=10.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	text, err := cfg.Print()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"level: debug", "name: (hidden)", "@db/giaoban", "10.0.0.1", "session_lifetime: 12h\n", "# One UDP port carries"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %q in:\n%s", want, text)
		}
	}
	if strings.Contains(string(text), "hush") {
		t.Error("a secret was printed")
	}
	again := &Config{}
	if err := decode(text, again); err != nil {
		t.Errorf("what is printed cannot be read: %v", err)
	}
	if again.Log.Level != "debug" || len(again.Media.NodeIPs) != 1 {
		t.Errorf("%+v", again)
	}
}

func TestResolveKeys(t *testing.T) {
	generate := func() (string, string) { return "made", "secret" }
	never := func() (string, string) { t.Error("keys were generated again"); return "", "" }
	t.Run("generated once, readable by the owner only", func(t *testing.T) {
		cfg := &Config{DataDir: filepath.Join(t.TempDir(), "new")}
		keys, err := cfg.ResolveKeys(generate)
		if err != nil || keys["made"] != "secret" {
			t.Fatal(keys, err)
		}
		info, err := os.Stat(filepath.Join(cfg.DataDir, generatedKeys))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v %v", info.Mode(), err)
		}
		if keys, err = cfg.ResolveKeys(never); err != nil || keys["made"] != "secret" {
			t.Error(keys, err)
		}
	})
	t.Run("configured ones and a file together", func(t *testing.T) {
		cfg := &Config{DataDir: t.TempDir(), Keys: map[string]string{"a": "1"}, KeysFile: write(t, "b: two\n")}
		keys, err := cfg.ResolveKeys(never)
		if err != nil || len(keys) != 2 || keys["b"] != "two" {
			t.Error(keys, err)
		}
	})
	t.Run("a file that others can read", func(t *testing.T) {
		path := write(t, "b: two\n")
		if err := os.Chmod(path, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := (&Config{KeysFile: path}).ResolveKeys(never); err == nil || !strings.Contains(err.Error(), "chmod 600") {
			t.Errorf("got %v", err)
		}
	})
	for name, text := range map[string]string{"not pairs": "- hush\n", "not YAML": "a: 'hush\n", "an empty secret": "a: ''\n"} {
		t.Run(name, func(t *testing.T) {
			if _, err := (&Config{KeysFile: write(t, text)}).ResolveKeys(never); err == nil || strings.Contains(err.Error(), "hush") {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("a printed configuration", func(t *testing.T) {
		if _, err := (&Config{Keys: map[string]string{"a": hidden}}).ResolveKeys(never); err == nil {
			t.Error("a secret that everybody knows was taken")
		}
	})
	t.Run("a file that does not exist", func(t *testing.T) {
		if _, err := (&Config{DataDir: t.TempDir(), KeysFile: "/none"}).ResolveKeys(never); err == nil {
			t.Error("no error")
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add(Commented)
	f.Add([]byte("keys: {a: b}\n"))
	f.Fuzz(func(_ *testing.T, text []byte) {
		cfg := &Config{}
		if decode(text, cfg) == nil {
			_ = cfg.Validate()
		}
	})
}
