package richtext_test

import (
	"encoding/json"
	"strings"
	"testing"

	"giaoban/internal/fault"
	rt "giaoban/scheduler/conclude/richtext"
)

// editorDoc is a document as the editor writes it.
const editorDoc = `{"type":"doc","content":[
 {"type":"heading","attrs":{"level":2},"content":[{"type":"text","text":"I. Thành phần"}]},
 {"type":"paragraph","content":[{"type":"text","marks":[{"type":"italic"},{"type":"bold"}],"text":"Chủ trì: "},{"type":"text","text":"đồng chí\u00a0A"},{"type":"hardBreak"}]},
 {"type":"paragraph"},
 {"type":"orderedList","attrs":{"start":1,"type":null},"content":[{"type":"listItem","content":[{"type":"paragraph","content":[{"type":"text","text":"một"}]},
  {"type":"bulletList","content":[{"type":"listItem","content":[{"type":"paragraph"}]}]}]}]}]}`

func TestWhatTheEditorWritesIsTaken(t *testing.T) {
	doc, err := rt.Parse([]byte(editorDoc))
	if err != nil {
		t.Fatal(err)
	}
	if text := doc.Text(); text != "I. Thành phần\nChủ trì: đồng chí A\n\n\nmột" {
		t.Errorf("%q", text)
	}
	raw, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	again, err := rt.Parse(raw)
	if err != nil || !again.Equal(*doc) || again.SHA256() != doc.SHA256() {
		t.Errorf("not the same again: %v", err)
	}
}

func TestOneFormForOneText(t *testing.T) {
	decomposed, err := rt.Parse([]byte(`{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"e\u0302\u0301"}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	composed, err := rt.Parse([]byte(`{"content":[{"content":[{"text":"ế","type":"text"}],"type":"paragraph"}],"type":"doc"}`))
	if err != nil || decomposed.SHA256() != composed.SHA256() {
		t.Errorf("%v: %s %s", err, decomposed.Text(), composed.Text())
	}
}

func TestWhatIsRefused(t *testing.T) {
	deep := strings.Repeat(`{"type":"bulletList","content":[{"type":"listItem","content":[{"type":"paragraph"},`, 12) + `{"type":"paragraph"}` + strings.Repeat(`]}]}`, 12)
	for name, c := range map[string]struct {
		raw    string
		reason string
	}{
		"nothing":            {``, "conclude.text"},
		"another type":       {`{"type":"paragraph"}`, "conclude.text"},
		"two values":         {`{"type":"doc"} {}`, "conclude.text"},
		"a field of its own": {`{"type":"doc","html":"<b>"}`, "conclude.text"},
		"a table":            {`{"type":"doc","content":[{"type":"table"}]}`, "conclude.text"},
		"text at the top":    {`{"type":"doc","content":[{"type":"text","text":"x"}]}`, "conclude.text"},
		"a link":             {`{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"x","marks":[{"type":"link"}]}]}]}`, "conclude.text"},
		"a mark twice":       {`{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"x","marks":[{"type":"bold"},{"type":"bold"}]}]}]}`, "conclude.text"},
		"a style":            {`{"type":"doc","content":[{"type":"paragraph","attrs":{"style":"x"}}]}`, "conclude.text"},
		"level seven":        {`{"type":"doc","content":[{"type":"heading","attrs":{"level":7}}]}`, "conclude.text"},
		"an empty list":      {`{"type":"doc","content":[{"type":"bulletList"}]}`, "conclude.text"},
		"a list in an item":  {`{"type":"doc","content":[{"type":"bulletList","content":[{"type":"listItem","content":[{"type":"bulletList","content":[{"type":"listItem","content":[{"type":"paragraph"}]}]}]}]}]}`, "conclude.text"},
		"a turned direction": {`{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"a\u202eb"}]}]}`, "conclude.text_characters"},
		"a control":          {`{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"a\u0007b"}]}]}`, "conclude.text_characters"},
		"too deep":           {`{"type":"doc","content":[` + deep + `]}`, "conclude.text"},
		"too many nodes":     {`{"type":"doc","content":[` + strings.Repeat(`{"type":"paragraph"},`, 20_001) + `{"type":"paragraph"}]}`, "conclude.text_too_large"},
		"too long":           {`{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"` + strings.Repeat("x", rt.MaxBytes) + `"}]}]}`, "conclude.text_too_large"},
	} {
		if _, err := rt.Parse([]byte(c.raw)); fault.Reason(err) != c.reason {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzParse: whatever is taken is of one form, and is taken again as the same.
func FuzzParse(f *testing.F) {
	f.Add([]byte(editorDoc))
	f.Add([]byte(`{"type":"doc"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		doc, err := rt.Parse(raw)
		if err != nil {
			return
		}
		written, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		again, err := rt.Parse(written)
		if err != nil || !again.Equal(*doc) {
			t.Fatalf("%s: %v", written, err)
		}
	})
}
