package problem

import (
	"fmt"
	"net/http"

	"golang.org/x/text/language"
)

// Message returns the text about a field in a language, "" for a reason without one.
func Message(lang language.Tag, reason string, arguments ...any) string {
	said := fieldTexts()[reason]
	message := said.vi
	if base, _ := lang.Base(); base.String() == "en" {
		message = said.en
	}
	if len(arguments) > 0 {
		message = fmt.Sprintf(message, arguments...)
	}
	return message
}

// directoryTexts are of units, people, sites, lists and catalogues.
var directoryTexts = []entry{
	{NotFound, "directory.not_found", http.StatusNotFound, false,
		text{"Không tìm thấy", "Mục này không có trong danh bạ. Hãy quay lại danh sách và chọn lại."},
		text{"Not found", "The directory has no such thing. Go back to the list and choose again."}},
	{Forbidden, "directory.out_of_reach", http.StatusForbidden, false,
		text{"Ngoài phạm vi quản lý", "Bạn chỉ được thay đổi dữ liệu của đơn vị mình và các đơn vị trực thuộc. Hãy nhờ quản trị của đơn vị đó."},
		text{"Out of your reach", "You may change what belongs to your unit and those below it. Ask that unit's administrator."}},
	{Forbidden, "directory.role_out_of_reach", http.StatusForbidden, false,
		text{"Ngoài phạm vi quản lý", "Bạn không được giao hoặc thu hồi vai trò này. Hãy nhờ quản trị hệ thống hoặc quản trị của đơn vị đó."},
		text{"Out of your reach", "You may not give or take this role. Ask a system administrator or that unit's administrator."}},
	{Forbidden, "directory.person_inactive", http.StatusForbidden, false,
		text{"Đã ngừng hoạt động", "Hồ sơ của bạn trong danh bạ đã ngừng hoạt động. Hãy liên hệ quản trị đơn vị."},
		text{"Deactivated", "Your record in the directory is deactivated. Ask your unit's administrator."}},
	{Conflict, "directory.taken", http.StatusConflict, false,
		text{"Đã có", "Mã hoặc tên này đã được dùng. Hãy chọn mã hoặc tên khác."},
		text{"Taken", "This code or name is in use. Choose another."}},
	{Conflict, "directory.in_use", http.StatusConflict, false,
		text{"Đang được dùng", "Mục này đang được dùng ở nơi khác nên không xóa được. Hãy ngừng sử dụng thay vì xóa."},
		text{"In use", "Something else names this, so it cannot be deleted. Take it out of use instead."}},
	{Conflict, "directory.group_in_use", http.StatusConflict, false,
		text{"Đang được dùng", "Cụm này đang được dùng trong một danh sách mời nên chưa xóa được. Hãy mở danh sách mời, bỏ cụm này ra rồi xóa."},
		text{"In use", "A saved invitation list names this group, so it cannot be deleted. Open the lists, take the group out of them, then delete it."}},
	{Invalid, "form", http.StatusUnprocessableEntity, false,
		text{"Dữ liệu chưa đúng", "Hãy sửa các ô được đánh dấu rồi lưu lại."},
		text{"Not right yet", "Mend the marked fields and save again."}},
}

var directoryFieldTexts = map[string]fieldText{
	"directory.code":              {"Mã chỉ gồm chữ in hoa, chữ số, các nhóm cách nhau bằng dấu chấm, tối đa 35 ký tự.", "A code is capitals and digits in groups split by dots, at most 35 characters."},
	"directory.slug":              {"Chỉ dùng chữ thường không dấu, chữ số và dấu gạch nối, tối đa 64 ký tự.", "Only small letters, digits and hyphens, at most 64 characters."},
	"directory.date":              {"Ngày phải có dạng năm-tháng-ngày, ví dụ 2025-07-01.", "A date is year-month-day, such as 2025-07-01."},
	"directory.period":            {"Ngày kết thúc trước ngày bắt đầu.", "The last day is before the first."},
	"directory.mail":              {"Địa chỉ thư điện tử chưa đúng, ví dụ đúng: ten@tuyenquang.gov.vn.", "Not a mail address such as name@tuyenquang.gov.vn."},
	"directory.phone":             {"Số điện thoại chỉ gồm chữ số, dấu cách và dấu + ở đầu.", "A phone number is digits and spaces, with + in front at most."},
	"directory.too_many":          {"Nhiều hơn %d mục.", "More than %d items."},
	"directory.cycle":             {"Đơn vị không thể trực thuộc hoặc kế thừa chính mình.", "A unit cannot be below itself or follow itself."},
	"directory.one_successor":     {"Chỉ chuyển được khi có đúng một đơn vị kế thừa.", "Only with exactly one successor."},
	"directory.seats":             {"Sơ đồ có %d chỗ, nhiều hơn số chỗ của phòng.", "The plan has %d seats, more than the room."},
	"directory.off_plan":          {"Nằm ngoài sơ đồ.", "It stands outside the plan."},
	"directory.unit_key":          {"Đơn vị phải có dạng danh-mục:mã.", "A unit is catalogue:code."},
	"directory.too_deep":          {"Cây đơn vị sâu hơn %d cấp.", "The tree is deeper than %d levels."},
	"directory.role":              {"Vai trò không có. Các vai trò: %s; viết dạng vai_trò hoặc vai_trò@mã_đơn_vị.", "No such role. Roles are %s; write role or role@unit_code."},
	"directory.yes_no":            {"Ghi 1 hoặc 0.", "Write 1 or 0."},
	"directory.person_there":      {"Người này đã có trong đơn vị (cùng tên và thư điện tử). Muốn sửa, hãy ghi cột id.", "This person is in the unit already (same name and mail). To change them, give the id."},
	"directory.line":              {"Dòng này chưa đúng.", "This line is not right."},
	"directory.csv_encoding":      {"Tệp không phải UTF-8. Khi lưu từ bảng tính, hãy chọn CSV UTF-8.", "The file is not UTF-8. Save it from the spreadsheet as CSV UTF-8."},
	"directory.csv_syntax":        {"Dòng này không đúng dạng CSV: kiểm tra dấu ngoặc kép.", "This line is not well-formed CSV: check the quotes."},
	"directory.csv_header":        {"Dòng đầu phải có các cột: %s, và không có cột lạ.", "The first line must have the columns %s, and none that are unknown."},
	"directory.csv_fields":        {"Dòng có %d ô, phải có %d.", "The line has %d cells instead of %d."},
	"directory.csv_empty":         {"Tệp không có dòng dữ liệu nào.", "The file has no lines of data."},
	"directory.csv_twice":         {"Đã có ở dòng %d.", "It is on line %d already."},
	"directory.out_of_reach":      {"Ngoài phạm vi quản lý của bạn.", "Out of your reach."},
	"directory.role_out_of_reach": {"Bạn không được giao hoặc thu hồi vai trò này.", "You may not give or take this role."},
}
