package wire

import (
	"net/url"
	"strings"

	"github.com/livekit/protocol/livekit"
)

var sdkNames = map[string]livekit.ClientInfo_SDK{
	"js":          livekit.ClientInfo_JS,
	"reactnative": livekit.ClientInfo_REACT_NATIVE,
	"ios":         livekit.ClientInfo_SWIFT,
	"swift":       livekit.ClientInfo_SWIFT,
	"android":     livekit.ClientInfo_ANDROID,
	"flutter":     livekit.ClientInfo_FLUTTER,
	"go":          livekit.ClientInfo_GO,
	"unity":       livekit.ClientInfo_UNITY,
	"unityweb":    livekit.ClientInfo_UNITY_WEB,
	"rust":        livekit.ClientInfo_RUST,
	"python":      livekit.ClientInfo_PYTHON,
	"cpp":         livekit.ClientInfo_CPP,
	"node":        livekit.ClientInfo_NODE,
	"unreal":      livekit.ClientInfo_UNREAL,
	"esp32":       livekit.ClientInfo_ESP32,
	"dotnet":      livekit.ClientInfo_DOTNET,
}

func parseClientInfo(query url.Values) *livekit.ClientInfo {
	info := &livekit.ClientInfo{
		Sdk:            sdkNames[strings.ToLower(query.Get("sdk"))],
		Version:        query.Get("version"),
		Protocol:       integer(query, "protocol"),
		ClientProtocol: integer(query, "client_protocol"),
		Os:             query.Get("os"),
		OsVersion:      query.Get("os_version"),
		Browser:        query.Get("browser"),
		BrowserVersion: query.Get("browser_version"),
		DeviceModel:    query.Get("device_model"),
		Network:        query.Get("network"),
	}
	for name := range strings.SplitSeq(query.Get("capabilities"), ",") {
		if value, known := livekit.ClientInfo_Capability_value[strings.TrimSpace(name)]; known && value != 0 {
			info.Capabilities = append(info.Capabilities, livekit.ClientInfo_Capability(value))
		}
	}
	return info
}

// IsFirefox reports whether the client is a Firefox, which cannot take ICE-lite
// reliably and sends the first codec it likes.
func IsFirefox(info *livekit.ClientInfo) bool {
	return strings.EqualFold(info.GetBrowser(), "firefox") || strings.EqualFold(info.GetBrowser(), "firefox mobile")
}
