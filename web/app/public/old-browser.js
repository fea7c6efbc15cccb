// Shown by browsers too old for ES modules; written for them.
document.addEventListener('DOMContentLoaded', function () {
  var root = document.getElementById('root');
  root.style.cssText =
    'font-family:sans-serif;font-size:18px;line-height:1.6;max-width:40em;margin:3em auto;padding:0 1em';
  root.innerHTML =
    '<h1>Trình duyệt này quá cũ</h1>' +
    '<p>GiaoBan cần Chrome, Edge hoặc Cốc Cốc 109 trở lên, Firefox 104 trở lên, hoặc Safari 16 trở lên. ' +
    'Hãy nhờ cán bộ kỹ thuật cập nhật trình duyệt rồi mở lại trang này.</p>' +
    '<h2 lang="en">This browser is too old</h2>' +
    '<p lang="en">GiaoBan needs Chrome or Edge 109, Firefox 104 or Safari 16, or a newer one. ' +
    'Ask your technician to update the browser, then open this page again.</p>';
});
