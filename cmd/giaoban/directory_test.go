package main

import (
	"os"
	"strings"
	"testing"
)

func TestDirectoryImport(t *testing.T) {
	data := t.TempDir()
	run := func(input string, arguments ...string) (string, error) {
		return execute(t, input, append([]string{"directory"}, append(arguments, "--data", data)...)...)
	}
	const dir = "../../scheduler/directory/demo/"
	first := []string{"import", dir + "tuyen-quang-2025-06.csv", "--catalogue", "tuyen-quang-2025-06", "--title", "Trước", "--valid-from", "2011-01-01"}
	if out, err := run("", append(first, "--dry-run")...); err != nil || out != "nothing was changed; to be imported: 145 added, 0 changed, 0 as they were, 0 units succeeded\n" {
		t.Error(out, err)
	}
	if out, err := run("", first...); err != nil || out != "imported: 145 added, 0 changed, 0 as they were, 0 units succeeded\n" {
		t.Error(out, err)
	}
	if _, err := run("", first...); err == nil || !strings.Contains(err.Error(), "version: It is in the list already.") {
		t.Error(err)
	}
	text, err := os.ReadFile(dir + "tuyen-quang-2025-07.csv")
	if err != nil {
		t.Fatal(err)
	}
	after := strings.Replace(string(text), "name_en\n", "name_en,succeeds\n", 1)
	after = strings.ReplaceAll(strings.ReplaceAll(after, "\n", ",\n"), "succeeds,\n", "succeeds\n")
	after = strings.Replace(after, "Chiem Hoa Commune,", "Chiem Hoa Commune,02287 02314", 1)
	out, err := run(after, "import", "-", "--catalogue", "tuyen-quang-2025-07", "--title", "Sau", "--valid-from", "2025-07-01", "--replaces", "tuyen-quang-2025-06", "--move")
	if err != nil || out != "imported: 125 added, 0 changed, 0 as they were, 2 units succeeded\n" {
		t.Error(out, err)
	}
	if _, err := run(after, "import", "-", "--catalogue", "Sau khi", "--title", "X", "--valid-from", "mai"); err == nil ||
		!strings.Contains(err.Error(), "version: Only small letters") || !strings.Contains(err.Error(), "validFrom: A date is") {
		t.Error(err)
	}
	if out, err := run("name,unit_code,position,roles\nLê An,02287,Chủ tịch,chair\n", "import-people", "-"); err != nil || !strings.HasPrefix(out, "imported: 1 added") {
		t.Error(out, err)
	}
	_, err = run("name,unit_code\nA\u200b,02287\nB,99999\n", "import-people", "-")
	if err == nil || err.Error() != "nothing was imported:\nline 2, name: It holds invisible or direction-changing characters. Type it again." {
		t.Error(err)
	}
	if _, err := run("", "import-people", "/nonexistent"); err == nil {
		t.Error("a file that is not there")
	}
}
