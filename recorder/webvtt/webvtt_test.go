package webvtt

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

const good = "\ufeffWEBVTT - Giao ban\r\nKind: captions\r\nLanguage: vi\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\nNOTE không đọc\r\n\r\nmở đầu\r\n" +
	"00:01.000 --> 00:04.500 align:start line:0\r\n<v.loud Hà  Văn Đức>Kính thưa <i>các</i> đồng chí &amp; đại biểu</v>\r\n\r\n" +
	"00:00:05.000 --> 01:00:06.000\r\n<v Lan>Có.</v>\r\n<v Minh>Không.</v>\r\n\r\n00:07.000 --> 00:08.000\r\n\r\n00:09.000 --> 00:10.000\r\nHai\r\ndòng <00:09.500>nữa"

func TestAFileIsRead(t *testing.T) {
	cues, err := Parse([]byte(good))
	if err != nil {
		t.Fatal(err)
	}
	want := []Cue{
		{From: 1000, To: 4500, Voice: "Hà Văn Đức", Text: "Kính thưa các đồng chí & đại biểu", Line: 11},
		{From: 5000, To: 3_606_000, Text: "Lan: Có.\nMinh: Không.", Line: 14},
		{From: 9000, To: 10_000, Text: "Hai\ndòng nữa", Line: 20},
	}
	if !reflect.DeepEqual(cues, want) {
		t.Errorf("%+v\nwant %+v", cues, want)
	}
	for _, ends := range []string{"\n", "\r"} {
		if same, err := Parse([]byte(strings.ReplaceAll(good, "\r\n", ends))); err != nil || !reflect.DeepEqual(same, want) {
			t.Errorf("with %q at the ends of lines: %+v, %v", ends, same, err)
		}
	}
}

func TestWhatIsWrongIsToldByItsLine(t *testing.T) {
	for text, want := range map[string]Error{
		"":                                      {1, NoHeader, ""},
		"1\n00:00:01,000 --> 00:00:02,000\nA":   {1, NoHeader, ""},
		"WEBVTTX\n\n00:01.000 --> 00:02.000\nA": {1, NoHeader, ""},
		"WEBVTT\n\nNOTE nothing\n":              {3, Empty, ""},
		"WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000\n\n00:01.000 --> 00:02.000\nA": {2, TimeMap, ""},
		"WEBVTT\n\n00:00:01,000 --> 00:00:02,000\nA":                                             {3, BadTime, "00:00:01,000 --> 00:00:02,000"},
		"WEBVTT\n\n-->\nA":                                                           {3, BadTime, "-->"},
		"WEBVTT\n\n00:01.000 -->\nA":                                                 {3, BadTime, "00:01.000 -->"},
		"WEBVTT\n\n00:61.000 --> 01:02.000\nA":                                       {3, BadTime, "00:61.000 --> 01:02.000"},
		"WEBVTT\n\n00:02.000 --> 00:02.000\nA":                                       {3, Backwards, "00:02.000 --> 00:02.000"},
		"WEBVTT\n\n00:02.000 --> 00:03.000\nA\n\n00:01.000 --> 00:04.000\nB":         {6, Order, "00:01.000 --> 00:04.000"},
		"WEBVTT\n\n00:02.000 --> 00:03.000\nA\n\nB\nC":                               {6, Stray, "B"},
		"WEBVTT\n\n00:02.000 --> 00:03.000\nA\n00:03.000 --> 00:04.000\nB":           {5, NoBlank, "00:03.000 --> 00:04.000"},
		"WEBVTT\n\n00:02.000 --> 00:03.000\nA\xff":                                   {4, NotUTF8, ""},
		"WEBVTT\n\n00:02.000 --> 00:03.000\nA\x00":                                   {4, Control, ""},
		"WEBVTT\n\n00:02.000 --> 00:03.000\n" + strings.Repeat("ă", MaxText+1):       {3, TooLong, "2000"},
		"WEBVTT\n" + strings.Repeat("\n00:02.000 --> 00:03.000\nA\n", MaxCues+1):     {3 + 3*MaxCues, TooMany, "50000"},
		"WEBVTT\n\n00:02.000 --> 00:03.000\n" + strings.Repeat("A", MaxBytes):        {1, TooLarge, "4"},
		"WEBVTT\n\n00:02.000 --> 00:03.000\n<v Lan></v><00:02.500>\n\nNOTE\nthe end": {7, Empty, ""},
	} {
		_, err := Parse([]byte(text))
		var got *Error
		if !errors.As(err, &got) || *got != want {
			t.Errorf("%.60q: %v, want %+v", text, err, want)
		}
	}
}

func TestACommentIsPutBelowTheHeader(t *testing.T) {
	marked := Annotate([]byte(good), "Phụ đề do máy tạo --> chưa ai đọc lại\n\nMachine-made")
	if !strings.HasPrefix(string(marked), "WEBVTT - Giao ban\nKind: captions\nLanguage: vi\n\nNOTE\nPhụ đề do máy tạo → chưa ai đọc lại\nMachine-made\n\n") {
		t.Errorf("%.120s", marked)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("WEBVTT\n00:01.000 --> 00:02.000\n<v A>&#0;&lt;</v.x"))
	f.Add([]byte("WEBVTT\n\n999:59:59.999 --> 999:59:59.999 \n<"))
	f.Fuzz(func(t *testing.T, data []byte) {
		cues, err := Parse(data)
		if err != nil {
			var told *Error
			if !errors.As(err, &told) || told.Line < 1 {
				t.Errorf("error %v", err)
			}
			return
		}
		last := int64(0)
		for _, cue := range cues {
			if cue.From < last || cue.To <= cue.From || strings.TrimSpace(cue.Text) == "" || !utf8.ValidString(cue.Text+cue.Voice) {
				t.Errorf("%+v after %d", cue, last)
			}
			last = cue.From
		}
		again, err := Parse(Annotate(data, "x"))
		if len(data) < MaxBytes-100 && (err != nil || len(again) != len(cues)) {
			t.Errorf("with a comment: %d cues of %d, %v", len(again), len(cues), err)
		}
	})
}
