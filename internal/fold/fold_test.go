package fold_test

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"giaoban/internal/fold"
)

func TestText(t *testing.T) {
	for text, want := range map[string]string{
		"Chiêm Hoá":                  "chiem hoa",
		"Chiêm Hóa":                  "chiem hoa",
		"  CHIEM   hoa ":             "chiem hoa",
		norm.NFD.String("Chiêm Hóa"): "chiem hoa",
		"Đặc khu Đường Ẫm":           "dac khu duong am",
		"Uỷ ban / Ủy ban":            "uy ban uy ban",
		"Lũng Cú–Đồng Văn (02.291)":  "lung cu dong van 02 291",
		"%_\\'":                      "",
		"":                           "",
	} {
		if got := fold.Text(text); got != want {
			t.Errorf("%q folds to %q, want %q", text, got, want)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("Chiêm Hoá")
	f.Add("\xf2\u0678") // a broken byte hid the letter behind it from decomposition
	f.Fuzz(func(t *testing.T, text string) {
		folded := fold.Text(text)
		if again := fold.Text(folded); again != folded {
			t.Fatalf("%q folds to %q, which folds to %q", text, folded, again)
		}
		if strings.ContainsAny(folded, "%_'\\") {
			t.Fatalf("%q folds to %q", text, folded)
		}
	})
}
