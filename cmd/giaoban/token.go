package main

import (
	"fmt"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/spf13/cobra"

	"giaoban/signaling/token"
)

func tokenCommand() *cobra.Command {
	var sources configFlags
	var grant token.Grant
	var key string
	var watch bool
	cmd := &cobra.Command{
		Use:   "token",
		Short: "Mint a join token, for LiveKit clients and tools",
		Long: "Mint a join token with the server's own keys: run it with the configuration and data directory of the server.\n" +
			"The token goes to standard output; treat it as a password.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := sources.load(cmd)
			if err != nil {
				return err
			}
			keys, err := loadKeys(cfg)
			if err != nil {
				return err
			}
			grant.Permission = &livekit.ParticipantPermission{
				CanSubscribe: true, CanPublish: !watch, CanPublishData: !watch, CanUpdateMetadata: !watch,
			}
			signed, err := keys.Mint(key, grant)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), signed)
			return err
		},
	}
	sources.add(cmd)
	flags := cmd.Flags()
	flags.StringVar(&grant.Room, "room", "", "name of the room (required)")
	flags.StringVar(&grant.Identity, "identity", "", "identity, unique in the room (required)")
	flags.StringVar(&grant.Name, "name", "", "name shown to others")
	flags.StringVar(&grant.Metadata, "metadata", "", "metadata shown to others")
	flags.StringToStringVar(&grant.Attributes, "attribute", nil, "attribute shown to others, key=value; may be repeated")
	flags.BoolVar(&grant.Admin, "admin", false, "may mute and remove others")
	flags.BoolVar(&watch, "watch", false, "may only watch and listen")
	flags.DurationVar(&grant.Lifetime, "valid-for", time.Hour, "how long the token lets in")
	flags.StringVar(&key, "api-key", "", "key to sign with (default the first)")
	for _, required := range []string{"room", "identity"} {
		_ = cmd.MarkFlagRequired(required) // the flag was defined above
	}
	return cmd
}
