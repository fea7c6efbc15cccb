package sfu

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/livekit/protocol/livekit"

	"giaoban/internal/id"
)

// Limits of calls by the server. The payload's is that of the protocol's version 1, which has no compression and no streams.
const (
	rpcVersion        = 1
	rpcMaxMethod      = 64
	rpcMaxPayload     = 15 << 10
	rpcMaxPending     = 256 // a room
	rpcAckTimeout     = 7 * time.Second
	rpcDefaultTimeout = 15 * time.Second
	rpcMaxTimeout     = 2 * time.Minute
)

// RPCError is a participant's own refusal of a call. Codes of 1400 to 1599 are the protocol's, others the application's.
type RPCError struct {
	Code    uint32
	Message string
	Data    string
}

// Error returns code and message.
func (e *RPCError) Error() string { return fmt.Sprintf("rpc error %d: %s", e.Code, e.Message) }

// PerformRPC calls a method of a participant over its reliable data channel and waits for the answer. Without a response timeout it waits for 15 s.
// Errors: *RPCError from the participant itself; NotFound, also when it leaves meanwhile; NotAllowed when it may not send data, hence not answer;
// TimedOut; LimitExceeded; Invalid; ErrRoomClosed; that of ctx.
func (r *Room) PerformRPC(ctx context.Context, req *livekit.PerformRpcRequest) (payload string, err error) {
	timeout, err := checkRPC(req)
	if err != nil {
		return "", err
	}
	c, err := r.startCall(req.GetDestinationIdentity())
	if err != nil {
		return "", err
	}
	defer r.calls.forget(c)
	packet := &livekit.DataPacket{
		DestinationIdentities: []string{c.to.identity},
		Value: &livekit.DataPacket_RpcRequest{RpcRequest: &livekit.RpcRequest{
			Id:                c.id,
			Method:            req.GetMethod(),
			Payload:           req.GetPayload(),
			ResponseTimeoutMs: uint32(timeout / time.Millisecond),
			Version:           rpcVersion,
		}},
	}
	if err := r.SendPacket(livekit.DataPacket_RELIABLE, packet); err != nil {
		return "", err
	}
	return c.wait(ctx, timeout)
}

func checkRPC(req *livekit.PerformRpcRequest) (timeout time.Duration, err error) {
	timeout = time.Duration(req.GetResponseTimeoutMs()) * time.Millisecond
	switch {
	case req.GetMethod() == "":
		return 0, refuse(Invalid, "a method is required")
	case len(req.GetMethod()) > rpcMaxMethod:
		return 0, refuse(Invalid, "the method's name is longer than %d bytes", rpcMaxMethod)
	case len(req.GetPayload()) > rpcMaxPayload:
		return 0, refuse(LimitExceeded, "the payload is larger than %d bytes", rpcMaxPayload)
	case timeout > rpcMaxTimeout:
		return 0, refuse(Invalid, "the response timeout is longer than %v", rpcMaxTimeout)
	case timeout == 0:
		timeout = rpcDefaultTimeout
	}
	return timeout, nil
}

// startCall registers a call to a participant.
func (r *Room) startCall(identity string) (*call, error) {
	select {
	case <-r.ctx.Done():
		return nil, ErrRoomClosed
	default:
	}
	p := r.roster.Load().byIdentity[identity]
	if p == nil {
		return nil, noParticipant(identity)
	}
	if !p.Info().Permission.GetCanPublishData() {
		return nil, refuse(NotAllowed, "the participant may not send data, so it cannot answer")
	}
	c := &call{id: id.Random(24), to: p, acked: make(chan struct{}, 1), result: make(chan callResult, 1)}
	if !r.calls.add(c) {
		return nil, refuse(LimitExceeded, "the room waits for %d calls already", rpcMaxPending)
	}
	if r.roster.Load().byIdentity[identity] != p {
		// It left before the call was known, so nobody ends it.
		r.calls.forget(c)
		return nil, ErrGone
	}
	return c, nil
}

// call is one that waits for its answer.
type call struct {
	id     string
	to     *Participant
	acked  chan struct{}   // buffered by one
	result chan callResult // buffered by one; written by who takes the call out of calls
}

type callResult struct {
	payload string
	err     error
}

// wait waits for the acknowledgement, which clients send at once, and the response.
func (c *call) wait(ctx context.Context, timeout time.Duration) (string, error) {
	ack, response := time.NewTimer(min(rpcAckTimeout, timeout)), time.NewTimer(timeout)
	defer ack.Stop()
	defer response.Stop()
	for {
		select {
		case result := <-c.result:
			return result.payload, result.err
		case <-c.acked:
			ack.Stop()
		case <-ack.C:
			return "", refuse(TimedOut, "participant %q did not acknowledge the call", c.to.identity)
		case <-response.C:
			return "", refuse(TimedOut, "participant %q did not answer the call within %v", c.to.identity, timeout)
		case <-ctx.Done():
			return "", fmt.Errorf("call to participant %q: %w", c.to.identity, ctx.Err())
		}
	}
}

// calls are a room's calls that wait for their answers.
type calls struct {
	mu   sync.Mutex
	byID map[string]*call // guarded by mu
}

// add reports false when there are too many.
func (s *calls) add(c *call) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.byID) >= rpcMaxPending {
		return false
	}
	if s.byID == nil {
		s.byID = map[string]*call{}
	}
	s.byID[c.id] = c
	return true
}

func (s *calls) forget(c *call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.byID, c.id)
}

// left ends the calls to a participant.
func (s *calls) left(p *Participant) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.byID {
		if c.to == p {
			s.finish(c, callResult{err: ErrGone})
		}
	}
}

// finish hands a call its result. s.mu is held.
func (s *calls) finish(c *call, result callResult) {
	delete(s.byID, c.id)
	c.result <- result
}

// take consumes what p answers to the server and reports whether it was such: the answer to a call to p, or one to nobody, which is what the answer to
// the server's call looks like (its caller has no identity) when it comes too late.
func (s *calls) take(p *Participant, packet *livekit.DataPacket) bool {
	ack, response := packet.GetRpcAck(), packet.GetRpcResponse()
	if ack == nil && response == nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.byID[ack.GetRequestId()+response.GetRequestId()] // one of them is nil
	if c == nil || c.to != p {
		return !addressed(packet)
	}
	if ack != nil {
		select {
		case c.acked <- struct{}{}:
		default:
		}
		return true
	}
	s.finish(c, resultOf(response))
	return true
}

// addressed reports whether a packet names anyone who should get it.
func addressed(packet *livekit.DataPacket) bool {
	for _, identity := range packet.GetDestinationIdentities() {
		if identity != "" {
			return true
		}
	}
	return false
}

func resultOf(response *livekit.RpcResponse) callResult {
	switch v := response.GetValue().(type) {
	case *livekit.RpcResponse_Payload:
		return callResult{payload: v.Payload}
	case *livekit.RpcResponse_Error:
		return callResult{err: &RPCError{Code: v.Error.GetCode(), Message: v.Error.GetMessage(), Data: v.Error.GetData()}}
	default:
		return callResult{err: refuse(Unsupported, "the participant's answer cannot be read")}
	}
}
