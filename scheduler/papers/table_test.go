package papers_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"giaoban/scheduler/papers"
)

var update = flag.Bool("update", false, "write the table of transitions into README.md")

func TestREADMEHasTheTable(t *testing.T) {
	const begin, end = "<!-- transitions -->\n", "<!-- end -->\n"
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), begin)
	_, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatal("README.md has no place for the table")
	}
	want := before + begin + papers.Markdown() + end + after
	if *update {
		if err := os.WriteFile("README.md", []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(text) != want {
		t.Error("README.md is not current: go test ./scheduler/papers -update")
	}
}

func TestTransitionsAreOneARow(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range papers.Transitions {
		key := string(row.From) + " " + string(row.Action)
		if seen[key] || len(row.By) == 0 {
			t.Errorf("%s stands twice, or is nobody's", key)
		}
		seen[key] = true
	}
}
