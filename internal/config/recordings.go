package config

import (
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// Recordings is how recordings are kept.
type Recordings struct {
	MasterKeys    []string      `yaml:"master_keys"`
	MasterKeyFile string        `yaml:"master_key_file"`
	CutsKept      time.Duration `yaml:"cuts_kept"`
	Processors    int           `yaml:"processors"`
	Encoder       string        `yaml:"encoder"`
	EncoderDevice string        `yaml:"encoder_device"`
	Retention     Retention     `yaml:"retention"`
	Speech        Speech        `yaml:"speech"`
}

// Speech is what makes subtitles of recordings.
type Speech struct {
	Command   []string          `yaml:"command"`
	Endpoint  string            `yaml:"endpoint"`
	TokenFile string            `yaml:"token_file"`
	CAFile    string            `yaml:"ca_file"`
	Fields    map[string]string `yaml:"fields"`
	Languages []string          `yaml:"languages"`
	Automatic bool              `yaml:"automatic"`
	Timeout   time.Duration     `yaml:"timeout"`
	Tries     int               `yaml:"tries"`
}

// Configured reports whether there is one.
func (s *Speech) Configured() bool { return s.Endpoint != "" || len(s.Command) > 0 }

var languageTag = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$`)

func (s *Speech) validate() error {
	problems := []error{positive("recordings.speech.timeout", s.Timeout)}
	if s.Endpoint != "" && len(s.Command) > 0 {
		problems = append(problems, errors.New("recordings.speech: give command or endpoint"))
	}
	const most = 20
	if s.Tries < 1 || s.Tries > most {
		problems = append(problems, fmt.Errorf("recordings.speech.tries: from 1 to %d", most))
	}
	if address, err := url.Parse(s.Endpoint); s.Endpoint != "" && (err != nil || (address.Scheme != "http" && address.Scheme != "https") || address.Host == "" || address.User != nil) {
		problems = append(problems, errors.New("recordings.speech.endpoint: want https://host/path"))
	}
	if s.Configured() && len(s.Languages) == 0 {
		problems = append(problems, errors.New("recordings.speech.languages: name one at least"))
	}
	for _, language := range s.Languages {
		if !languageTag.MatchString(language) {
			problems = append(problems, fmt.Errorf("recordings.speech.languages: %q is no language such as vi", language))
		}
	}
	return errors.Join(problems...)
}

// SpeechToken returns what the service at the endpoint is shown; "": nothing. No error shows it.
func (c *Config) SpeechToken() (string, error) {
	if c.Recordings.Speech.TokenFile == "" {
		return "", nil
	}
	return secretFrom("recordings.speech.token_file", c.Recordings.Speech.TokenFile)
}

// Retention is how long recordings are kept, and who lets them go.
type Retention struct {
	Classes       []RetentionClass  `yaml:"classes"`
	Default       string            `yaml:"default"`
	ByType        map[string]string `yaml:"by_type"`
	HoldRoles     []string          `yaml:"hold_roles"`
	DisposalRoles []string          `yaml:"disposal_roles"`
	ApprovalRoles []string          `yaml:"approval_roles"`
	AskedFor      time.Duration     `yaml:"asked_for"`
}

// RetentionClass is one class.
type RetentionClass struct {
	ID    string `yaml:"id"`
	VI    string `yaml:"vi"`
	EN    string `yaml:"en"`
	Years int    `yaml:"years"`
}

func (r *Retention) validate() error {
	problems := []error{positive("recordings.retention.asked_for", r.AskedFor)}
	known := map[string]bool{}
	for _, class := range r.Classes {
		if class.ID == "" || class.VI == "" || class.EN == "" || class.Years < 0 || known[class.ID] {
			problems = append(problems, fmt.Errorf("recordings.retention.classes: %q needs an id of its own, both names and years of 0 or more", class.ID))
		}
		known[class.ID] = true
	}
	if !known[r.Default] {
		problems = append(problems, fmt.Errorf("recordings.retention.default: %q is no class", r.Default))
	}
	for of, class := range r.ByType {
		if !known[class] {
			problems = append(problems, fmt.Errorf("recordings.retention.by_type: %s: %q is no class", of, class))
		}
	}
	for key, roles := range map[string][]string{"hold_roles": r.HoldRoles, "disposal_roles": r.DisposalRoles, "approval_roles": r.ApprovalRoles} {
		if len(roles) == 0 {
			problems = append(problems, fmt.Errorf("recordings.retention.%s: nobody could", key))
		}
		for _, role := range roles {
			problems = append(problems, oneOf("recordings.retention."+key, role, "chair", "secretary", "leader", "unit_admin"))
		}
	}
	return errors.Join(problems...)
}

// Blob is where large files are kept.
type Blob struct {
	S3 S3 `yaml:"s3"`
}

// S3 is a bucket for recordings.
type S3 struct {
	Endpoint       string        `yaml:"endpoint"`
	Bucket         string        `yaml:"bucket"`
	Region         string        `yaml:"region"`
	Prefix         string        `yaml:"prefix"`
	AccessKey      string        `yaml:"access_key"`
	SecretKey      string        `yaml:"secret_key"`
	SecretKeyFile  string        `yaml:"secret_key_file"`
	PathStyle      bool          `yaml:"path_style"`
	CAFile         string        `yaml:"ca_file"`
	PartBytes      int           `yaml:"part_bytes"`
	BytesPerSecond int           `yaml:"bytes_per_second"`
	Windows        []string      `yaml:"windows"`
	Timeout        time.Duration `yaml:"timeout"`
}

const masterKeyBytes = 32

// leastPartBytes is what S3 asks of every part but the last.
const leastPartBytes = 5 << 20

var window = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$`)

func (s *S3) validate() error {
	problems := []error{positive("blob.s3.timeout", s.Timeout)}
	if s.PartBytes < leastPartBytes {
		problems = append(problems, fmt.Errorf("blob.s3.part_bytes: at least %d", leastPartBytes))
	}
	if s.BytesPerSecond < 0 {
		problems = append(problems, errors.New("blob.s3.bytes_per_second: must not be negative"))
	}
	for _, text := range s.Windows {
		if !window.MatchString(text) {
			problems = append(problems, fmt.Errorf("blob.s3.windows: %q is no window such as 18:00-06:00", text))
		}
	}
	if s.Prefix != "" && (!strings.HasSuffix(s.Prefix, "/") || strings.HasPrefix(s.Prefix, "/")) {
		problems = append(problems, errors.New("blob.s3.prefix: must end in / and not begin with it"))
	}
	if s.Endpoint == "" {
		return errors.Join(problems...)
	}
	address, err := url.Parse(s.Endpoint)
	if err != nil || (address.Scheme != "http" && address.Scheme != "https") || address.Host == "" || strings.Trim(address.Path, "/") != "" {
		problems = append(problems, errors.New("blob.s3.endpoint: want https://host, without a path"))
	}
	if s.Bucket == "" || s.AccessKey == "" {
		problems = append(problems, errors.New("blob.s3: endpoint needs bucket and access_key"))
	}
	if (s.SecretKey == "") == (s.SecretKeyFile == "") {
		problems = append(problems, errors.New("blob.s3: give secret_key or secret_key_file"))
	}
	return errors.Join(problems...)
}

// S3Secret returns the secret key of the bucket. No error shows it.
func (c *Config) S3Secret() (string, error) {
	if c.Blob.S3.SecretKey != "" {
		return c.Blob.S3.SecretKey, nil
	}
	return secretFrom("blob.s3.secret_key_file", c.Blob.S3.SecretKeyFile)
}

func (c *Config) validateRecordings() error {
	problems := []error{
		c.Blob.S3.validate(), c.Recordings.Retention.validate(), c.Recordings.Speech.validate(), positive("recordings.cuts_kept", c.Recordings.CutsKept),
		oneOf("recordings.encoder", c.Recordings.Encoder, "auto", "software", "h264_nvenc", "h264_qsv", "h264_vaapi", "h264_v4l2m2m"),
	}
	if c.Recordings.Processors < 0 {
		problems = append(problems, errors.New("recordings.processors: must not be negative"))
	}
	for _, key := range c.Recordings.MasterKeys {
		if raw, err := hex.DecodeString(key); err != nil || len(raw) != masterKeyBytes {
			problems = append(problems, fmt.Errorf("recordings.master_keys: a key has %d hexadecimal digits", 2*masterKeyBytes))
		}
	}
	return errors.Join(problems...)
}

// MasterKeyFile returns the file of the master key of recordings.
func (c *Config) MasterKeyFile() string {
	if c.Recordings.MasterKeyFile != "" {
		return c.Recordings.MasterKeyFile
	}
	return filepath.Join(c.DataDir, "recordings-master.key")
}

// hideMasterKeys stands for the keys where the configuration is printed.
func (r Recordings) hideMasterKeys() Recordings {
	shown := make([]string, len(r.MasterKeys))
	for i := range shown {
		shown[i] = hidden
	}
	r.MasterKeys = shown
	return r
}
