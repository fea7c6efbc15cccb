package signaling_test

import (
	"errors"
	"net/http"
	"testing"

	"giaoban/signaling/internal/testserver"
	"giaoban/signaling/testclient"

	"github.com/livekit/protocol/livekit"
	"github.com/twitchtv/twirp"
)

// answerRPC waits for the n-th call and answers it as the JS client does: to the caller's identity, which is empty for the server.
func answerRPC(t *testing.T, c *testclient.Client, n int, response *livekit.RpcResponse) *livekit.RpcRequest {
	t.Helper()
	var packet *livekit.DataPacket
	until(t, "the call", func() bool {
		seen := 0
		for _, packet = range c.Data() {
			if packet.GetRpcRequest() != nil {
				if seen++; seen == n {
					return true
				}
			}
		}
		return false
	})
	request := packet.GetRpcRequest()
	response.RequestId = request.GetId()
	for _, answer := range []*livekit.DataPacket{
		{Value: &livekit.DataPacket_RpcAck{RpcAck: &livekit.RpcAck{RequestId: request.GetId()}}},
		{Value: &livekit.DataPacket_RpcResponse{RpcResponse: response}},
	} {
		answer.DestinationIdentities = []string{packet.GetParticipantIdentity()}
		if err := c.SendData(livekit.DataPacket_RELIABLE, answer); err != nil {
			t.Fatal(err)
		}
	}
	return request
}

func TestPerformRPC(t *testing.T) {
	eachMode(t, func(t *testing.T, mode testclient.Mode) {
		server := testserver.Start(t)
		site := join(t, server, mode, "hall", "site")
		bystander := join(t, server, mode, "hall", "bystander")
		until(t, "the channels", func() bool { return site.CanSend() && bystander.CanSend() })
		client := livekit.NewRoomServiceProtobufClient(server.URL, http.DefaultClient)
		t.Cleanup(http.DefaultClient.CloseIdleConnections)
		ctx, err := twirp.WithHTTPRequestHeaders(t.Context(), http.Header{"Authorization": {"Bearer " + server.AdminToken(t, "hall")}})
		if err != nil {
			t.Fatal(err)
		}
		type outcome struct {
			response *livekit.PerformRpcResponse
			err      error
		}
		call := func(request *livekit.PerformRpcRequest) <-chan outcome {
			done := make(chan outcome, 1)
			go func() {
				response, err := client.PerformRpc(ctx, request)
				done <- outcome{response, err}
			}()
			return done
		}
		fails := func(what string, got outcome, want twirp.ErrorCode) twirp.Error {
			t.Helper()
			var refused twirp.Error
			if !errors.As(got.err, &refused) || refused.Code() != want {
				t.Fatalf("%s: %v, want %s", what, got.err, want)
			}
			return refused
		}
		to := func(identity string) *livekit.PerformRpcRequest {
			return &livekit.PerformRpcRequest{Room: "hall", DestinationIdentity: identity, Method: "hand", Payload: "up?"}
		}

		done := call(to("site"))
		request := answerRPC(t, site, 1, &livekit.RpcResponse{Value: &livekit.RpcResponse_Payload{Payload: "up"}})
		if got := <-done; got.err != nil || got.response.GetPayload() != "up" {
			t.Fatalf("got %v, %v", got.response, got.err)
		}
		if request.GetMethod() != "hand" || request.GetPayload() != "up?" || request.GetVersion() != 1 || request.GetResponseTimeoutMs() == 0 {
			t.Errorf("the participant got %v", request)
		}

		done = call(to("site"))
		answerRPC(t, site, 2, &livekit.RpcResponse{Value: &livekit.RpcResponse_Error{Error: &livekit.RpcError{Code: 1400, Message: "none", Data: "x"}}})
		refused := fails("an unknown method", <-done, twirp.Unimplemented)
		if refused.Msg() != "none" || refused.Meta("rpc_code") != "1400" || refused.Meta("rpc_data") != "x" {
			t.Errorf("refused as %v with %v", refused, refused.MetaMap())
		}
		done = call(to("site"))
		answerRPC(t, site, 3, &livekit.RpcResponse{Value: &livekit.RpcResponse_Error{Error: &livekit.RpcError{Code: 7}}})
		_ = fails("an error of the application", <-done, twirp.Unknown)

		silent := to("site")
		silent.ResponseTimeoutMs = 1
		_ = fails("no answer", <-call(silent), twirp.DeadlineExceeded)
		_ = fails("nobody", <-call(to("nobody")), twirp.NotFound)
		_ = fails("no identity", <-call(to("")), twirp.InvalidArgument)
		done = call(to("site"))
		until(t, "the last call", func() bool {
			data := site.Data()
			return len(data) == 5 && data[4].GetRpcRequest() != nil
		})
		site.Leave()
		_ = fails("the participant left", <-done, twirp.NotFound)
		if data := bystander.Data(); len(data) != 0 {
			t.Errorf("a bystander got %v", data)
		}
	})
}
