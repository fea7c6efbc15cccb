package mailtest

import (
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"strings"
	"testing"
)

// Part is a part of a mail, decoded.
type Part struct {
	Media  string            // "text/plain"
	Params map[string]string // of the media type
	Data   []byte
}

// Subject returns the subject, decoded.
func (m Mail) Subject(t testing.TB) string {
	t.Helper()
	subject, err := (&mime.WordDecoder{}).DecodeHeader(m.Message(t).Header.Get("Subject"))
	if err != nil {
		t.Fatalf("mail: subject: %v", err)
	}
	return subject
}

// Parts returns the parts that are not made of parts, in order.
func (m Mail) Parts(t testing.TB) []Part {
	t.Helper()
	message := m.Message(t)
	return parts(t, message.Header.Get, message.Body)
}

// Text returns the text of the mail.
func (m Mail) Text(t testing.TB) string {
	t.Helper()
	for _, part := range m.Parts(t) {
		if part.Media == "text/plain" {
			return string(part.Data)
		}
	}
	return ""
}

func parts(t testing.TB, header func(string) string, body io.Reader) (all []Part) {
	t.Helper()
	media, params, err := mime.ParseMediaType(header("Content-Type"))
	if err != nil {
		t.Fatalf("mail: content type: %v", err)
	}
	if strings.HasPrefix(media, "multipart/") {
		reader := multipart.NewReader(body, params["boundary"])
		for {
			part, err := reader.NextRawPart()
			if errors.Is(err, io.EOF) {
				return all
			}
			if err != nil {
				t.Fatalf("mail: part: %v", err)
			}
			all = append(all, parts(t, part.Header.Get, part)...)
		}
	}
	switch header("Content-Transfer-Encoding") {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	data, err := io.ReadAll(body)
	if err != nil {
		t.Fatalf("mail: %s: %v", media, err)
	}
	return []Part{{Media: media, Params: params, Data: data}}
}
