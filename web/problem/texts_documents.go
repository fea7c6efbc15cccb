package problem

import "net/http"

// documentFieldTexts are of own documents.
var documentFieldTexts = map[string]fieldText{
	"documents.bad_name": {`Tên không được có các ký tự < > : " / \ | ? * và không được bắt đầu hay kết thúc bằng dấu chấm.`,
		`A name must not hold < > : " / \ | ? * nor begin or end with a point.`},
}

// documentTexts are of people's own documents: folders, the trash, the ways from and to papers.
var documentTexts = []entry{
	{NotFound, "documents.none", http.StatusNotFound, false,
		text{"Không có mục này", "Tài liệu hoặc thư mục không còn nữa. Hãy tải lại trang."},
		text{"There is no such thing", "The document or folder is not there any more. Load the page again."}},
	{NotFound, "documents.in_trash", http.StatusNotFound, false,
		text{"Tài liệu đã bị xóa", "Tài liệu hoặc thư mục chứa nó đang ở thùng rác. Hãy khôi phục rồi mở lại."},
		text{"It was deleted", "The document, or a folder around it, is in the trash. Restore it, then open it again."}},
	{NotFound, "documents.not_in_trash", http.StatusNotFound, false,
		text{"Không có trong thùng rác", "Mục này đã được khôi phục hoặc xóa hẳn. Hãy tải lại trang."},
		text{"Not in the trash", "It has been restored or deleted for good. Load the page again."}},
	{Conflict, "documents.name_taken", http.StatusConflict, false,
		text{"Tên đã có", "Thư mục này đã có mục cùng tên. Hãy đặt tên khác."},
		text{"The name is taken", "There is one of this name in the folder. Choose another name."}},
	{Conflict, "documents.into_itself", http.StatusConflict, false,
		text{"Không chuyển được", "Không thể đặt thư mục vào chính nó hoặc thư mục con của nó. Hãy chọn nơi khác."},
		text{"It cannot go there", "A folder cannot be put into itself or one of its own. Choose another place."}},
	{TooLarge, "documents.too_deep", http.StatusUnprocessableEntity, false,
		text{"Thư mục lồng quá sâu", "Chỉ được lồng %d cấp thư mục. Hãy đặt ở thư mục ngoài hơn."},
		text{"Too deep", "Folders go %d levels deep at most. Choose one further up."}},
	{TooLarge, "documents.too_many_folders", http.StatusUnprocessableEntity, false,
		text{"Quá nhiều thư mục", "Mỗi người có tối đa %d thư mục, kể cả trong thùng rác. Hãy xóa hẳn thư mục không dùng."},
		text{"Too many folders", "One person may have %d folders, those in the trash too. Delete for good what is not used."}},
	{TooLarge, "documents.too_many", http.StatusUnprocessableEntity, false,
		text{"Quá nhiều tài liệu", "Mỗi người có tối đa %d tài liệu, kể cả trong thùng rác. Hãy xóa hẳn tài liệu không dùng."},
		text{"Too many documents", "One person may have %d documents, those in the trash too. Delete for good what is not used."}},
	{TooLarge, "documents.quota", http.StatusRequestEntityTooLarge, false,
		text{"Hết dung lượng", "Mỗi người được lưu %d MB, kể cả thùng rác. Hãy xóa hẳn tài liệu không dùng rồi thử lại."},
		text{"No room left", "One person may keep %d MB, the trash included. Delete for good what is not used, then try again."}},
	{Forbidden, "documents.paper_closes", http.StatusForbidden, false,
		text{"Không lưu được tài liệu này", "Thư ký đã chọn đóng tài liệu khi cuộc họp kết thúc, nên người đọc không lưu lại được."},
		text{"This paper is not to be kept", "The secretary has chosen that its readers lose it when the meeting has ended."}},
}
