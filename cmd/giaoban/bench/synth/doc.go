// Package synth makes the RTP payloads that the load generator publishes: VP8-like video and Opus-like audio of an
// exact size and rate, each packet carrying a Stamp from which a receiver in the same process reads the one-way
// delay, or the frames of a real file. What it makes looks enough like the codec to pass a server that parses
// payload descriptors and gates forwarding on key frames; no decoder will show a picture of it.
package synth
