package transport

import (
	"slices"

	"giaoban/sfu/codec"
)

const (
	feedbackTransportCC = "transport-cc"
	feedbackREMB        = "goog-remb"
)

// feedbackOfPublisher leaves one kind of bandwidth feedback in an answer:
// transport-wide where the client can number its packets, else REMB.
func feedbackOfPublisher(list []codec.Codec, ids codec.ExtensionIDs, audioNACK bool) {
	for i := range list {
		c := &list[i]
		drop := feedbackTransportCC
		if ids.TransportCC != 0 && c.HasFeedback(feedbackTransportCC, "") {
			drop = feedbackREMB
		}
		dropFeedback(c, drop)
		if audioNACK && c.Type() == codec.Opus && !c.HasFeedback(codec.AudioNACK.Type, "") {
			c.Feedback = append(slices.Clone(c.Feedback), codec.AudioNACK)
		}
	}
}

// feedbackOfReceiver leaves one kind of bandwidth feedback in an answer:
// transport-wide where the client lets the server number its packets, else REMB.
func feedbackOfReceiver(list []codec.Codec, ids codec.ExtensionIDs) {
	for i := range list {
		drop := feedbackTransportCC
		if ids.TransportCC != 0 && list[i].HasFeedback(feedbackTransportCC, "") {
			drop = feedbackREMB
		}
		dropFeedback(&list[i], drop)
	}
}

func dropFeedback(c *codec.Codec, typ string) {
	c.Feedback = slices.DeleteFunc(slices.Clone(c.Feedback), func(f codec.Feedback) bool { return f.Type == typ })
}

// needsREMB reports whether a publisher's answered codecs have REMB only.
func needsREMB(list []codec.Codec) bool {
	for _, c := range list {
		if c.HasFeedback(feedbackTransportCC, "") {
			return false
		}
	}
	return slices.ContainsFunc(list, func(c codec.Codec) bool { return c.HasFeedback(feedbackREMB, "") })
}
