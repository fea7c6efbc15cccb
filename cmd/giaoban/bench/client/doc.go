// Package client is a lean client of LiveKit's protocol (signal protocol 17, two peer connections) for putting load
// on a server: one goroutine and one socket a subscriber, with every packet counted and only some decrypted.
//
// A received packet's way: UDP socket → Socket (batched reads) → Meter (counts by the RTP header, which SRTP leaves
// in the clear) → one in so many goes on to Pion, which checks and decrypts it → Subscriber (one-way delay).
package client
