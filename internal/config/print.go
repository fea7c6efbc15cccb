package config

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"

	"go.yaml.in/yaml/v3"
)

// hidden stands for a secret wherever the configuration is printed.
const hidden = "(hidden)"

// Print returns the effective configuration as the commented file, with every secret hidden.
func (c *Config) Print() ([]byte, error) {
	var document, effective yaml.Node
	if err := yaml.Unmarshal(Commented, &document); err != nil {
		return nil, fmt.Errorf("embedded configuration: %w", err)
	}
	defaults, err := Default()
	if err != nil {
		return nil, err
	}
	shown := *c
	shown.Keys = make(map[string]string, len(c.Keys))
	for key := range c.Keys {
		shown.Keys[key] = hidden
	}
	shown.Recordings = c.Recordings.hideMasterKeys()
	if shown.Blob.S3.SecretKey != "" {
		shown.Blob.S3.SecretKey = hidden
	}
	shown.Store.DSN = hidePassword(c.Store.DSN)
	if err := effective.Encode(&shown); err != nil {
		return nil, fmt.Errorf("encode configuration: %w", err)
	}
	var unchanged yaml.Node
	if err := unchanged.Encode(defaults); err != nil {
		return nil, fmt.Errorf("encode configuration: %w", err)
	}
	overlay(document.Content[0], &effective, &unchanged)

	var text bytes.Buffer
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	if err := encoder.Encode(&document); err != nil {
		return nil, fmt.Errorf("encode configuration: %w", err)
	}
	return text.Bytes(), encoder.Close()
}

// hidePassword returns a data source name without the password it may hold.
func hidePassword(dsn string) string {
	if !strings.Contains(dsn, "://") {
		return dsn // a path
	}
	address, err := url.Parse(dsn)
	if err != nil {
		return hidden
	}
	if _, found := address.User.Password(); found {
		address.User = url.UserPassword(address.User.Username(), hidden)
	}
	query := address.Query()
	for _, key := range []string{"password", "sslpassword"} {
		if query.Has(key) {
			query.Set(key, hidden)
			address.RawQuery = query.Encode()
		}
	}
	return address.String()
}

// overlay writes into the commented mapping the values that differ from the defaults; the others keep the file's own
// spelling ("12h", not "12h0m0s"). All three hold the same keys, which a test checks.
func overlay(commented, effective, defaults *yaml.Node) {
	for i := 0; i+1 < len(commented.Content); i += 2 {
		key := commented.Content[i].Value
		value, was := child(effective, key), child(defaults, key)
		if value == nil || was == nil {
			continue
		}
		target := commented.Content[i+1]
		if target.Kind == yaml.MappingNode && len(target.Content) > 0 {
			overlay(target, value, was)
			continue
		}
		if same(value, was) {
			continue
		}
		target.Kind, target.Tag, target.Style = value.Kind, value.Tag, value.Style
		target.Value, target.Content = value.Value, value.Content
	}
}

func child(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}

func same(a, b *yaml.Node) bool {
	if a.Value != b.Value || len(a.Content) != len(b.Content) {
		return false
	}
	for i := range a.Content {
		if !same(a.Content[i], b.Content[i]) {
			return false
		}
	}
	return true
}
