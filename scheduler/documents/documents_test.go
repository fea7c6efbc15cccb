package documents_test

import (
	"testing"
	"time"

	"giaoban/scheduler/documents"
	"giaoban/scheduler/papers"
)

func TestWithEnding(t *testing.T) {
	for name, c := range map[string]struct {
		name string
		kind papers.Kind
		want string
	}{
		"kept":             {"Báo cáo.pdf", papers.PDF, "Báo cáo.pdf"},
		"capitals":         {"BAO CAO.PDF", papers.PDF, "BAO CAO.PDF"},
		"left out":         {"Báo cáo", papers.DOCX, "Báo cáo.docx"},
		"another":          {"Báo cáo.exe", papers.PDF, "Báo cáo.exe.pdf"},
		"a date":           {"Báo cáo 28.11", papers.XLSX, "Báo cáo 28.11.xlsx"},
		"ends in a point":  {"Báo cáo.", papers.PDF, "Báo cáo.pdf"},
		"a photo's ending": {"Ảnh.jpeg", papers.JPEG, "Ảnh.jpeg"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := documents.WithEnding(c.name, c.kind); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestFree(t *testing.T) {
	taken := map[string]bool{"báo cáo.pdf": true, "báo cáo (2).pdf": true}
	for name, want := range map[string]string{"Báo cáo.pdf": "Báo cáo (3).pdf", "Khác.pdf": "Khác.pdf"} {
		if got := documents.Free(name, func(one string) bool { return taken[documents.Key(one)] }); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// a holds b holds c; d is in the trash and holds e.
func TestTree(t *testing.T) {
	tree := documents.NewTree([]documents.Folder{
		{ID: "a"}, {ID: "b", ParentID: "a"}, {ID: "c", ParentID: "b"}, {ID: "d", DeletedAt: time.Unix(1, 0)}, {ID: "e", ParentID: "d"},
	})
	for id, want := range map[string]bool{"": true, "a": true, "c": true, "d": false, "e": false, "none": false} {
		if tree.Live(id) != want {
			t.Errorf("%q live: %v", id, !want)
		}
	}
	if !tree.Within("c", "a") || !tree.Within("a", "a") || tree.Within("a", "c") || tree.Within("e", "a") {
		t.Error("within")
	}
	if tree.Depth("") != 0 || tree.Depth("c") != 3 || tree.Height("a") != 3 || tree.Height("c") != 1 {
		t.Errorf("depth %d %d, height %d %d", tree.Depth(""), tree.Depth("c"), tree.Height("a"), tree.Height("c"))
	}
}
