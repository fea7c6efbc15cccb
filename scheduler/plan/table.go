package plan

import (
	"fmt"
	"strings"
)

// words are the Vietnamese names of states and actions, as the documents and the app call them.
var words = map[string]string{
	string(StateDraft): "dự thảo", string(StateSubmitted): "trình duyệt", string(StateApproved): "đã duyệt", string(StateIssued): "đã phát hành",
	string(StateLive): "đang họp", string(StatePaused): "tạm dừng", string(StateEnded): "đã kết thúc", string(StateCancelled): "đã hủy", string(StatePostponed): "đã hoãn",
	string(Submit): "trình duyệt", string(Withdraw): "rút lại", string(Approve): "phê duyệt", string(Return): "trả lại", string(Issue): "phát hành giấy mời",
	string(Start): "khai mạc", string(Pause): "tạm dừng", string(Resume): "họp tiếp", string(End): "bế mạc", string(Cancel): "hủy", string(Postpone): "hoãn",
	string(Reschedule): "dời lịch",
}

// Markdown returns the table of transitions as a table for the documentation.
func Markdown() string {
	var b strings.Builder
	b.WriteString("| From | Action | To | Chair | Secretary | Clock | Reason |\n|---|---|---|:-:|:-:|:-:|:-:|\n")
	mark := func(yes bool) string {
		if yes {
			return "yes"
		}
		return ""
	}
	for _, t := range Transitions {
		hands := map[Hand]bool{}
		for _, hand := range t.By {
			hands[hand] = true
		}
		fmt.Fprintf(&b, "| %s (%s) | %s (%s) | %s (%s) | %s | %s | %s | %s |\n",
			t.From, words[string(t.From)], t.Action, words[string(t.Action)], t.To, words[string(t.To)],
			mark(hands["chair"]), mark(hands["secretary"]), mark(t.Clock), mark(t.Reason))
	}
	return b.String()
}
