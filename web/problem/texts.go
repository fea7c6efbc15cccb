package problem

import (
	"maps"
	"net/http"
	"slices"
	"sync"
)

type text struct{ title, detail string }

// entry is one message: the general one of its code, or the one for a reason.
type entry struct {
	code    Code
	reason  string
	status  int
	general bool // FromStatus may pick it
	vi, en  text
}

// fieldText is what is wrong with one field.
type fieldText struct{ vi, en string }

// texts holds every message. What happened, then what to do. Each area of the API has a file of its own.
var texts = slices.Concat(
	generalTexts,
	invitationTexts,
	accountTexts,
	meetingTexts,
	conductTexts,
	recordingTexts,
	subtitleTexts,
	directoryTexts,
	auditTexts,
	paperTexts,
	documentTexts,
	conclusionTexts,
	terminalTexts,
	lineTestTexts,
	lineTexts,
)

// fieldTexts holds the messages about single fields, by reason.
var fieldTexts = sync.OnceValue(func() map[string]fieldText {
	all := map[string]fieldText{}
	for _, area := range []map[string]fieldText{
		generalFieldTexts,
		invitationFieldTexts,
		accountFieldTexts,
		meetingFieldTexts,
		conductFieldTexts,
		directoryFieldTexts,
		auditFieldTexts,
		paperFieldTexts,
		documentFieldTexts,
		conclusionFieldTexts,
		terminalFieldTexts,
	} {
		maps.Copy(all, area)
	}
	return all
})

// generalFieldTexts are of rules that every area has.
var generalFieldTexts = map[string]fieldText{
	"required":         {"Cần nhập ô này.", "This must be given."},
	"too_long":         {"Dài quá %d ký tự.", "Longer than %d characters."},
	"characters":       {"Có ký tự không nhìn thấy hoặc đổi chiều chữ. Hãy gõ lại.", "It holds invisible or direction-changing characters. Type it again."},
	"out_of_range":     {"Phải từ %d đến %d.", "It must be from %d to %d."},
	"recording.moment": {"Thời điểm nằm ngoài bản ghi.", "The moment is not in the recording."},
	"unknown":          {"Không có mục này. Hãy chọn lại trong danh sách.", "There is no such thing. Choose again from the list."},
	"duplicate":        {"Đã có trong danh sách.", "It is in the list already."},
}

var generalTexts = []entry{
	{InvalidCredentials, "", http.StatusUnauthorized, false,
		text{"Đăng nhập không thành công", "Sai tên đăng nhập hoặc mật khẩu. Kiểm tra bộ gõ và phím Caps Lock rồi thử lại."},
		text{"Login failed", "The username or the password is wrong. Check the keyboard's language and Caps Lock, and try again."}},
	{AccountLocked, "", http.StatusLocked, true,
		text{"Tài khoản tạm khóa", "Nhập sai mật khẩu quá nhiều lần. Hãy thử lại sau, hoặc nhờ quản trị đơn vị mở khóa."},
		text{"Account locked", "Too many wrong passwords. Try again later, or ask your unit's administrator to unlock the account."}},
	{Unauthenticated, "", http.StatusUnauthorized, true,
		text{"Chưa đăng nhập", "Hãy đăng nhập để tiếp tục."},
		text{"Not logged in", "Log in to go on."}},
	{Unauthenticated, "expired", http.StatusUnauthorized, false,
		text{"Phiên đăng nhập đã hết hạn", "Hãy đăng nhập lại để tiếp tục."},
		text{"Session over", "The session has expired. Log in again to go on."}},
	{Unauthenticated, "idle", http.StatusUnauthorized, false,
		text{"Phiên đăng nhập đã khóa", "Không có thao tác trong một thời gian dài. Hãy đăng nhập lại để tiếp tục."},
		text{"Session locked", "There was no activity for a long time. Log in again to go on."}},
	{Forbidden, "", http.StatusForbidden, true,
		text{"Không có quyền", "Vai trò của bạn không được phép làm việc này. Hãy nhờ chủ trì, thư ký hoặc quản trị đơn vị."},
		text{"Not allowed", "Your role does not allow this. Ask the chair, the secretary or your unit's administrator."}},
	{CrossOrigin, "", http.StatusForbidden, false,
		text{"Yêu cầu bị từ chối", "Yêu cầu đến từ một trang web khác. Hãy mở GiaoBan bằng địa chỉ chính thức rồi thử lại."},
		text{"Request refused", "The request came from another site's page. Open GiaoBan at its own address and try again."}},
	{NotFound, "", http.StatusNotFound, true,
		text{"Không tìm thấy", "Địa chỉ hoặc mục này không tồn tại. Hãy quay lại danh sách và chọn lại."},
		text{"Not found", "There is nothing at this address. Go back to the list and choose again."}},
	{NotFound, "participant", http.StatusNotFound, false,
		text{"Không còn trong phòng", "Người hoặc điểm cầu này đã rời phòng họp."},
		text{"No longer here", "This participant has left the room."}},
	{Conflict, "", http.StatusConflict, true,
		text{"Dữ liệu đã thay đổi", "Người khác vừa thay đổi mục này. Hãy tải lại rồi thử lại."},
		text{"Changed meanwhile", "Somebody else has just changed this. Load it again and try again."}},
	{Stale, "", http.StatusPreconditionFailed, true,
		text{"Người khác vừa sửa mục này", "Nội dung bạn nhập chưa được lưu và vẫn còn trên màn hình. Hãy xem thay đổi mới rồi lưu lại."},
		text{"Changed by somebody else", "What you entered was not saved and is still on the screen. Look at the other change, then save again."}},
	{Unconditional, "", http.StatusPreconditionRequired, true,
		text{"Thiếu phiên bản", "Yêu cầu phải kèm phiên bản đang sửa (If-Match). Hãy tải lại trang rồi thử lại."},
		text{"Version missing", "The request must name the version it changes (If-Match). Load the page again and try again."}},
	{Invalid, "", http.StatusUnprocessableEntity, true,
		text{"Yêu cầu không hợp lệ", "Dữ liệu gửi lên chưa đúng. Hãy kiểm tra lại các ô đã nhập."},
		text{"Invalid request", "The request is not as it must be. Check what was entered."}},
	{Invalid, "cursor", http.StatusUnprocessableEntity, false,
		text{"Yêu cầu không hợp lệ", "Vị trí trong danh sách không còn dùng được. Hãy xem lại danh sách từ đầu."},
		text{"Invalid request", "This place in the list is of no use any more. Start the list again."}},
	{WeakPassword, "", http.StatusUnprocessableEntity, false,
		text{"Mật khẩu chưa đạt yêu cầu", "Hãy chọn mật khẩu khác."},
		text{"Password refused", "Choose another password."}},
	{WeakPassword, "too_short", http.StatusUnprocessableEntity, false,
		text{"Mật khẩu chưa đạt yêu cầu", "Mật khẩu phải có ít nhất %d ký tự."},
		text{"Password refused", "A password has at least %d characters."}},
	{WeakPassword, "too_long", http.StatusUnprocessableEntity, false,
		text{"Mật khẩu chưa đạt yêu cầu", "Mật khẩu quá dài."},
		text{"Password refused", "The password is too long."}},
	{WeakPassword, "too_plain", http.StatusUnprocessableEntity, false,
		text{"Mật khẩu chưa đạt yêu cầu", "Mật khẩu phải có ít nhất ba trong bốn loại: chữ thường, chữ hoa, chữ số, ký tự khác."},
		text{"Password refused", "A password has three of: small letters, capitals, digits, other characters."}},
	{WeakPassword, "contains_username", http.StatusUnprocessableEntity, false,
		text{"Mật khẩu chưa đạt yêu cầu", "Mật khẩu không được chứa tên đăng nhập."},
		text{"Password refused", "A password must not contain the username."}},
	{WeakPassword, "same_as_before", http.StatusUnprocessableEntity, false,
		text{"Mật khẩu chưa đạt yêu cầu", "Mật khẩu mới phải khác mật khẩu đang dùng."},
		text{"Password refused", "The new password must differ from the current one."}},
	{TooLarge, "", http.StatusRequestEntityTooLarge, true,
		text{"Dữ liệu quá lớn", "Dữ liệu gửi lên vượt quá giới hạn của máy chủ."},
		text{"Too large", "The request is larger than the server takes."}},
	{UnsupportedMedia, "", http.StatusUnsupportedMediaType, true,
		text{"Sai kiểu dữ liệu", "Máy chủ chỉ nhận dữ liệu dạng JSON ở địa chỉ này."},
		text{"Unsupported media type", "The server takes JSON only at this address."}},
	{MethodNotAllowed, "", http.StatusMethodNotAllowed, true,
		text{"Phương thức không được phép", "Địa chỉ này không nhận phương thức đã gửi."},
		text{"Method not allowed", "This address does not take the method sent."}},
	{RateLimited, "", http.StatusTooManyRequests, true,
		text{"Thử quá nhanh", "Có quá nhiều lần thử trong thời gian ngắn. Hãy đợi một lát rồi thử lại."},
		text{"Too fast", "Too many attempts in a short time. Wait a little and try again."}},
	{LimitExceeded, "", http.StatusServiceUnavailable, false,
		text{"Vượt quá giới hạn", "Phòng họp hoặc máy chủ đã đạt giới hạn. Hãy báo cán bộ kỹ thuật."},
		text{"Limit reached", "The room or the server is at its limit. Tell the technician."}},
	{Unavailable, "", http.StatusServiceUnavailable, true,
		text{"Máy chủ chưa sẵn sàng", "Hãy đợi một lát rồi thử lại."},
		text{"Not available", "The server is not ready. Wait a little and try again."}},
	{Internal, "", http.StatusInternalServerError, true,
		text{"Lỗi máy chủ", "Máy chủ gặp lỗi. Hãy thử lại; nếu vẫn lỗi, báo cán bộ kỹ thuật mã yêu cầu kèm theo."},
		text{"Server error", "The server failed. Try again; if it fails again, tell the technician the request's id."}},
}

// lookup returns the message of a reason, else the general one of the code.
func lookup(code Code, reason string) entry {
	var found entry
	for _, candidate := range texts {
		if candidate.code != code {
			continue
		}
		if candidate.reason == reason {
			return candidate
		}
		if candidate.reason == "" {
			found = candidate
		}
	}
	if found.code == "" {
		return lookup(Internal, "")
	}
	return found
}
