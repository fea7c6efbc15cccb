package retention

import (
	"encoding/json"
	"fmt"
	"time"

	"giaoban/internal/pdf"
)

// Paper sets a certificate as a PDF.
func (k *Keeper) Paper(text []byte) ([]byte, error) {
	var c Certificate
	if err := json.Unmarshal(text, &c); err != nil {
		return nil, fmt.Errorf("retention: certificate: %w", err)
	}
	clock := func(at time.Time) string { return at.In(k.Zone).Format("15 giờ 04, ngày 02/01/2006") }
	due := "không thời hạn"
	if c.Due != nil {
		due = c.Due.In(k.Zone).Format("02/01/2006")
	}
	body := []pdf.Block{
		pdf.Labelled("Bản ghi cuộc họp: ", c.Title), pdf.Labelled("Cơ quan chủ trì: ", c.Host), pdf.Labelled("Mã bản ghi: ", c.Recording),
		pdf.Labelled("Ghi từ: ", clock(c.StartedAt)), pdf.Labelled("Đến: ", clock(c.EndedAt)),
		pdf.Labelled("Thời hạn lưu giữ: ", c.ClassName), pdf.Labelled("Hết hạn ngày: ", due),
	}
	if c.Rule == RuleEarly {
		body = append(body, pdf.Labelled("Căn cứ hủy: ", "Hủy trước hạn theo đề nghị và phê duyệt của hai người"), pdf.Labelled("Lý do: ", c.Reason),
			pdf.Labelled("Người đề nghị: ", c.AskedBy), pdf.Labelled("Người phê duyệt: ", c.DisposedBy))
	} else {
		body = append(body, pdf.Labelled("Căn cứ hủy: ", "Hết thời hạn lưu giữ"), pdf.Labelled("Người xác nhận hủy: ", c.DisposedBy))
	}
	body = append(body, pdf.Labelled("Thời điểm hủy: ", clock(c.DisposedAt)),
		pdf.Text("Khóa mã hóa riêng của bản ghi và các tệp dưới đây đã bị hủy; mọi bản sao đã mã hóa của các tệp này không còn đọc được. Chữ ký số của máy chủ ở tệp JSON kèm theo."),
		pdf.Text("Bản sao lưu cơ sở dữ liệu lập trước thời điểm hủy còn giữ khóa riêng (đã bọc bằng khóa chủ) cho đến khi bản sao lưu đó bị xóa, hoặc khóa chủ thời đó bị loại bỏ."))
	table := pdf.Table{Columns: []pdf.Column{{Title: "Tệp", Weight: 3}, {Title: "Số byte", Weight: 1.4}, {Title: "SHA-256", Weight: 5}}}
	for _, file := range c.Files {
		half := len(file.SHA256) / 2
		table.Rows = append(table.Rows, []string{file.Name, fmt.Sprint(file.Bytes), file.SHA256[:half] + " " + file.SHA256[half:]})
	}
	return pdf.Render(&pdf.Document{
		Agency: c.Host, Type: "CHỨNG NHẬN HỦY BẢN GHI", Abstract: c.Title, Date: c.DisposedAt.In(k.Zone), Body: append(body, table),
		Signatures: []pdf.Signature{{Lines: []string{"NGƯỜI XÁC NHẬN"}, Name: c.DisposedBy}},
	})
}
