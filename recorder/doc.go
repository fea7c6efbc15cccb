// Package recorder records rooms. A Recording is a hidden member of its room behind the same interface as everyone else: it
// receives packets, makes frames of them and has them written as they are. No browser, no decoding, no encoding while a
// meeting runs.
//
// A packet's way: sfu's egress → frame (order, whole frames) → timing (the server's clock) → writer (a fragment each second)
// → container (WebM, MP4). What was written is described and signed by manifest.
package recorder
