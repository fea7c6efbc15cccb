package signaling

import (
	"slices"
	"strings"

	"github.com/livekit/protocol/livekit"
)

// DeviceCodecRule keeps codecs from devices that announce them but fail at
// them. Every non-empty field must match, ignoring case.
type DeviceCodecRule struct {
	OS, DeviceModel, Browser string
	SDK                      livekit.ClientInfo_SDK // UNKNOWN matches all
	// Codecs are mime types such as "video/H264" that the device is never
	// offered and never answered with.
	Codecs []string
}

// DefaultDeviceCodecs are the devices known to fail.
func DefaultDeviceCodecs() []DeviceCodecRule {
	return []DeviceCodecRule{
		{OS: "android", DeviceModel: "Xiaomi 2201117TI", Codecs: []string{"video/H264"}},
	}
}

func (r DeviceCodecRule) matches(client *livekit.ClientInfo) bool {
	same := func(want, have string) bool { return want == "" || strings.EqualFold(want, have) }
	return same(r.OS, client.GetOs()) && same(r.DeviceModel, client.GetDeviceModel()) &&
		same(r.Browser, client.GetBrowser()) &&
		(r.SDK == livekit.ClientInfo_UNKNOWN || r.SDK == client.GetSdk())
}

// disabledCodecs returns the mime types that the client must not use.
func disabledCodecs(rules []DeviceCodecRule, client *livekit.ClientInfo) []string {
	var codecs []string
	for _, rule := range rules {
		if rule.matches(client) {
			codecs = append(codecs, rule.Codecs...)
		}
	}
	slices.Sort(codecs)
	return slices.Compact(codecs)
}
