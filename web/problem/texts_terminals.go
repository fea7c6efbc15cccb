package problem

import "net/http"

var terminalFieldTexts = map[string]fieldText{
	"terminals.no_code": {"Không có thiết bị nào đang hiện mã này. Hãy xem lại mã trên màn hình; mã đổi sau 10 phút.", "No terminal shows this code. Look at its screen again; codes change every ten minutes."},
	"terminals.key":     {"Khóa của thiết bị không hợp lệ.", "The terminal's key is of no use."},
	"terminals.value":   {"Thiết bị đầu cuối không có lựa chọn này. Hãy tải lại và chọn lại.", "The terminal has no such choice. Load the page again and choose again."},
}

var terminalTexts = []entry{
	{Forbidden, "account.terminal", http.StatusForbidden, false,
		text{"Tài khoản của thiết bị đầu cuối", "Thiết bị đăng nhập bằng khóa riêng, không có mật khẩu. Hãy quản lý ở trang điểm cầu."},
		text{"A terminal's account", "The terminal logs in by a key of its own and has no password. Manage it on its site's page."}},
	{NotFound, "terminals.not_known", http.StatusNotFound, false,
		text{"Thiết bị chưa được ghép nối", "Thiết bị này chưa ghép nối hoặc đã bị thu hồi. Hãy ghép nối lại."},
		text{"Terminal not known", "This terminal is not paired or was revoked. Pair it again."}},
	{Conflict, "terminals.not_let_in", http.StatusConflict, false,
		text{"Chữ ký không dùng được", "Chuỗi thử đã dùng, đã hết hạn, hoặc chữ ký không đúng. Hãy lấy chuỗi thử mới."},
		text{"Signature of no use", "The nonce was used or has expired, or the signature is wrong. Get another nonce."}},
	{Forbidden, "terminals.no_terminal", http.StatusForbidden, false,
		text{"Chỉ dành cho thiết bị đầu cuối", "Hãy mở trang này trên máy của phòng họp đã ghép nối."},
		text{"For terminals alone", "Open this page on a paired machine of a meeting room."}},
	{Forbidden, "terminals.not_yours", http.StatusForbidden, false,
		text{"Không phải điểm cầu của bạn", "Chỉ cán bộ kỹ thuật và quản trị của đơn vị, hoặc chủ trì và thư ký khi đang họp, được điều khiển thiết bị này."},
		text{"Not your site", "Technicians and administrators of its unit steer this terminal, and the chair and secretary while they meet."}},
	{Conflict, "terminals.room_unfit", http.StatusConflict, false,
		text{"Phòng chưa dùng được", "Phòng phải thuộc một đơn vị và đang được sử dụng. Hãy sửa thông tin điểm cầu trước."},
		text{"Room not fit", "The room must belong to a unit and be in use. Change the site first."}},
	{Conflict, "terminals.key_taken", http.StatusConflict, false,
		text{"Thiết bị đã ghép nối", "Trình duyệt này đã được ghép nối. Hãy tải lại màn hình của thiết bị để lấy mã mới."},
		text{"Paired already", "This browser was paired before. Load its screen again for another code."}},
	{Conflict, "terminals.revoked", http.StatusConflict, false,
		text{"Thiết bị đã bị thu hồi", "Muốn dùng lại, hãy ghép nối lại từ màn hình của thiết bị."},
		text{"Revoked", "To use it again, pair it again from its screen."}},
	{Conflict, "terminals.command_over", http.StatusConflict, false,
		text{"Lệnh đã kết thúc", "Lệnh này đã xong, đã quá hạn, hoặc không phải của thiết bị này."},
		text{"The command is over", "It was done, its time is over, or it is not this terminal's."}},
	{Conflict, "terminals.too_many_commands", http.StatusConflict, false,
		text{"Quá nhiều lệnh đang chờ", "Thiết bị chưa trả lời các lệnh trước. Hãy đợi một phút."},
		text{"Too many commands wait", "The terminal has not answered those before. Wait a minute."}},
	{Unavailable, "terminals.guessed", http.StatusTooManyRequests, false,
		text{"Nhập sai mã quá nhiều lần", "Hãy xem lại mã trên màn hình thiết bị và thử lại sau %d phút."},
		text{"Too many wrong codes", "Look at the code on the terminal's screen and try again in %d minutes."}},
	{Unavailable, "terminals.too_many_codes", http.StatusServiceUnavailable, false,
		text{"Quá nhiều thiết bị đang chờ", "Có quá nhiều mã đang chờ xác nhận. Hãy thử lại sau vài phút."},
		text{"Too many terminals wait", "Too many codes wait to be confirmed. Try again in a few minutes."}},
}
