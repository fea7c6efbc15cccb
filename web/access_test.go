package web_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"giaoban/scheduler/directory/demo"
)

const (
	practice = "/api/v1/rooms/" + demo.PracticeRoom
	province = "/api/v1/rooms/diem-cau-" + demo.ProvinceCode
)

// usernames of one account for each role.
var usernames = map[string]string{
	"chair": "chutri", "secretary": "thuky", "delegate": "daibieu", "guest": "khachmoi", "technician": "kythuat", "admin": "quantri",
	"unit_admin": "quantridv", "leader": "lanhdao",
}

// rights is who may call what. Every operation of the API must be here.
var rights = map[string]struct {
	path, body, contentType string
	anyone                  bool
	roles                   string // "all" or a list
	order                   int    // what ends the session comes last
}{
	"GET /api/v1/info":                                         {path: "/api/v1/info", anyone: true},
	"POST /api/v1/session":                                     {path: "/api/v1/session", anyone: true, body: `{"username":"chutri","password":"` + demo.Password + `"}`, order: 2},
	"GET /api/v1/meetings/{meetingId}/papers":                  {path: "/api/v1/meetings/ME_none/papers", roles: "all"},
	"POST /api/v1/meetings/{meetingId}/papers":                 {path: "/api/v1/meetings/ME_none/papers", roles: "all", body: `{"title":"x"}`},
	"GET /api/v1/meetings/{meetingId}/papers/archive":          {path: "/api/v1/meetings/ME_none/papers/archive", roles: "all"},
	"GET /api/v1/paper-tasks":                                  {path: "/api/v1/paper-tasks", roles: "all"},
	"GET /api/v1/papers/{paperId}":                             {path: "/api/v1/papers/PP_none", roles: "all"},
	"PUT /api/v1/papers/{paperId}":                             {path: "/api/v1/papers/PP_none", roles: "all", body: `{"title":"x"}`},
	"DELETE /api/v1/papers/{paperId}":                          {path: "/api/v1/papers/PP_none", roles: "all"},
	"POST /api/v1/papers/{paperId}/files":                      {path: "/api/v1/papers/PP_none/files", roles: "all", body: `{"uploadId":"PU_none","noStateSecret":true}`},
	"POST /api/v1/papers/{paperId}/actions":                    {path: "/api/v1/papers/PP_none/actions", roles: "all", body: `{"action":"submit"}`},
	"POST /api/v1/papers/{paperId}/views":                      {path: "/api/v1/papers/PP_none/views", roles: "all", body: `{}`},
	"GET /api/v1/papers/{paperId}/download":                    {path: "/api/v1/papers/PP_none/download", roles: "all"},
	"GET /api/v1/papers/{paperId}/original":                    {path: "/api/v1/papers/PP_none/original", roles: "all"},
	"GET /api/v1/papers/{paperId}/notes":                       {path: "/api/v1/papers/PP_none/notes", roles: "all"},
	"POST /api/v1/papers/{paperId}/notes":                      {path: "/api/v1/papers/PP_none/notes", roles: "all", body: `{"page":1,"text":"x"}`},
	"PUT /api/v1/paper-notes/{noteId}":                         {path: "/api/v1/paper-notes/PN_none", roles: "all", body: `{"page":1,"text":"x"}`},
	"DELETE /api/v1/paper-notes/{noteId}":                      {path: "/api/v1/paper-notes/PN_none", roles: "all"},
	"GET /api/v1/paper-views/{viewId}/pages":                   {path: "/api/v1/paper-views/PW_none/pages", roles: "all"},
	"GET /api/v1/paper-views/{viewId}/pages/{page}":            {path: "/api/v1/paper-views/PW_none/pages/1", roles: "all"},
	"POST /api/v1/papers/{paperId}/copies":                     {path: "/api/v1/papers/PP_none/copies", roles: "all", body: `{}`},
	"GET /api/v1/document-folders":                             {path: "/api/v1/document-folders", roles: "all"},
	"POST /api/v1/document-folders":                            {path: "/api/v1/document-folders", roles: "all", body: `{"name":""}`},
	"PUT /api/v1/document-folders/{folderId}":                  {path: "/api/v1/document-folders/DF_none", roles: "all", body: `{"name":"x"}`},
	"DELETE /api/v1/document-folders/{folderId}":               {path: "/api/v1/document-folders/DF_none", roles: "all"},
	"GET /api/v1/documents":                                    {path: "/api/v1/documents", roles: "all"},
	"POST /api/v1/documents":                                   {path: "/api/v1/documents", roles: "all", body: `{"uploadId":"PU_none","noStateSecret":true}`},
	"GET /api/v1/documents/{documentId}":                       {path: "/api/v1/documents/DO_none", roles: "all"},
	"PUT /api/v1/documents/{documentId}":                       {path: "/api/v1/documents/DO_none", roles: "all", body: `{"name":"x"}`},
	"DELETE /api/v1/documents/{documentId}":                    {path: "/api/v1/documents/DO_none", roles: "all"},
	"POST /api/v1/documents/{documentId}/uploads":              {path: "/api/v1/documents/DO_none/uploads", roles: "all"},
	"GET /api/v1/documents/{documentId}/pages":                 {path: "/api/v1/documents/DO_none/pages", roles: "all"},
	"GET /api/v1/documents/{documentId}/pages/{page}":          {path: "/api/v1/documents/DO_none/pages/1", roles: "all"},
	"GET /api/v1/documents/{documentId}/download":              {path: "/api/v1/documents/DO_none/download", roles: "all"},
	"GET /api/v1/document-trash":                               {path: "/api/v1/document-trash", roles: "all"},
	"POST /api/v1/document-trash/{id}/restore":                 {path: "/api/v1/document-trash/DO_none/restore", roles: "all"},
	"DELETE /api/v1/document-trash/{id}":                       {path: "/api/v1/document-trash/DO_none", roles: "all"},
	"OPTIONS /api/v1/paper-uploads":                            {path: "/api/v1/paper-uploads", anyone: true},
	"POST /api/v1/paper-uploads":                               {path: "/api/v1/paper-uploads", roles: "all"},
	"GET /api/v1/paper-uploads/{uploadId}":                     {path: "/api/v1/paper-uploads/PU_none", roles: "all"},
	"HEAD /api/v1/paper-uploads/{uploadId}":                    {path: "/api/v1/paper-uploads/PU_none", roles: "all"},
	"PATCH /api/v1/paper-uploads/{uploadId}":                   {path: "/api/v1/paper-uploads/PU_none", roles: "all", contentType: "application/offset+octet-stream"},
	"DELETE /api/v1/paper-uploads/{uploadId}":                  {path: "/api/v1/paper-uploads/PU_none", roles: "all"},
	"GET /api/v1/meetings/{id}/conduct":                        {path: "/api/v1/meetings/ME_none/conduct", roles: "all"},
	"POST /api/v1/meetings/{id}/conduct/commands":              {path: "/api/v1/meetings/ME_none/conduct/commands", roles: "all", body: `{"id":"1","verb":"floor.ask"}`},
	"GET /api/v1/meetings/{id}/chat":                           {path: "/api/v1/meetings/ME_none/chat", roles: "all"},
	"POST /api/v1/meetings/{id}/chat":                          {path: "/api/v1/meetings/ME_none/chat", roles: "all", body: `{"id":"1","channel":"all","text":"x"}`},
	"DELETE /api/v1/meetings/{id}/chat/{seq}":                  {path: "/api/v1/meetings/ME_none/chat/1", roles: "all"},
	"PUT /api/v1/meetings/{id}/chat-mutes":                     {path: "/api/v1/meetings/ME_none/chat-mutes", roles: "all", body: `{"identity":"*","muted":true}`},
	"GET /api/v1/meetings/{id}/notes":                          {path: "/api/v1/meetings/ME_none/notes", roles: "all"},
	"PUT /api/v1/meetings/{id}/notes":                          {path: "/api/v1/meetings/ME_none/notes", roles: "all", body: `{"version":0,"text":"x"}`},
	"GET /api/v1/meetings/{id}/conduct/attendees":              {path: "/api/v1/meetings/ME_none/conduct/attendees", roles: "all"},
	"GET /api/v1/meetings/{id}/conduct/log":                    {path: "/api/v1/meetings/ME_none/conduct/log", roles: "all"},
	"GET /api/v1/meetings/{id}/lines":                          {path: "/api/v1/meetings/ME_none/lines", roles: "all"},
	"PUT /api/v1/meetings/{id}/lines/own":                      {path: "/api/v1/meetings/ME_none/lines/own", roles: "all", body: `{"camera":"fine","microphone":"lost"}`},
	"GET /api/v1/meetings/{id}/lines/{key}":                    {path: "/api/v1/meetings/ME_none/lines/AC_none", roles: "all"},
	"GET /api/v1/meetings/{id}/lines/stream":                   {path: "/api/v1/meetings/ME_none/lines/stream", roles: "all"},
	"GET /api/v1/meetings/{id}/line-report":                    {path: "/api/v1/meetings/ME_none/line-report", roles: "all"},
	"GET /api/v1/meetings/{id}/line-report/csv":                {path: "/api/v1/meetings/ME_none/line-report/csv", roles: "all"},
	"GET /api/v1/meetings/{id}/line-report/xlsx":               {path: "/api/v1/meetings/ME_none/line-report/xlsx", roles: "all"},
	"POST /api/v1/meetings/{id}/motions/{motion}/ballot-paper": {path: "/api/v1/meetings/ME_none/motions/MO_none/ballot-paper", roles: "all", body: `{"blinded":"AAAA"}`},
	"POST /api/v1/meetings/{id}/motions/{motion}/ballots":      {path: "/api/v1/meetings/ME_none/motions/MO_none/ballots", anyone: true, body: `{"paper":"AAAA","signature":"AAAA","choice":"for"}`},
	"GET /api/v1/meetings/{id}/motions/{motion}/ballots":       {path: "/api/v1/meetings/ME_none/motions/MO_none/ballots", roles: "all"},
	"GET /api/v1/meetings/{id}/motions/{motion}/turnout":       {path: "/api/v1/meetings/ME_none/motions/MO_none/turnout", roles: "all"},
	"GET /api/v1/meetings/{id}/conduct/stream":                 {path: "/api/v1/meetings/ME_none/conduct/stream", roles: "all"},
	"DELETE /api/v1/session":                                   {path: "/api/v1/session", anyone: true, order: 3},
	"GET /api/v1/session":                                      {path: "/api/v1/session", roles: "all"},
	"PUT /api/v1/session/password":                             {path: "/api/v1/session/password", roles: "all", body: `{"current":"` + demo.Password + `","new":"x"}`},
	"GET /api/v1/session/logins":                               {path: "/api/v1/session/logins", roles: "all"},
	"PUT /api/v1/session/code":                                 {path: "/api/v1/session/code", roles: "all", body: `{"code":"123456"}`},
	"GET /api/v1/session/second-factor":                        {path: "/api/v1/session/second-factor", roles: "all"},
	"POST /api/v1/session/second-factor":                       {path: "/api/v1/session/second-factor", roles: "all"},
	"PUT /api/v1/session/second-factor":                        {path: "/api/v1/session/second-factor", roles: "all", body: `{"code":""}`},
	"POST /api/v1/session/second-factor/end":                   {path: "/api/v1/session/second-factor/end", roles: "all", body: `{"password":""}`},
	"POST /api/v1/session/second-factor/recovery-codes":        {path: "/api/v1/session/second-factor/recovery-codes", roles: "all", body: `{"password":""}`},
	"POST /api/v1/password-link":                               {path: "/api/v1/password-link", body: `{"secret":"x","new":"x"}`, anyone: true},
	"POST /api/v1/password-link/check":                         {path: "/api/v1/password-link/check", body: `{"secret":"x"}`, anyone: true},
	"DELETE /api/v1/sessions":                                  {path: "/api/v1/sessions", roles: "all"},
	"GET /api/v1/sessions":                                     {path: "/api/v1/sessions", roles: "all"},
	"DELETE /api/v1/sessions/{id}":                             {path: "/api/v1/sessions/SE_none", roles: "all"},
	"GET /api/v1/accounts":                                     {path: "/api/v1/accounts", roles: "admin unit_admin"},
	"POST /api/v1/accounts":                                    {path: "/api/v1/accounts", body: `{"username":"xx","displayName":"X","role":"guest","unit":{"catalogue":"` + demo.Current + `","code":"` + demo.ChiemHoaCode + `"}}`, roles: "admin unit_admin"},
	"GET /api/v1/accounts/{id}":                                {path: "/api/v1/accounts/AC_none", roles: "admin unit_admin"},
	"PUT /api/v1/accounts/{id}":                                {path: "/api/v1/accounts/AC_none", body: `{"displayName":"X","role":"guest"}`, roles: "admin unit_admin"},
	"PUT /api/v1/accounts/{id}/disabled":                       {path: "/api/v1/accounts/AC_none/disabled", body: `{"disabled":true}`, roles: "admin unit_admin"},
	"POST /api/v1/accounts/{id}/password-link":                 {path: "/api/v1/accounts/AC_none/password-link", roles: "admin unit_admin"},
	"DELETE /api/v1/accounts/{id}/lock":                        {path: "/api/v1/accounts/AC_none/lock", roles: "admin unit_admin"},
	"DELETE /api/v1/accounts/{id}/second-factor":               {path: "/api/v1/accounts/AC_none/second-factor", roles: "admin unit_admin"},
	"GET /api/v1/accounts/{id}/sessions":                       {path: "/api/v1/accounts/AC_none/sessions", roles: "admin unit_admin"},
	"DELETE /api/v1/accounts/{id}/sessions":                    {path: "/api/v1/accounts/AC_none/sessions", roles: "admin unit_admin"},
	"DELETE /api/v1/accounts/{id}/sessions/{session}":          {path: "/api/v1/accounts/AC_none/sessions/SE_none", roles: "admin unit_admin"},
	"GET /api/v1/accounts/{id}/logins":                         {path: "/api/v1/accounts/AC_none/logins", roles: "admin unit_admin"},
	"GET /api/v1/logins":                                       {path: "/api/v1/logins", roles: "admin"},
	"GET /api/v1/audit":                                        {path: "/api/v1/audit", roles: "admin"},
	"GET /api/v1/audit/export":                                 {path: "/api/v1/audit/export", roles: "admin"},
	"GET /api/v1/outbox":                                       {path: "/api/v1/outbox", roles: "admin"},
	"POST /api/v1/outbox/{id}/retry":                           {path: "/api/v1/outbox/none/retry", roles: "admin"},
	"GET /api/v1/events":                                       {path: "/api/v1/events?topic=calendar", roles: "all"},
	"GET /api/v1/units":                                        {path: "/api/v1/units", roles: "all"},
	"GET /api/v1/units/{catalogue}/{code}":                     {path: "/api/v1/units/tuyen-quang-2025-07/02287", roles: "all"},
	"POST /api/v1/units":                                       {path: "/api/v1/units", roles: "admin unit_admin", body: `{"catalogue":"tuyen-quang-2025-07","code":"02287X","parentCode":"02287","level":"agency","name":{"vi":"X","en":""}}`},
	"PUT /api/v1/units/{catalogue}/{code}":                     {path: "/api/v1/units/tuyen-quang-2025-07/02287", roles: "admin unit_admin", body: `{"level":"commune","name":{"vi":"X","en":""}}`},
	"DELETE /api/v1/units/{catalogue}/{code}":                  {path: "/api/v1/units/tuyen-quang-2025-07/none", roles: "admin unit_admin"},
	"POST /api/v1/units/{catalogue}/{code}/reform":             {path: "/api/v1/units/tuyen-quang-2025-07/none/reform", roles: "admin unit_admin", body: `{"validTo":"2030-01-01"}`},
	"GET /api/v1/unit-catalogues":                              {path: "/api/v1/unit-catalogues", roles: "all"},
	"POST /api/v1/unit-catalogues/{version}/import":            {path: "/api/v1/unit-catalogues/x/import", roles: "admin", contentType: "text/csv"},
	"GET /api/v1/unit-catalogues/{version}/export":             {path: "/api/v1/unit-catalogues/tuyen-quang-2025-07/export", roles: "all"},
	"GET /api/v1/people":                                       {path: "/api/v1/people", roles: "all"},
	"GET /api/v1/people/{id}":                                  {path: "/api/v1/people/PE_none", roles: "all"},
	"POST /api/v1/people":                                      {path: "/api/v1/people", roles: "admin unit_admin", body: `{"name":"","unit":{"catalogue":"tuyen-quang-2025-07","code":"02287"}}`},
	"PUT /api/v1/people/{id}":                                  {path: "/api/v1/people/PE_none", roles: "admin unit_admin", body: `{"name":"X","unit":{"catalogue":"tuyen-quang-2025-07","code":"02287"},"active":true}`},
	"POST /api/v1/people/import":                               {path: "/api/v1/people/import", roles: "admin unit_admin", contentType: "text/csv"},
	"GET /api/v1/people/export":                                {path: "/api/v1/people/export", roles: "admin unit_admin"},
	"GET /api/v1/sites":                                        {path: "/api/v1/sites", roles: "all"},
	"GET /api/v1/sites/{name}":                                 {path: "/api/v1/sites/none", roles: "all"},
	"POST /api/v1/sites":                                       {path: "/api/v1/sites", roles: "admin unit_admin", body: `{"name":"X","title":{"vi":"X","en":""},"unit":{"catalogue":"tuyen-quang-2025-07","code":"02287"}}`},
	"PUT /api/v1/sites/{name}":                                 {path: "/api/v1/sites/none", roles: "admin unit_admin", body: `{"title":{"vi":"X","en":""},"active":true}`},
	"GET /api/v1/groups":                                       {path: "/api/v1/groups", roles: "all"},
	"GET /api/v1/groups/{id}":                                  {path: "/api/v1/groups/x", roles: "all"},
	"POST /api/v1/groups":                                      {path: "/api/v1/groups", roles: "admin unit_admin secretary", body: `{"name":"","unit":{"catalogue":"tuyen-quang-2025-07","code":"02287"},"sites":[]}`},
	"PUT /api/v1/groups/{id}":                                  {path: "/api/v1/groups/x", roles: "admin unit_admin secretary", body: `{"name":"X","unit":{"catalogue":"tuyen-quang-2025-07","code":"02287"},"sites":[]}`},
	"DELETE /api/v1/groups/{id}":                               {path: "/api/v1/groups/x", roles: "admin unit_admin secretary"},
	"GET /api/v1/invitation-lists":                             {path: "/api/v1/invitation-lists", roles: "all"},
	"GET /api/v1/invitation-lists/{id}":                        {path: "/api/v1/invitation-lists/x", roles: "all"},
	"POST /api/v1/invitation-lists":                            {path: "/api/v1/invitation-lists", roles: "admin unit_admin secretary", body: `{"name":"","unit":{"catalogue":"tuyen-quang-2025-07","code":"02287"},"members":[]}`},
	"PUT /api/v1/invitation-lists/{id}":                        {path: "/api/v1/invitation-lists/x", roles: "admin unit_admin secretary", body: `{"name":"X","unit":{"catalogue":"tuyen-quang-2025-07","code":"02287"},"members":[]}`},
	"DELETE /api/v1/invitation-lists/{id}":                     {path: "/api/v1/invitation-lists/x", roles: "admin unit_admin secretary"},
	"GET /api/v1/invitation-lists/{id}/expansion":              {path: "/api/v1/invitation-lists/x/expansion", roles: "all"},
	"POST /api/v1/expansion":                                   {path: "/api/v1/expansion", roles: "all", body: `{"members":[]}`},
	"GET /api/v1/catalogues/{kind}":                            {path: "/api/v1/catalogues/positions", roles: "all"},
	"GET /api/v1/catalogues/{kind}/{id}":                       {path: "/api/v1/catalogues/positions/x", roles: "all"},
	"POST /api/v1/catalogues/{kind}":                           {path: "/api/v1/catalogues/positions", roles: "admin", body: `{"code":"!","name":{"vi":"X","en":""}}`},
	"PUT /api/v1/catalogues/{kind}/{id}":                       {path: "/api/v1/catalogues/positions/x", roles: "admin", body: `{"code":"X","name":{"vi":"X","en":""},"active":true}`},
	"GET /api/v1/viewer":                                       {path: "/api/v1/viewer", roles: "all"},
	"GET /api/v1/rooms":                                        {path: "/api/v1/rooms", roles: "all"},
	"GET /api/v1/rooms/{name}":                                 {path: practice, roles: "all"},
	"POST /api/v1/rooms/{name}/join":                           {path: practice + "/join", roles: "all"},
	"POST /api/v1/rooms/{name}/mute-all":                       {path: practice + "/mute-all", roles: "chair secretary"},
	"PUT /api/v1/rooms/{name}/hand":                            {path: practice + "/hand", roles: "all", body: `{"raised":true}`},
	"DELETE /api/v1/rooms/{name}/participants/{identity}/hand": {path: practice + "/participants/AC_x/hand", roles: "chair secretary"},
	"POST /api/v1/meetings/{id}/line-test/join":                {path: "/api/v1/meetings/ME_none/line-test/join", roles: "all", body: `{}`},
	"GET /api/v1/meetings/{id}/line-test/reading":              {path: "/api/v1/meetings/ME_none/line-test/reading", roles: "all"},
	"POST /api/v1/meetings/{id}/line-test/checks":              {path: "/api/v1/meetings/ME_none/line-test/checks", roles: "all", body: `{"kind":"loudspeaker"}`},
	"GET /api/v1/meetings/{id}/line-test":                      {path: "/api/v1/meetings/ME_none/line-test", roles: "all"},
	"GET /api/v1/meetings/{id}/line-test/history":              {path: "/api/v1/meetings/ME_none/line-test/history?site=x:1", roles: "all"},
	"POST /api/v1/meetings/{id}/line-test/calls":               {path: "/api/v1/meetings/ME_none/line-test/calls", roles: "all", body: `{"sites":["x:1"]}`},
	"GET /api/v1/line-test/calls":                              {path: "/api/v1/line-test/calls", roles: "all"},
	"PUT /api/v1/meetings/{id}/line-test/calls/{call}/receipt": {path: "/api/v1/meetings/ME_none/line-test/calls/LT_none/receipt", roles: "all", body: `{"where":"desk"}`},
	"GET /api/v1/meetings/{id}/line-test/export":               {path: "/api/v1/meetings/ME_none/line-test/export", roles: "all"},
	"POST /api/v1/terminal/pairings":                           {path: "/api/v1/terminal/pairings", anyone: true, body: `{"publicKey":"` + strings.Repeat("x", 60) + `"}`},
	"GET /api/v1/terminal/pairings/{id}":                       {path: "/api/v1/terminal/pairings/TP_none", anyone: true},
	"POST /api/v1/terminal/challenges":                         {path: "/api/v1/terminal/challenges", anyone: true, body: `{"terminalId":"TD_none"}`},
	"POST /api/v1/terminal/sessions":                           {path: "/api/v1/terminal/sessions", anyone: true, body: `{"terminalId":"TD_none","nonce":"x","signature":"x"}`},
	"GET /api/v1/terminal/self":                                {path: "/api/v1/terminal/self"},
	"GET /api/v1/terminal/schedule":                            {path: "/api/v1/terminal/schedule"},
	"PUT /api/v1/terminal/report":                              {path: "/api/v1/terminal/report", body: `{}`},
	"GET /api/v1/terminal/commands":                            {path: "/api/v1/terminal/commands"},
	"PUT /api/v1/terminal/commands/{id}":                       {path: "/api/v1/terminal/commands/TC_none", body: `{"done":true}`},
	"GET /api/v1/sites/{name}/terminals":                       {path: "/api/v1/sites/none/terminals", roles: "all"},
	"POST /api/v1/sites/{name}/terminals":                      {path: "/api/v1/sites/none/terminals", roles: "admin unit_admin", body: `{"code":"1","name":"x"}`},
	"DELETE /api/v1/terminals/{id}":                            {path: "/api/v1/terminals/TD_none", roles: "admin unit_admin"},
	"GET /api/v1/terminals/{id}":                               {path: "/api/v1/terminals/TD_none", roles: "all"},
	"GET /api/v1/terminals/{id}/commands":                      {path: "/api/v1/terminals/TD_none/commands", roles: "all"},
	"POST /api/v1/terminals/{id}/commands":                     {path: "/api/v1/terminals/TD_none/commands", roles: "all", body: `{"kind":"mute"}`},
	"GET /api/v1/meetings":                                     {path: "/api/v1/meetings", roles: "all"},
	"POST /api/v1/meetings":                                    {path: "/api/v1/meetings", roles: "chair secretary", body: draftBody},
	"POST /api/v1/meetings/check":                              {path: "/api/v1/meetings/check", roles: "chair secretary", body: `{"meeting":` + draftBody + `}`},
	"GET /api/v1/meetings/{id}/invitations":                    {path: "/api/v1/meetings/ME_none/invitations", roles: "all"},
	"GET /api/v1/meetings/{id}/participants":                   {path: "/api/v1/meetings/ME_none/participants", roles: "all"},
	"POST /api/v1/meetings/{id}/invitations":                   {path: "/api/v1/meetings/ME_none/invitations", roles: "all", body: `{"targets":[{"kind":"person","id":"PE_none"}]}`},
	"GET /api/v1/meetings/{id}/invitations/summary":            {path: "/api/v1/meetings/ME_none/invitations/summary", roles: "all"},
	"POST /api/v1/meetings/{id}/invitations/issue":             {path: "/api/v1/meetings/ME_none/invitations/issue", roles: "all", body: `{}`},
	"POST /api/v1/meetings/{id}/invitations/remind":            {path: "/api/v1/meetings/ME_none/invitations/remind", roles: "all"},
	"GET /api/v1/meetings/{id}/letter":                         {path: "/api/v1/meetings/ME_none/letter", roles: "all"},
	"PUT /api/v1/meetings/{id}/letter":                         {path: "/api/v1/meetings/ME_none/letter", roles: "all", body: `{"agency":{"catalogue":"x","code":"1"},"agencyName":"A","place":"A","symbol":"GM-A","signerTitle":"A","signerName":"A"}`},
	"POST /api/v1/meetings/{id}/letter/preview":                {path: "/api/v1/meetings/ME_none/letter/preview", roles: "all", body: `{"agency":{"catalogue":"x","code":"1"},"agencyName":"A","place":"A","symbol":"GM-A","signerTitle":"A","signerName":"A"}`},
	"GET /api/v1/meetings/{id}/letter/issuers":                 {path: "/api/v1/meetings/ME_none/letter/issuers", roles: "all"},
	"GET /api/v1/registers":                                    {path: "/api/v1/registers", roles: "all"},
	"GET /api/v1/register-entries":                             {path: "/api/v1/register-entries", roles: "all"},
	"GET /api/v1/register-entries/export":                      {path: "/api/v1/register-entries/export", roles: "all"},
	"GET /api/v1/meetings/{id}/letter/preview":                 {path: "/api/v1/meetings/ME_none/letter/preview", roles: "all"},
	"GET /api/v1/meetings/{id}/invitation-documents":           {path: "/api/v1/meetings/ME_none/invitation-documents", roles: "all"},
	"GET /api/v1/invitation-documents/{id}/pdf":                {path: "/api/v1/invitation-documents/DO_none/pdf", roles: "all"},
	"PUT /api/v1/registers/{catalogue}/{code}/{year}/{type}":   {path: "/api/v1/registers/" + demo.Current + "/none/2026/GM", roles: "all", body: `{"last":1}`},
	"GET /api/v1/meetings/{id}/invitation-mails":               {path: "/api/v1/meetings/ME_none/invitation-mails", roles: "all"},
	"POST /api/v1/meetings/{id}/invitation-mails/resend":       {path: "/api/v1/meetings/ME_none/invitation-mails/resend", roles: "all"},
	"POST /api/v1/invitation-mails/{id}/resend":                {path: "/api/v1/invitation-mails/DE_none/resend", roles: "all"},
	"GET /api/v1/invitations":                                  {path: "/api/v1/invitations", roles: "all"},
	"GET /api/v1/invitations/{id}":                             {path: "/api/v1/invitations/IN_none", roles: "all"},
	"PATCH /api/v1/invitations/{id}":                           {path: "/api/v1/invitations/IN_none", roles: "all", body: `{"role":"guest"}`},
	"DELETE /api/v1/invitations/{id}":                          {path: "/api/v1/invitations/IN_none", roles: "all"},
	"PUT /api/v1/invitations/{id}/seen":                        {path: "/api/v1/invitations/IN_none/seen", roles: "all"},
	"PUT /api/v1/invitations/{id}/answer":                      {path: "/api/v1/invitations/IN_none/answer", roles: "all", body: `{"state":"confirmed"}`},
	"GET /api/v1/calendar-feeds":                               {path: "/api/v1/calendar-feeds", roles: "all"},
	"POST /api/v1/calendar-feeds":                              {path: "/api/v1/calendar-feeds", roles: "all", body: `{}`},
	"DELETE /api/v1/calendar-feeds/{id}":                       {path: "/api/v1/calendar-feeds/CF_none", roles: "all"},
	"GET /api/v1/calendar/{link}":                              {path: "/api/v1/calendar/link", anyone: true},
	"GET /api/v1/meetings/{id}":                                {path: "/api/v1/meetings/ME_none", roles: "all"},
	"PUT /api/v1/meetings/{id}":                                {path: "/api/v1/meetings/ME_none", roles: "all", body: draftBody},
	"DELETE /api/v1/meetings/{id}":                             {path: "/api/v1/meetings/ME_none", roles: "all"},
	"POST /api/v1/meetings/{id}/copy":                          {path: "/api/v1/meetings/ME_none/copy", roles: "all", body: `{"start":"2030-01-01T00:00:00Z","noStateSecret":true}`},
	"POST /api/v1/meetings/{id}/actions":                       {path: "/api/v1/meetings/ME_none/actions", roles: "all", body: `{"action":"submit"}`},
	"GET /api/v1/meetings/{id}/history":                        {path: "/api/v1/meetings/ME_none/history", roles: "all"},
	"GET /api/v1/meetings/{id}/series":                         {path: "/api/v1/meetings/ME_none/series", roles: "all"},
	"PUT /api/v1/meetings/{id}/series":                         {path: "/api/v1/meetings/ME_none/series", roles: "all", body: `{"rule":"FREQ=DAILY;COUNT=2","holidays":"skip"}`},
	"POST /api/v1/meetings/{id}/join":                          {path: "/api/v1/meetings/ME_none/join", roles: "all"},
	"POST /api/v1/meetings/{id}/second-screen":                 {path: "/api/v1/meetings/ME_none/second-screen", roles: "all"},
	"GET /api/v1/meetings/{id}/entry":                          {path: "/api/v1/meetings/ME_none/entry", roles: "all"},
	"GET /api/v1/meetings/{id}/knocks":                         {path: "/api/v1/meetings/ME_none/knocks", roles: "all"},
	"PUT /api/v1/meetings/{id}/knocks/{knockId}":               {path: "/api/v1/meetings/ME_none/knocks/x", roles: "all", body: `{"answer":"denied"}`},
	"POST /api/v1/meeting-series":                              {path: "/api/v1/meeting-series", roles: "chair secretary", body: `{"meeting":` + draftBody + `,"recurrence":{"rule":"FREQ=DAILY;COUNT=2","holidays":"keep"}}`},
	"POST /api/v1/meeting-series/preview":                      {path: "/api/v1/meeting-series/preview", roles: "all", body: `{"start":"2030-01-01T00:00:00Z","rule":"FREQ=DAILY;COUNT=2","holidays":"keep"}`},
	"GET /api/v1/meeting-templates":                            {path: "/api/v1/meeting-templates", roles: "all"},
	"POST /api/v1/meeting-templates":                           {path: "/api/v1/meeting-templates", roles: "all", body: `{"meetingId":"ME_none","name":"x"}`},
	"GET /api/v1/meeting-templates/{id}":                       {path: "/api/v1/meeting-templates/MT_none", roles: "all"},
	"PUT /api/v1/meeting-templates/{id}":                       {path: "/api/v1/meeting-templates/MT_none", roles: "all", body: `{"name":"x"}`},
	"DELETE /api/v1/meeting-templates/{id}":                    {path: "/api/v1/meeting-templates/MT_none", roles: "all"},
	"POST /api/v1/meeting-templates/{id}/meetings":             {path: "/api/v1/meeting-templates/MT_none/meetings", roles: "all", body: `{"start":"2030-01-01T00:00:00Z","noStateSecret":true}`},
	"GET /api/v1/calendar-days":                                {path: "/api/v1/calendar-days?year=2026", roles: "all"},
	"PUT /api/v1/calendar-days/{date}":                         {path: "/api/v1/calendar-days/2199-01-01", roles: "admin secretary", body: `{"kind":"holiday","name":"X"}`},
	"DELETE /api/v1/calendar-days/{date}":                      {path: "/api/v1/calendar-days/2199-01-02", roles: "admin secretary"},
	"GET /api/v1/calendar-days/export":                         {path: "/api/v1/calendar-days/export?year=2026", roles: "all"},
	"POST /api/v1/calendar-days/import":                        {path: "/api/v1/calendar-days/import?dryRun=true", roles: "admin secretary", contentType: "text/csv"},
	"POST /api/v1/meetings/{id}/series/preview":                {path: "/api/v1/meetings/ME_none/series/preview", roles: "all", body: `{"rule":"FREQ=WEEKLY;COUNT=2","holidays":"keep"}`},
	"POST /api/v1/line-test":                                   {path: "/api/v1/line-test", roles: "all"},
	"GET /api/v1/line-test/ping":                               {path: "/api/v1/line-test/ping", roles: "all"},
	"GET /api/v1/line-test/payload":                            {path: "/api/v1/line-test/payload?bytes=10", roles: "all"},
	"POST /api/v1/line-test/payload":                           {path: "/api/v1/line-test/payload", roles: "all", contentType: "application/octet-stream"},
	"DELETE /api/v1/rooms/{name}/participants/{identity}":      {path: practice + "/participants/AC_x", roles: "chair secretary"},
	"POST /api/v1/rooms/{name}/participants/{identity}/mute":   {path: practice + "/participants/AC_x/mute", roles: "chair secretary"},

	"GET /api/v1/meetings/{id}/minutes":                                 {path: "/api/v1/meetings/ME_none/minutes", roles: "all"},
	"PUT /api/v1/meetings/{id}/minutes":                                 {path: "/api/v1/meetings/ME_none/minutes", roles: "all", body: `{"content":{"type":"doc","content":[]}}`},
	"POST /api/v1/meetings/{id}/minutes/draft":                          {path: "/api/v1/meetings/ME_none/minutes/draft", roles: "all"},
	"POST /api/v1/meetings/{id}/minutes/actions":                        {path: "/api/v1/meetings/ME_none/minutes/actions", roles: "all", body: `{"action":"submit"}`},
	"GET /api/v1/meetings/{id}/minutes/revisions":                       {path: "/api/v1/meetings/ME_none/minutes/revisions", roles: "all"},
	"GET /api/v1/meetings/{id}/minutes/revisions/{number}":              {path: "/api/v1/meetings/ME_none/minutes/revisions/1", roles: "all"},
	"POST /api/v1/meetings/{id}/minutes/additions":                      {path: "/api/v1/meetings/ME_none/minutes/additions", roles: "all", body: `{"content":{"type":"doc","content":[]}}`},
	"GET /api/v1/meetings/{id}/minutes/file/{format}":                   {path: "/api/v1/meetings/ME_none/minutes/file/pdf", roles: "all"},
	"GET /api/v1/meetings/{id}/minutes/annexes/{annex}/{format}":        {path: "/api/v1/meetings/ME_none/minutes/annexes/votes/pdf", roles: "all"},
	"GET /api/v1/meetings/{id}/minutes/additions/{number}/{format}":     {path: "/api/v1/meetings/ME_none/minutes/additions/1/pdf", roles: "all"},
	"GET /api/v1/meetings/{id}/conclusion":                              {path: "/api/v1/meetings/ME_none/conclusion", roles: "all"},
	"PUT /api/v1/meetings/{id}/conclusion":                              {path: "/api/v1/meetings/ME_none/conclusion", roles: "all", body: `{"agency":{"catalogue":"x","code":"1"},"agencyName":"A","place":"A","symbol":"TB-A","abstract":"A","content":{"type":"doc","content":[]}}`},
	"POST /api/v1/meetings/{id}/conclusion/issue":                       {path: "/api/v1/meetings/ME_none/conclusion/issue", roles: "all"},
	"POST /api/v1/meetings/{id}/conclusion/waive":                       {path: "/api/v1/meetings/ME_none/conclusion/waive", roles: "all", body: `{"reason":"x"}`},
	"POST /api/v1/meetings/{id}/conclusion/replace":                     {path: "/api/v1/meetings/ME_none/conclusion/replace", roles: "all", body: `{"reason":"x"}`},
	"DELETE /api/v1/meetings/{id}/conclusion":                           {path: "/api/v1/meetings/ME_none/conclusion", roles: "all"},
	"GET /api/v1/meetings/{id}/conclusion/editions/{document}/{format}": {path: "/api/v1/meetings/ME_none/conclusion/editions/CD_none/pdf", roles: "all"},
	"GET /api/v1/meetings/{id}/conclusion/file/{format}":                {path: "/api/v1/meetings/ME_none/conclusion/file/pdf", roles: "all"},
	"POST /api/v1/meetings/{id}/recordings":                             {path: "/api/v1/meetings/ME_none/recordings", roles: "all", body: `{"cameras":"stage"}`},
	"GET /api/v1/meetings/{id}/recording":                               {path: "/api/v1/meetings/ME_none/recording", roles: "all"},
	"GET /api/v1/recordings":                                            {path: "/api/v1/recordings", roles: "all"},
	"GET /api/v1/recordings/{id}":                                       {path: "/api/v1/recordings/RC_none", roles: "all"},
	"GET /api/v1/recordings/{id}/index":                                 {path: "/api/v1/recordings/RC_none/index", roles: "all"},
	"POST /api/v1/recordings/{id}/actions":                              {path: "/api/v1/recordings/RC_none/actions", roles: "all", body: `{"action":"stop"}`},
	"POST /api/v1/recordings/{id}/programme":                            {path: "/api/v1/recordings/RC_none/programme", roles: "all"},
	"PUT /api/v1/recordings/{id}/audience":                              {path: "/api/v1/recordings/RC_none/audience", roles: "all", body: `{"audience":"host"}`},
	"POST /api/v1/recordings/{id}/views":                                {path: "/api/v1/recordings/RC_none/views", roles: "all", body: `{"fromMs":0,"toMs":1}`},
	"GET /api/v1/recordings/{id}/keeping":                               {path: "/api/v1/recordings/RC_none/keeping", roles: "all"},
	"PUT /api/v1/recordings/{id}/keeping":                               {path: "/api/v1/recordings/RC_none/keeping", roles: "all", body: `{"class":"x"}`},
	"POST /api/v1/recordings/{id}/hold":                                 {path: "/api/v1/recordings/RC_none/hold", roles: "all", body: `{"on":true,"reason":"x"}`},
	"POST /api/v1/recordings/{id}/deletion":                             {path: "/api/v1/recordings/RC_none/deletion", roles: "all", body: `{"reason":"x"}`},
	"POST /api/v1/recordings/{id}/deletion/decision":                    {path: "/api/v1/recordings/RC_none/deletion/decision", roles: "all", body: `{"approve":true}`},
	"POST /api/v1/recordings/{id}/disposal":                             {path: "/api/v1/recordings/RC_none/disposal", roles: "all"},
	"GET /api/v1/due-recordings":                                        {path: "/api/v1/due-recordings", roles: "all"},
	"GET /api/v1/recordings/{id}/certificate/{file}":                    {path: "/api/v1/recordings/RC_none/certificate/certificate.pdf", roles: "all"},
	"GET /api/v1/recordings/{id}/bundle":                                {path: "/api/v1/recordings/RC_none/bundle", roles: "all"},
	"GET /api/v1/recording-archive":                                     {path: "/api/v1/recording-archive", roles: "admin"},
	"GET /api/v1/recordings/{id}/files/{file}":                          {path: "/api/v1/recordings/RC_none/files/manifest.json", roles: "all"},
	"GET /api/v1/conclusions":                                           {path: "/api/v1/conclusions", roles: "all"},
	"GET /api/v1/conclusions/pending":                                   {path: "/api/v1/conclusions/pending", roles: "all"},
	"POST /api/v1/meetings/{id}/tasks":                                  {path: "/api/v1/meetings/ME_none/tasks", roles: "all", body: `{"title":"x","unit":{"catalogue":"x","code":"1"}}`},
	"GET /api/v1/tasks":                                                 {path: "/api/v1/tasks", roles: "all"},
	"GET /api/v1/tasks/export":                                          {path: "/api/v1/tasks/export", roles: "all"},
	"GET /api/v1/tasks/{id}":                                            {path: "/api/v1/tasks/TA_none", roles: "all"},
	"PUT /api/v1/tasks/{id}":                                            {path: "/api/v1/tasks/TA_none", roles: "all", body: `{"title":"x","unit":{"catalogue":"x","code":"1"}}`},
	"DELETE /api/v1/tasks/{id}":                                         {path: "/api/v1/tasks/TA_none", roles: "all"},
	"POST /api/v1/tasks/{id}/actions":                                   {path: "/api/v1/tasks/TA_none/actions", roles: "all", body: `{"action":"start"}`},
	"POST /api/v1/tasks/{id}/chase":                                     {path: "/api/v1/tasks/TA_none/chase", roles: "all"},
}

func TestRights(t *testing.T) {
	f := newFixture(t)
	f.hall.enter(demo.PracticeRoom, "AC_x")
	var document struct {
		Paths map[string]map[string]struct {
			Description string
			Responses   map[string]struct{ Content map[string]any }
		}
	}
	f.browser(t).get("/api/openapi.json").into(t, &document)
	for path, methods := range document.Paths {
		for method := range methods {
			name := strings.ToUpper(method) + " " + path
			if _, found := rights[name]; !found {
				t.Errorf("%s is not in the table of rights", name)
			}
		}
	}
	names := slices.SortedFunc(maps.Keys(rights), func(a, b string) int {
		if order := rights[a].order - rights[b].order; order != 0 {
			return order
		}
		return strings.Compare(a, b)
	})
	call := func(b *browser, name string) *answer {
		method, path, _ := strings.Cut(name, " ")
		entry := rights[name]
		described := document.Paths[path][strings.ToLower(method)]
		if described.Description == "" || described.Responses["default"].Content["application/problem+json"] == nil {
			t.Errorf("%s is not described in the OpenAPI document", name)
		}
		var headers []string
		if entry.contentType != "" {
			headers = []string{"Content-Type", entry.contentType}
		}
		return b.do(method, entry.path, entry.body, headers...)
	}
	t.Run("nobody", func(t *testing.T) {
		b := f.browser(t)
		for _, name := range names {
			a := call(b, name)
			if open := a.status != http.StatusUnauthorized && a.status != http.StatusForbidden; open != rights[name].anyone {
				t.Errorf("%s: status %d", name, a.status)
			}
			if !rights[name].anyone {
				b.refused(http.StatusUnauthorized, "unauthenticated", a)
			}
		}
	})
	for role, username := range usernames {
		t.Run(role, func(t *testing.T) {
			b := f.as(t, username)
			for _, name := range names {
				a := call(b, name)
				entry := rights[name]
				allowed := entry.anyone || entry.roles == "all" || slices.Contains(strings.Fields(entry.roles), role)
				switch {
				case allowed && (a.status == http.StatusUnauthorized || a.status == http.StatusForbidden || a.status >= 500):
					t.Errorf("%s: status %d", name, a.status)
				case !allowed:
					b.refused(http.StatusForbidden, "forbidden", a)
				}
			}
		})
	}
}

func TestCrossOriginRequestsAreRefused(t *testing.T) {
	f := newFixture(t)
	b := f.as(t, "chutri")
	for name, headers := range map[string][]string{
		"by another site's page": {"Sec-Fetch-Site", "cross-site"},
		"by a sibling's page":    {"Sec-Fetch-Site", "same-site"},
		"by an older browser":    {"Origin", "https://evil.example"},
		"by a sandboxed page":    {"Origin", "null"},
	} {
		t.Run(name, func(t *testing.T) {
			b.refused(http.StatusForbidden, "cross_origin", b.post(practice+"/mute-all", "", headers...))
			b.refused(http.StatusForbidden, "cross_origin", b.post("/api/v1/session", `{"username":"chutri","password":"x"}`, headers...))
			b.refused(http.StatusForbidden, "cross_origin", b.do(http.MethodDelete, "/api/v1/session", "", headers...))
		})
	}
	t.Run("as a form", func(t *testing.T) {
		for _, media := range []string{"application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x", "", "application/json-seq", ";"} {
			b.refused(http.StatusUnsupportedMediaType, "unsupported_media_type", b.post(practice+"/mute-all", "{}", "Content-Type", media))
		}
	})
	t.Run("the app's own are not", func(t *testing.T) {
		b.want(http.StatusOK, b.post(practice+"/mute-all", "{}", "Sec-Fetch-Site", "same-origin", "Content-Type", "application/json; charset=utf-8"))
		b.want(http.StatusOK, b.get("/api/v1/session"))
	})
}
