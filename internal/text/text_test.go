package text_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"giaoban/internal/fault"
	"giaoban/internal/text"
)

func TestLine(t *testing.T) {
	for name, c := range map[string]struct{ given, want, refused string }{
		"as it is":                      {"Xã Chiêm Hoá", "Xã Chiêm Hoá", ""},
		"marks apart":                   {norm.NFD.String("Nguyễn Thị Bưởi"), "Nguyễn Thị Bưởi", ""},
		"white space of all kinds":      {"\t Sở\u00a0Nội \r\n vụ ", "Sở Nội vụ", ""},
		"nothing":                       {" ", "", ""},
		"at the limit":                  {strings.Repeat("ế", 20), strings.Repeat("ế", 20), ""},
		"at the limit with marks apart": {norm.NFD.String(strings.Repeat("ế", 20)), strings.Repeat("ế", 20), ""},
		"over the limit":                {strings.Repeat("ế", 21), "", text.ReasonLong},
		"10,000 characters":             {strings.Repeat("ế", 10_000), "", text.ReasonLong},
		"zero-width space":              {"An\u200b", "", text.ReasonHidden},
		"zero-width joiner":             {"A\u200dn", "", text.ReasonHidden},
		"byte order mark":               {"\ufeffAn", "", text.ReasonHidden},
		"right-to-left override":        {"An \u202egnp.exe", "", text.ReasonHidden},
		"an isolate":                    {"\u2066An\u2069", "", text.ReasonHidden},
		"soft hyphen":                   {"A\u00adn", "", text.ReasonHidden},
		"nul":                           {"A\x00n", "", text.ReasonHidden},
		"escape":                        {"A\x1b[31m", "", text.ReasonHidden},
		"a filler":                      {"\u3164", "", text.ReasonHidden},
		"a variation selector":          {"A\ufe0f", "", text.ReasonHidden},
		"replacement character":         {"A\ufffd", "", text.ReasonHidden},
		"not UTF-8":                     {"T\xff", "", text.ReasonHidden},
		"arabic is text too":            {"سلام", "سلام", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, problem := text.Line(c.given, 20)
			reason := ""
			if problem != nil {
				reason = problem.Reason
			}
			if got != c.want || reason != c.refused {
				t.Errorf("%q refused %q", got, reason)
			}
		})
	}
}

func TestLines(t *testing.T) {
	got, problem := text.Lines("Một\r\nHai\rBa\n\n\tBốn \n", 100)
	if problem != nil || got != "Một\nHai\nBa\n\n\tBốn" {
		t.Errorf("%q %v", got, problem)
	}
	if _, problem := text.Lines("a\u2028b", 100); problem == nil {
		t.Error("a line separator is not seen")
	}
}

func TestForm(t *testing.T) {
	name, mail, note := " An ", "", "x\u200b"
	var form text.Form
	form.Required("name", &name, text.Name)
	form.Required("mail", &mail, text.Name)
	form.Lines("note", &note, text.Note)
	form.Check(false, "seats", "directory.seats", 5)
	if name != "An" || note != "x\u200b" {
		t.Errorf("%q %q", name, note)
	}
	err := form.Err()
	if !fault.Is(err, fault.Invalid) || err.Error() != "invalid: form (mail required, note characters, seats directory.seats)" {
		t.Error(err)
	}
	if err := new(text.Form).Err(); err != nil {
		t.Error(err)
	}
}

func FuzzLine(f *testing.F) {
	f.Add("Xã\u200b")
	f.Fuzz(func(t *testing.T, value string) {
		got, problem := text.Line(value, 50)
		if problem != nil {
			return
		}
		again, problem := text.Line(got, 50)
		if problem != nil || again != got || utf8.RuneCountInString(got) > 50 || !norm.NFC.IsNormalString(got) {
			t.Errorf("%q, then %q %v", got, again, problem)
		}
	})
}
