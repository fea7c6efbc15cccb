// Package config holds GiaoBan's configuration: one commented YAML file, embedded, whose values are the defaults.
//
// A value comes from, strongest first: a flag (applied by cmd), an environment variable (GIAOBAN_…), the file given by
// the administrator, the embedded file. Unknown keys fail, naming the line.
package config

import (
	_ "embed"
	"time"
)

// Commented is the embedded configuration file: every key with its default and what it means.
//
//go:embed default.yaml
var Commented []byte

// Config is everything an administrator can set. The comments live in default.yaml, beside the values.
type Config struct {
	DataDir    string            `yaml:"data_dir"`
	HTTP       HTTP              `yaml:"http"`
	Admin      Admin             `yaml:"admin"`
	Media      Media             `yaml:"media"`
	Limits     Limits            `yaml:"limits"`
	Rooms      Rooms             `yaml:"rooms"`
	Keys       map[string]string `yaml:"keys"`
	KeysFile   string            `yaml:"keys_file"`
	Webhooks   Webhooks          `yaml:"webhooks"`
	Log        Log               `yaml:"log"`
	Store      Store             `yaml:"store"`
	Auth       Auth              `yaml:"auth"`
	Timezone   string            `yaml:"timezone"`
	Meetings   Meetings          `yaml:"meetings"`
	Papers     Papers            `yaml:"papers"`
	Documents  Documents         `yaml:"documents"`
	Recordings Recordings        `yaml:"recordings"`
	Blob       Blob              `yaml:"blob"`
	Mail       Mail              `yaml:"mail"`
	Demo       Demo              `yaml:"demo"`
}

// HTTP is the service port: app, REST API and signaling.
type HTTP struct {
	Address         string        `yaml:"address"`
	ExternalURL     string        `yaml:"external_url"`
	TrustedProxies  []string      `yaml:"trusted_proxies"`
	ShutdownTimeout time.Duration `yaml:"shutdown_timeout"`
}

// Admin is the administration port.
type Admin struct {
	Address string `yaml:"address"`
}

// Media is the transport of audio, video and data.
type Media struct {
	UDPPort         int      `yaml:"udp_port"`
	TCPPort         int      `yaml:"tcp_port"`
	NodeIPs         []string `yaml:"node_ips"`
	BindIPs         []string `yaml:"bind_ips"`
	ICELite         bool     `yaml:"ice_lite"`
	WatchLines      string   `yaml:"watch_lines"` // narrow, all or none
	NarrowLine      int      `yaml:"narrow_line"` // kbit/s
	IncludeLoopback string   `yaml:"include_loopback"`
	IPv6            bool     `yaml:"ipv6"`
}

// Limits bounds what a client, a room and the server may use.
type Limits struct {
	Rooms                   int `yaml:"rooms"`
	ParticipantsPerRoom     int `yaml:"participants_per_room"`
	TracksPerParticipant    int `yaml:"tracks_per_participant"`
	MicrophonesPerRoom      int `yaml:"microphones_per_room"`
	SignalMessageBytes      int `yaml:"signal_message_bytes"`
	SignalRequestsPerSecond int `yaml:"signal_requests_per_second"`
	SignalRequestBurst      int `yaml:"signal_request_burst"`
	DataPacketsPerSecond    int `yaml:"data_packets_per_second"`
	MetadataBytes           int `yaml:"metadata_bytes"`
	AttributesBytes         int `yaml:"attributes_bytes"`
	APIBodyBytes            int `yaml:"api_body_bytes"`
}

// Rooms is how rooms of the media plane open and close.
type Rooms struct {
	AutoCreate       bool          `yaml:"auto_create"`
	EmptyTimeout     time.Duration `yaml:"empty_timeout"`
	DepartureTimeout time.Duration `yaml:"departure_timeout"`
	RemoteUnmute     bool          `yaml:"remote_unmute"`
}

// Webhooks is where events are posted.
type Webhooks struct {
	URLs   []string `yaml:"urls"`
	APIKey string   `yaml:"api_key"`
}

// Log is the structured log.
type Log struct {
	Level  string `yaml:"level"`
	Format string `yaml:"format"`
}

// Store is the database.
type Store struct {
	DSN string `yaml:"dsn"`
}

// Auth is local accounts, their sessions and the join tokens made for them.
type Auth struct {
	SessionLifetime   time.Duration `yaml:"session_lifetime"`
	IdleTimeout       time.Duration `yaml:"idle_timeout"`
	LockAfter         int           `yaml:"lock_after"`
	LockDuration      time.Duration `yaml:"lock_duration"`
	LoginsPerMinute   int           `yaml:"logins_per_minute"`
	LoginBurst        int           `yaml:"login_burst"`
	PasswordMinLength int           `yaml:"password_min_length"`
	PasswordHistory   int           `yaml:"password_history"`
	LinkLifetime      time.Duration `yaml:"link_lifetime"`
	DisableAfter      time.Duration `yaml:"disable_after"`
	SecondFactorRoles []string      `yaml:"second_factor_roles"`
	SecretKeyFile     string        `yaml:"secret_key_file"`
	JoinTokenLifetime time.Duration `yaml:"join_token_lifetime"`
}

// Meetings is what the clock does to meetings.
type Meetings struct {
	CheckEvery time.Duration `yaml:"check_every"`
	EndAfter   time.Duration `yaml:"end_after"`
}

// Papers is what may be uploaded, and how it is shown.
type Papers struct {
	FileBytes      int           `yaml:"file_bytes"`
	UploadLifetime time.Duration `yaml:"upload_lifetime"`
	OpenUploads    int           `yaml:"open_uploads"`
	ViewLifetime   time.Duration `yaml:"view_lifetime"`
	PreviewTimeout time.Duration `yaml:"preview_timeout"`
	PreviewMemory  int           `yaml:"preview_memory"`
}

// Documents is what each person may keep of their own.
type Documents struct {
	QuotaBytes int           `yaml:"quota_bytes"`
	TrashFor   time.Duration `yaml:"trash_for"`
}

// Mail is the server that takes invitations.
type Mail struct {
	Host         string        `yaml:"host"`
	Port         int           `yaml:"port"`
	TLS          string        `yaml:"tls"`
	CAFile       string        `yaml:"ca_file"`
	User         string        `yaml:"user"`
	PasswordFile string        `yaml:"password_file"`
	From         string        `yaml:"from"`
	Timeout      time.Duration `yaml:"timeout"`
}

// Demo is the demonstration.
type Demo struct {
	Enabled     bool          `yaml:"enabled"`
	AllowRemote bool          `yaml:"allow_remote"`
	ClockAhead  time.Duration `yaml:"clock_ahead"`
}
