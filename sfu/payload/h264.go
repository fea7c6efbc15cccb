package payload

type h264State struct {
	seenSPS bool
	spsTS   uint32
}
