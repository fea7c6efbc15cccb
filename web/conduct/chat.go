package conduct

import (
	"context"
	"net/http"
	"time"

	"giaoban/scheduler/conduct/chat"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

// chatMessage is one message of a meeting's chat.
type chatMessage struct {
	Seq           int64        `json:"seq" doc:"The order of messages."`
	Revision      int64        `json:"revision"`
	Channel       chat.Channel `json:"channel" enum:"all,desk,technicians"`
	Author        string       `json:"author" doc:"Identity in the room."`
	AuthorName    string       `json:"authorName"`
	AuthorSite    string       `json:"authorSite,omitempty"`
	Recipient     string       `json:"recipient,omitempty" doc:"Whom an answer of those who serve a channel is for."`
	RecipientName string       `json:"recipientName,omitempty"`
	Text          string       `json:"text" doc:"Empty once it was removed."`
	At            time.Time    `json:"at"`
	RemovedBy     string       `json:"removedBy,omitempty"`
	RemovedReason string       `json:"removedReason,omitempty"`
}

type chatOutput struct {
	Body struct {
		Items    []chatMessage `json:"items" nullable:"false"`
		More     bool          `json:"more" doc:"There are others: older ones, or later changes."`
		Revision int64         `json:"revision" doc:"What to ask for changes since."`
		Muted    bool          `json:"muted" doc:"The caller may not write to everyone now."`
		Mutes    []string      `json:"mutes" nullable:"false" doc:"For those who conduct: identities that may not write; * is everyone."`
	}
}

type chatSendInput struct {
	ID   string `path:"id" doc:"The meeting's id." maxLength:"64"`
	Body struct {
		ID        string       `json:"id" minLength:"1" maxLength:"64" doc:"Made by the client, new for each message: one that is sent twice is there once."`
		Channel   chat.Channel `json:"channel" enum:"all,desk,technicians"`
		Recipient string       `json:"recipient,omitempty" maxLength:"256" doc:"Identity; by those who serve the channel, as an answer."`
		Text      string       `json:"text" maxLength:"40000"`
	}
}

type chatMessageOutput struct {
	Body chatMessage
}

func (a *area) registerChat(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "read-meeting-chat", Method: http.MethodGet, Path: "/meetings/{id}/chat", Tag: tag, Allow: rest.Members, Summary: "Messages of a meeting's chat",
		Description: "What the caller may see: messages to everyone, those of channels that they serve, and their own with the answers. " +
			"The stream of the meeting says by an event chat that there is something new.", Errors: []problem.Code{problem.NotFound, problem.Unavailable},
	}, a.chat)
	rest.Register(api, rest.Endpoint{
		ID: "send-meeting-chat", Method: http.MethodPost, Path: "/meetings/{id}/chat", Tag: tag, Allow: rest.Members, Summary: "Write a message",
		Description: "To everyone, to the chair's desk or to the technicians; at most ten in half a minute.",
		Errors:      []problem.Code{problem.NotFound, problem.Forbidden, problem.Conflict, problem.Invalid, problem.Unavailable},
	}, a.sendChat)
	rest.Register(api, rest.Endpoint{
		ID: "remove-meeting-chat", Method: http.MethodDelete, Path: "/meetings/{id}/chat/{seq}", Tag: tag, Allow: rest.Members, Status: http.StatusNoContent,
		Summary: "Remove a message for everyone", Description: "By those who conduct.", Errors: []problem.Code{problem.NotFound, problem.Forbidden, problem.Invalid, problem.Unavailable},
	}, a.removeChat)
	rest.Register(api, rest.Endpoint{
		ID: "mute-meeting-chat", Method: http.MethodPut, Path: "/meetings/{id}/chat-mutes", Tag: tag, Allow: rest.Members, Status: http.StatusNoContent,
		Summary:     "Take or give back the right to write",
		Description: "By those who conduct. Who is muted may still write to the chair's desk.",
		Errors:      []problem.Code{problem.NotFound, problem.Forbidden, problem.Conflict, problem.Invalid, problem.Unavailable},
	}, a.muteChat)
}

func newChatMessage(m *chat.Message) chatMessage { return chatMessage(*m) }

func (a *area) chat(ctx context.Context, input *struct {
	ID     string `path:"id" doc:"The meeting's id." maxLength:"64"`
	Before int64  `query:"before" minimum:"0" doc:"Messages older than this seq."`
	Since  int64  `query:"since" minimum:"0" doc:"What has changed since this revision."`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
},
) (*chatOutput, error) {
	page, err := a.Chat.Read(ctx, by(ctx), input.ID, chat.Query{Before: input.Before, Since: input.Since, Limit: input.Limit})
	if err != nil {
		return nil, err
	}
	output := &chatOutput{}
	output.Body.Items = make([]chatMessage, len(page.Messages))
	for i := range page.Messages {
		output.Body.Items[i] = newChatMessage(&page.Messages[i])
	}
	output.Body.More, output.Body.Revision, output.Body.Muted = page.More, page.Revision, page.Muted
	output.Body.Mutes = append([]string{}, page.Mutes...)
	return output, nil
}

func (a *area) sendChat(ctx context.Context, input *chatSendInput) (*chatMessageOutput, error) {
	b := &input.Body
	message, err := a.Chat.Send(ctx, by(ctx), input.ID, chat.Draft{ClientID: b.ID, Channel: b.Channel, Recipient: b.Recipient, Text: b.Text})
	if err != nil {
		return nil, err
	}
	return &chatMessageOutput{newChatMessage(message)}, nil
}

func (a *area) removeChat(ctx context.Context, input *struct {
	ID     string `path:"id" doc:"The meeting's id." maxLength:"64"`
	Seq    int64  `path:"seq" minimum:"1" doc:"Of the message."`
	Reason string `query:"reason" maxLength:"1200" doc:"Shown where the message was."`
},
) (*struct{}, error) {
	return nil, a.Chat.Remove(ctx, by(ctx), input.ID, input.Seq, input.Reason)
}

func (a *area) muteChat(ctx context.Context, input *struct {
	ID   string `path:"id" doc:"The meeting's id." maxLength:"64"`
	Body struct {
		Identity string `json:"identity" minLength:"1" maxLength:"256" doc:"* is everyone."`
		Muted    bool   `json:"muted"`
	}
},
) (*struct{}, error) {
	return nil, a.Chat.Mute(ctx, by(ctx), input.ID, input.Body.Identity, input.Body.Muted)
}
