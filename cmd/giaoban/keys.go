package main

import (
	"giaoban/internal/config"
	"giaoban/signaling/token"
)

// loadKeys returns the API keys, generated at the first start if none are configured.
func loadKeys(cfg *config.Config) (*token.Keys, error) {
	secrets, err := cfg.ResolveKeys(token.GenerateKey)
	if err != nil {
		return nil, err
	}
	return token.NewKeys(secrets)
}
