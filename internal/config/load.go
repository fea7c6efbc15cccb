package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"go.yaml.in/yaml/v3"
)

// Default returns the configuration of the embedded file.
func Default() (*Config, error) {
	cfg := &Config{}
	if err := decode(Commented, cfg); err != nil {
		return nil, fmt.Errorf("embedded configuration: %w", err)
	}
	return cfg, nil
}

// Load returns the effective configuration: the embedded file, then the file at path (none when path is empty), then
// the variables of environ, which has the form of os.Environ. It does not validate: flags come after it.
func Load(path string, environ []string) (*Config, error) {
	cfg, err := Default()
	if err != nil {
		return nil, err
	}
	if path != "" {
		text, err := os.ReadFile(path) //nolint:gosec // the administrator names the file
		if err != nil {
			return nil, fmt.Errorf("configuration: %w", err)
		}
		if err := decode(text, cfg); err != nil {
			return nil, fmt.Errorf("configuration %s: %w", path, err)
		}
	}
	if err := applyEnvironment(cfg, environ); err != nil {
		return nil, err
	}
	return cfg, nil
}

// decode reads YAML over cfg: keys that the text doesn't have keep their value, unknown ones fail.
func decode(text []byte, cfg *Config) error {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(cfg); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if err := decoder.Decode(&struct{}{}); !errors.Is(err, io.EOF) {
		return errors.New("more than one YAML document in the file")
	}
	return nil
}
