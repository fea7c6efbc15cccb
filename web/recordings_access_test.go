package web_test

import "strings"

// Who watches recordings: everybody may ask, and is told of those that they may watch.
func init() {
	for operation, body := range map[string]string{
		"GET /rushes?fromMs=0&toMs=1000": "",
		"GET /marks":                     "",
		"POST /marks":                    `{"atMs":0,"text":"x"}`,
		"PUT /marks/{mark}":              `{"atMs":0,"text":"x"}`,
		"DELETE /marks/{mark}":           "",
		"POST /marks/{mark}/restore":     "",
		"POST /marks/{mark}/task":        `{"title":"x","unit":{"catalogue":"c","code":"1"}}`,
		"GET /cuts":                      "",
		"POST /cuts":                     `{"kind":"clip","fromMs":0,"toMs":1}`,
		"DELETE /cuts/{cut}":             "",
		"GET /cuts/{cut}/file":           "",
		"GET /subtitles":                 "",
		"GET /subtitles/{language}":      "",
		"GET /subtitles/{language}/cues": "",
		"PUT /subtitles/{language}":      "WEBVTT",
		"DELETE /subtitles/{language}":   "",
		"GET /speech":                    "",
		"POST /speech":                   `{"language":"vi"}`,
		"DELETE /speech/{language}":      "",
	} {
		method, path, _ := strings.Cut(operation, " ")
		pattern, _, _ := strings.Cut(path, "?")
		entry := rights["GET /api/v1/recordings/{id}/index"] // roles as there
		entry.path, entry.body = "/api/v1/recordings/RC_none"+strings.NewReplacer("{mark}", "MK_none", "{cut}", "CU_none", "{language}", "vi").Replace(path), body
		if body == "WEBVTT" {
			entry.contentType = "text/vtt"
		}
		rights[method+" /api/v1/recordings/{id}"+pattern] = entry
	}
}
