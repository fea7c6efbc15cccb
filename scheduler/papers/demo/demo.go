// Package demo puts papers into the meetings of a demonstration: set by internal/pdf, invented, in several states.
package demo

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"giaoban/internal/pdf"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/papers"
	"giaoban/scheduler/papers/desk"
	"giaoban/scheduler/papers/upload"
	"giaoban/scheduler/plan"
)

// Deps are what the demonstration's papers are handed to.
type Deps struct {
	Desk    *desk.Desk
	Uploads *upload.Service
}

// declared is the declaration of every paper here.
var declared = papers.Declaration{NoStateSecret: true, Secrecy: plan.NotSecret}

// Load gives papers to a meeting that has none and is not over. By acts as the system, with the account that uploads.
func Load(ctx context.Context, deps Deps, by directory.By, m *plan.Meeting) error {
	if m.State.Over() {
		return nil
	}
	found, _, err := deps.Desk.List(ctx, by, m.ID)
	if err != nil || len(found) > 0 {
		return err
	}
	general := papers.Draft{Title: "Chương trình và thành phần tham dự"}
	if err := add(ctx, deps, by, m, general, report(m, general.Title, 1), papers.Submit, papers.Approve, papers.Release); err != nil {
		return err
	}
	ways := [][]papers.Action{{papers.Submit, papers.Approve, papers.Release}, {papers.Submit}, nil}
	for i, item := range m.Agenda {
		draft := papers.Draft{
			Title: "Tài liệu: " + item.Title, ItemID: item.ID, Unit: item.PresenterUnit, PersonID: item.PresenterID, Due: m.Start.Add(-24 * time.Hour),
		}
		if i >= len(ways) {
			break
		}
		var content []byte
		if ways[i] != nil {
			content = report(m, draft.Title, 2+i)
		}
		if err := add(ctx, deps, by, m, draft, content, ways[i]...); err != nil {
			return err
		}
	}
	return nil
}

// add asks for a paper, hands in its file and takes it through actions. Without content it is still awaited.
func add(ctx context.Context, deps Deps, by directory.By, m *plan.Meeting, draft papers.Draft, content []byte, actions ...papers.Action) error {
	paper, err := deps.Desk.Create(ctx, by, m.ID, draft)
	if err != nil || content == nil {
		return err
	}
	made, err := deps.Uploads.Create(ctx, by, draft.Title+".pdf", int64(len(content)), declared)
	if err != nil {
		return err
	}
	if _, err := deps.Uploads.Write(ctx, by, made.ID, 0, bytes.NewReader(content), upload.Sum{}); err != nil {
		return err
	}
	if err := deps.Uploads.Settle(ctx, by, made.ID); err != nil {
		return err
	}
	if paper, err = deps.Desk.AddFile(ctx, by, paper.ID, paper.Version, made.ID, declared); err != nil {
		return err
	}
	for _, action := range actions {
		if paper, err = deps.Desk.Act(ctx, by, paper.ID, paper.Version, action, ""); err != nil {
			return fmt.Errorf("demo: %s: %w", action, err)
		}
	}
	return nil
}

// report sets a paper of some pages.
func report(m *plan.Meeting, title string, pages int) []byte {
	body := []pdf.Block{pdf.Text("Tài liệu phục vụ: " + m.Title + ". Nội dung dưới đây là số liệu giả định, dùng để giới thiệu hệ thống.")}
	for i := range 9 * pages {
		body = append(body, pdf.Text(fmt.Sprintf("%d. Đến hết tháng, đơn vị đã hoàn thành %d/%d nhiệm vụ được giao; %d nhiệm vụ còn lại đang thực hiện, trong hạn. "+
			"Đề nghị các xã, phường tiếp tục rà soát, báo cáo kết quả trước ngày 25 hằng tháng.", i+1, 20+i, 30+i, 10)))
	}
	content, err := pdf.Render(&pdf.Document{
		Agency: "ỦY BAN NHÂN DÂN\nTỈNH TUYÊN QUANG", Number: "Số: …/BC-UBND", Place: "Tuyên Quang", Date: m.CreatedAt, Draft: true,
		Type: "BÁO CÁO", Abstract: title, Body: body,
	})
	if err != nil {
		return nil // the fonts are part of the program
	}
	return content
}
