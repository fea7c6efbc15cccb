// Package conformance runs the unmodified integration tests of LiveKit's Go SDK
// against GiaoBan. It is a module of its own so that the SDK and its versions
// stay out of the product's.
package conformance

// The import pins the SDK in go.mod: go test -c builds its tests from there.
import _ "github.com/livekit/server-sdk-go/v2"
