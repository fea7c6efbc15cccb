package mail_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"strings"
	"testing"
	"time"

	"giaoban/internal/leaktest"
	"giaoban/internal/mail"
	"giaoban/internal/mail/mailtest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

func sender(t *testing.T, server *mailtest.Server, change func(*mail.Config)) *mail.SMTP {
	t.Helper()
	config := mail.Config{
		Host: server.Host, Port: server.Port, Security: mail.TLSNone, Hello: "localhost",
		From: mail.Address{Name: "Văn phòng Ủy ban", Mail: "vanphong@example.vn"}, Timeout: 10 * time.Second,
	}
	if change != nil {
		change(&config)
	}
	s, err := mail.NewSMTP(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func message(to string) *mail.Message {
	return &mail.Message{
		ID: "DE_1@hop.example.vn", To: mail.Address{Name: "Xã Chiêm Hoá", Mail: to}, Subject: "Giấy mời họp giao ban",
		Text: "Kính mời", HTML: "<p>Kính mời</p>", Date: time.Date(2026, 11, 3, 1, 0, 0, 0, time.UTC),
		Calendar:    &mail.Calendar{Method: "REQUEST", Body: "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"},
		Attachments: []mail.Attachment{{Name: "giấy mời.pdf", Type: "application/pdf", Data: []byte("%PDF-1.7")}},
	}
}

// part is one leaf of a mail.
type part struct {
	path, media string
	params      map[string]string
	file        string
	body        string
}

func leaves(t *testing.T, header func(string) string, body io.Reader, path string) []part {
	t.Helper()
	media, params, err := mime.ParseMediaType(header("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(media, "multipart/") {
		switch header("Content-Transfer-Encoding") {
		case "base64":
			body = base64.NewDecoder(base64.StdEncoding, body)
		case "quoted-printable":
			body = quotedprintable.NewReader(body)
		}
		data, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		_, disposition, _ := mime.ParseMediaType(header("Content-Disposition"))
		return []part{{path, media, params, disposition["filename"], string(data)}}
	}
	var found []part
	reader := multipart.NewReader(body, params["boundary"])
	for {
		p, err := reader.NextRawPart()
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, leaves(t, p.Header.Get, p, path+"/"+strings.TrimPrefix(media, "multipart/"))...)
	}
}

func TestMessageAsItArrives(t *testing.T) {
	server := mailtest.New(t, mailtest.Options{})
	if err := sender(t, server, nil).Send(t.Context(), message("chiemhoa@example.vn")); err != nil {
		t.Fatal(err)
	}
	mails := server.Mails()
	if len(mails) != 1 || fmt.Sprint(mails[0].To) != "[chiemhoa@example.vn]" || mails[0].From != "vanphong@example.vn" {
		t.Fatalf("%+v", mails)
	}
	m := mails[0].Message(t)
	decoder := &mime.WordDecoder{}
	subject, err := decoder.DecodeHeader(m.Header.Get("Subject"))
	if err != nil || subject != "Giấy mời họp giao ban" {
		t.Errorf("subject %q (%v)", subject, err)
	}
	if m.Header.Get("Message-ID") != "<DE_1@hop.example.vn>" || m.Header.Get("Auto-Submitted") != "auto-generated" {
		t.Errorf("header %v", m.Header)
	}
	from, err := m.Header.AddressList("From")
	if err != nil || from[0].Name != "Văn phòng Ủy ban" {
		t.Errorf("from %v (%v)", from, err)
	}
	var shape []string
	for _, p := range leaves(t, m.Header.Get, m.Body, "") {
		shape = append(shape, p.path+" "+p.media)
		if p.media == "text/calendar" && (p.params["method"] != "REQUEST" || p.body != "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n" || !strings.EqualFold(p.params["charset"], "utf-8")) {
			t.Errorf("calendar part %+v", p)
		}
	}
	want := "/mixed/alternative text/plain, /mixed/alternative text/html, /mixed/alternative text/calendar, /mixed application/ics, /mixed application/pdf"
	if got := strings.Join(shape, ", "); got != want {
		t.Errorf("shape %s", got)
	}
}

func TestSeveralMessagesShareAConnection(t *testing.T) {
	server := mailtest.New(t, mailtest.Options{Accounts: map[string]string{"giaoban": "bí mật"}})
	s := sender(t, server, func(c *mail.Config) { c.Username, c.Password = "giaoban", "bí mật" })
	for range 3 {
		if err := s.Send(t.Context(), message("a@example.vn")); err != nil {
			t.Fatal(err)
		}
	}
	if server.Sessions() != 1 || server.Logins() != 1 || len(server.Mails()) != 3 {
		t.Errorf("%d sessions, %d logins, %d mails", server.Sessions(), server.Logins(), len(server.Mails()))
	}
}

func TestRefusals(t *testing.T) {
	server := mailtest.New(t, mailtest.Options{Accounts: map[string]string{"giaoban": "x"}})
	known := func(c *mail.Config) { c.Username, c.Password = "giaoban", "x" }
	server.Refuse("gone@example.vn", 550)
	server.Refuse("full@example.vn", 452)
	for name, c := range map[string]struct {
		to        string
		change    func(*mail.Config)
		permanent bool
	}{
		"no such mailbox":      {"gone@example.vn", known, true},
		"mailbox full now":     {"full@example.vn", known, false},
		"wrong password":       {"a@example.vn", func(c *mail.Config) { c.Username, c.Password = "giaoban", "y" }, false},
		"not an address":       {"a b@example.vn", known, true},
		"a line in an address": {"a@example.vn\r\nBcc: b@example.vn", known, true},
		"no STARTTLS there":    {"a@example.vn", func(c *mail.Config) { c.Security = mail.TLSStart }, false},
	} {
		t.Run(name, func(t *testing.T) {
			err := sender(t, server, c.change).Send(t.Context(), message(c.to))
			var refused *mail.Error
			if !errors.As(err, &refused) || refused.Permanent != c.permanent || mail.Permanent(err) != c.permanent {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("the next one goes through", func(t *testing.T) {
		s := sender(t, server, known)
		_ = s.Send(t.Context(), message("gone@example.vn"))
		if err := s.Send(t.Context(), message("a@example.vn")); err != nil {
			t.Error(err)
		}
	})
}

func TestServerThatIsDown(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().(*net.TCPAddr)
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	s := sender(t, &mailtest.Server{Host: "127.0.0.1", Port: address.Port}, nil)
	if err := s.Send(t.Context(), message("a@example.vn")); err == nil || mail.Permanent(err) {
		t.Fatalf("got %v", err)
	}
	listener, err = net.Listen("tcp", address.String())
	if err != nil {
		t.Skip("the port was taken by another program")
	}
	server := mailtest.Serve(t, listener, mailtest.Options{})
	if err := s.Send(t.Context(), message("a@example.vn")); err != nil || len(server.Mails()) != 1 {
		t.Errorf("after it came back: %v", err)
	}
}

func TestHeadersCannotBeAdded(t *testing.T) {
	server := mailtest.New(t, mailtest.Options{})
	m := message("a@example.vn")
	m.Subject = "Họp\r\nBcc: other@example.vn\r\n\r\nbody"
	m.To.Name = "A\r\nBcc: other@example.vn"
	if err := sender(t, server, nil).Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	got := server.Mails()[0]
	if header := got.Message(t).Header; header.Get("Bcc") != "" || len(got.To) != 1 || bytes.Contains(got.Data, []byte("\r\nBcc:")) {
		t.Errorf("%s", got.Data)
	}
}

func TestDisabled(t *testing.T) {
	if err := (mail.Disabled{}).Send(context.Background(), message("a@example.vn")); !mail.Permanent(err) || !errors.Is(err, mail.ErrDisabled) {
		t.Errorf("got %v", err)
	}
}

func TestAddresses(t *testing.T) {
	for text, want := range map[string]bool{
		"a@example.vn": true, "": false, "a": false, "A <a@example.vn>": false, "a@example.vn,b@example.vn": false,
		"a@example.vn\n": false, "\"a b\"@example.vn": false, strings.Repeat("a", 1000) + "@": false,
	} {
		if mail.ValidAddress(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}
