package papers

import (
	"fmt"
	"slices"
	"strings"
)

// words are the Vietnamese names of states and actions, as the documents and the app call them.
var words = map[string]string{
	string(Awaited): "chưa có tài liệu", string(Drafted): "dự thảo", string(Submitted): "trình duyệt", string(Returned): "trả lại",
	string(Approved): "đã duyệt", string(Released): "đã phát hành", string(Withdrawn): "đã thu hồi", "": "đã xóa",
	string(Upload): "tải lên", string(Submit): "trình duyệt", string(Recall): "rút lại", string(Approve): "phê duyệt", string(SendBack): "trả lại",
	string(Release): "phát hành", string(Withdraw): "thu hồi", string(Delete): "xóa",
}

// Markdown returns the table of transitions as a table for the documentation.
func Markdown() string {
	var b strings.Builder
	b.WriteString("| From | Action | To | Chair, secretary | Preparer | Reason |\n|---|---|---|:-:|:-:|:-:|\n")
	mark := func(yes bool) string {
		if yes {
			return "yes"
		}
		return ""
	}
	for _, t := range Transitions {
		to := string(t.To)
		if to == "" {
			to = "gone"
		}
		fmt.Fprintf(&b, "| %s (%s) | %s (%s) | %s (%s) | %s | %s | %s |\n", t.From, words[string(t.From)], t.Action, words[string(t.Action)],
			to, words[string(t.To)], mark(slices.Contains(t.By, ByHost)), mark(slices.Contains(t.By, ByPreparer)), mark(t.Reason))
	}
	return b.String()
}
