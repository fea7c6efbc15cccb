package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v3"
)

// generatedKeys is the file in the data directory that holds the keys made at the first start.
const generatedKeys = "keys.yaml"

// ResolveKeys returns the API keys with their secrets: those of the configuration and of keys_file together, else those
// generated earlier, else one pair made by generate and kept in the data directory. No error shows a secret.
func (c *Config) ResolveKeys(generate func() (key, secret string)) (map[string]string, error) {
	keys := make(map[string]string, len(c.Keys)+1)
	for key, secret := range c.Keys {
		if key == "" || secret == "" || secret == hidden {
			return nil, fmt.Errorf("keys: the secret of %q is empty or %s, as a printed configuration has it", key, hidden)
		}
		keys[key] = secret
	}
	if c.KeysFile != "" {
		if err := readKeys(c.KeysFile, keys); err != nil {
			return nil, err
		}
	}
	if len(keys) > 0 {
		return keys, nil
	}
	path := filepath.Join(c.DataDir, generatedKeys)
	err := readKeys(path, keys)
	if err == nil && len(keys) == 0 {
		return nil, fmt.Errorf("keys: %s holds no keys; remove it to have a new pair made", path)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return keys, err
	}
	key, secret := generate()
	keys[key] = secret
	return keys, writeKeys(path, keys)
}

func readKeys(path string, into map[string]string) error {
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("keys: %s can be read by others; run chmod 600 on it", path)
	}
	text, err := os.ReadFile(path) //nolint:gosec // the administrator names the file
	if err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	var pairs map[string]string
	if err := yaml.Unmarshal(text, &pairs); err != nil {
		// The parser's own message could quote a secret.
		return fmt.Errorf("keys: %s is not a YAML file of `key: secret` lines", path)
	}
	for key, secret := range pairs {
		if key == "" || secret == "" {
			return fmt.Errorf("keys: a key or its secret in %s is empty", path)
		}
		into[key] = secret
	}
	return nil
}

func writeKeys(path string, keys map[string]string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	text, err := yaml.Marshal(keys)
	if err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	// O_EXCL: two servers starting on one data directory must not end with different keys.
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // below the data directory
	if err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	_, err = file.Write(text)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	return nil
}
