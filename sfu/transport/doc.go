// Package transport carries media and data between the server and its peers:
// ICE on shared sockets, DTLS-SRTP, SDP offers and answers, data channels. It
// is the only package that knows which WebRTC library does the work.
//
// An Engine owns the sockets. A Peer is one peer connection in one of three
// roles: Publisher (the client offers and sends), Subscriber (the server offers
// and sends), Single (the client offers, media flows both ways). What a client
// sends arrives as Incoming streams, one per simulcast encoding; what it
// receives leaves through Senders, and Peer.WriteBatch is the only way out for
// media. Nothing is intercepted, stored or rewritten on the way out: that is
// the work of sfu/forward.
//
// A receiver that negotiated AES-GCM has its packets sealed by sfu/seal into one
// burst (outbound.go), with keys that come from the handshake by the library's key
// log (keys.go), and on Linux the burst leaves as few datagrams with segments
// (burst_linux.go), to wherever the library itself last sent (route). All else
// goes through the library: other profiles, RTCP, STUN, DTLS.
//
// SDP from a client is parsed and checked here before the library sees it
// (offers that lie get an *SDPError), and what the library writes is edited
// before it is sent, one idea per sdp_*.go file.
package transport
