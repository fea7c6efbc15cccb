package roomservice

import (
	"strconv"

	"giaoban/sfu"

	"github.com/twitchtv/twirp"
)

// rpcCodes are the protocol's own error codes of a call to a participant.
var rpcCodes = map[uint32]twirp.ErrorCode{
	1400: twirp.Unimplemented,     // unsupported method
	1401: twirp.NotFound,          // recipient not found
	1402: twirp.ResourceExhausted, // request payload too large
	1403: twirp.Unimplemented,     // unsupported server
	1404: twirp.Unimplemented,     // unsupported version
	1501: twirp.DeadlineExceeded,  // connection timeout
	1502: twirp.DeadlineExceeded,  // response timeout
	1503: twirp.NotFound,          // recipient disconnected
	1504: twirp.ResourceExhausted, // response payload too large
}

// refusedCall tells the caller of what the called participant answered. The meta values carry the participant's own code and data; an error of the
// application is Unknown, since only the application knows what it means.
func refusedCall(e *sfu.RPCError) error {
	code, known := rpcCodes[e.Code]
	if !known {
		code = twirp.Unknown
	}
	err := twirp.NewError(code, e.Message).WithMeta("rpc_code", strconv.FormatUint(uint64(e.Code), 10))
	if e.Data != "" {
		err = err.WithMeta("rpc_data", e.Data)
	}
	return err
}
