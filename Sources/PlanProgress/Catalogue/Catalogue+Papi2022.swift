extension Catalogue {
    /// The catalogue of the PAPI year 2022 that ships with the program: `Fixtures/Catalogue/papi-2022.json`, byte for byte.
    public static let papi2022: Catalogue = {
        do throws(CatalogueFault) {
            return try Catalogue(reading: Array(papi2022Text.utf8))
        } catch {
            // Cannot happen in a program that was tested: CatalogueTests reads this very text.
            preconditionFailure("the catalogue that ships with the program cannot be read: \(error)")
        }
    }()

    // A raw literal: SwiftPM's embedding of a resource as code costs half a minute a build.
    private static let papi2022Text = #"""
        {
        "schema": "wardlog.catalogue/1",
        "id": "papi-2022",
        "year": 2022,
        "name": "Chỉ số PAPI năm 2022: tiến độ thực hiện kế hoạch theo chỉ số nội dung",
        "englishName": "PAPI 2022: plan progress by dimension",
        "sources": [
        {"id": "papi-names", "status": "confirmed", "text": "PAPI provincial workbook 2018-2023 (CECODES, VFF-CRT, RTA and UNDP, 2023), sheet 2022; names from papi.org.vn and hanoicapital.chinhphu.vn"},
        {"id": "measures", "status": "derived", "text": "Wardlog's own list of what the 42 tasks of the plan of phường Dương Nội (07/7/2022) can be counted by; no PAPI indicator"},
        {"id": "happenings", "status": "derived", "text": "Wardlog's own list of happenings that serve the plan of phường Dương Nội (07/7/2022); mapping to dimensions ours"},
        {"id": "additions", "status": "derived", "text": "Added for the measures m.coordination.count, m.infra.repairs, m.apology.letters, m.feedback.received, which no other happening counts; mapping to dimensions ours"},
        {"id": "officials", "status": "unconfirmed", "text": "Luật Cán bộ, công chức số 22/2008/QH12, điều 61 (chức vụ, chức danh cấp xã); from memory"},
        {"id": "plan", "status": "confirmed", "text": "Kế hoạch của UBND phường Dương Nội ngày 07/7/2022, phần III and II.2"},
        {"id": "one-stop", "status": "unconfirmed", "text": "Nghị định 61/2018/NĐ-CP (cơ chế một cửa, một cửa liên thông); from memory"},
        {"id": "fields", "status": "unconfirmed", "text": "Fields of commune-level procedures by general practice; the form is biểu số 06 (II.06a/VPCP/KSTT), Thông tư 01/2020/TT-VPCP, 21/10/2020"},
        {"id": "periods", "status": "confirmed", "text": "Nghị định 09/2019/NĐ-CP, điều 12: from the 15th of the month before to the 14th; the nine months by analogy, as in Quyết định 01/2023/QĐ-UBND Khánh Hòa, điều 4, and as the plan asks"},
        {"id": "due", "status": "confirmed", "text": "Nghị định 09/2019/NĐ-CP, điều 8 khoản 5: sent at least one working day after the cut-off; the day of Quyết định 19/2022/QĐ-UBND Hà Nội not seen"}
        ],
        "dimensions": [
        {"code": "D1", "name": "Tham gia của người dân ở cấp cơ sở", "englishName": "Participation at Local Levels", "source": "papi-names", "subDimensions": [
          {"code": "1.1", "name": "Tri thức công dân", "englishName": "Civic Knowledge"},
          {"code": "1.2", "name": "Cơ hội tham gia", "englishName": "Opportunities for Participation in Elections"},
          {"code": "1.3", "name": "Chất lượng bầu cử", "englishName": "Quality of Village Head Elections"},
          {"code": "1.4", "name": "Đóng góp tự nguyện", "englishName": "Voluntary Contributions"}
        ]},
        {"code": "D2", "name": "Công khai, minh bạch trong việc ra quyết định ở địa phương", "englishName": "Transparency in Local Decision-making", "source": "papi-names", "subDimensions": [
          {"code": "2.1", "name": "Tiếp cận thông tin", "englishName": "Access to Information"},
          {"code": "2.2", "name": "Công khai danh sách hộ nghèo", "englishName": "Poverty List Transparency"},
          {"code": "2.3", "name": "Công khai thu, chi ngân sách cấp xã/phường", "englishName": "Communal Budget Transparency"},
          {"code": "2.4", "name": "Quy hoạch, kế hoạch sử dụng đất; giá bồi thường thu hồi đất", "englishName": "Transparent Land-Use Plan/Price Frames"}
        ]},
        {"code": "D3", "name": "Trách nhiệm giải trình với người dân", "englishName": "Vertical Accountability Towards Citizens", "source": "papi-names", "subDimensions": [
          {"code": "3.1", "name": "Mức độ và hiệu quả trong tiếp xúc với chính quyền", "englishName": "Interactions With Local Authorities"},
          {"code": "3.2", "name": "Giải đáp khiếu nại, tố cáo, khúc mắc của người dân", "englishName": "Governments Responsive to Citizen Appeals"},
          {"code": "3.3", "name": "Tiếp cận dịch vụ tư pháp", "englishName": "Access to Justice Services"}
        ]},
        {"code": "D4", "name": "Kiểm soát tham nhũng trong khu vực công", "englishName": "Control of Corruption in the Public Sector", "source": "papi-names", "subDimensions": [
          {"code": "4.1", "name": "Kiểm soát tham nhũng trong chính quyền địa phương", "englishName": "Limits on Corruption in Local Governments"},
          {"code": "4.2", "name": "Kiểm soát tham nhũng trong cung ứng dịch vụ công", "englishName": "Limits on Corruption in Service Delivery"},
          {"code": "4.3", "name": "Công bằng trong tuyển dụng vào khu vực công", "englishName": "Equity in State Employment"},
          {"code": "4.4", "name": "Quyết tâm chống tham nhũng của chính quyền địa phương", "englishName": "Willingness to Fight Corruption"}
        ]},
        {"code": "D5", "name": "Thủ tục hành chính công", "englishName": "Public Administrative Procedures", "source": "papi-names", "subDimensions": [
          {"code": "5.1", "name": "Dịch vụ chứng thực, xác nhận của chính quyền", "englishName": "Certification Procedures"},
          {"code": "5.3", "name": "Thủ tục liên quan đến giấy chứng nhận quyền sử dụng đất", "englishName": "Land Title Procedures"},
          {"code": "5.4", "name": "Dịch vụ hành chính cấp xã/phường", "englishName": "Personal Procedures"}
        ]},
        {"code": "D6", "name": "Cung ứng dịch vụ công", "englishName": "Public Service Delivery", "source": "papi-names", "subDimensions": [
          {"code": "6.1", "name": "Y tế công lập", "englishName": "Public Healthcare"},
          {"code": "6.2", "name": "Giáo dục tiểu học công lập", "englishName": "Primary Education"},
          {"code": "6.3", "name": "Cơ sở hạ tầng căn bản", "englishName": "Basic Infrastructure"},
          {"code": "6.4", "name": "An ninh, trật tự khu dân cư", "englishName": "Law and Order"}
        ]},
        {"code": "D7", "name": "Quản trị môi trường", "englishName": "Environmental Governance", "source": "papi-names", "subDimensions": [
          {"code": "7.1", "name": "Nghiêm túc trong bảo vệ môi trường", "englishName": "Environmental Protection"},
          {"code": "7.2", "name": "Chất lượng không khí", "englishName": "Quality of Air"},
          {"code": "7.3", "name": "Chất lượng nước", "englishName": "Quality of Water"}
        ]},
        {"code": "D8", "name": "Quản trị điện tử", "englishName": "E-Governance", "source": "papi-names", "subDimensions": [
          {"code": "8.1", "name": "Sử dụng cổng thông tin điện tử của chính quyền địa phương", "englishName": "Access to E-Government Portals"},
          {"code": "8.2", "name": "Tiếp cận và sử dụng Internet tại địa phương", "englishName": "Access to the Internet"},
          {"code": "8.3", "name": "Phúc đáp của chính quyền qua cổng thông tin điện tử", "englishName": "E-Responsiveness of Provincial Authorities"}
        ]}
        ],
        "measures": [
        {"id": "m.broadcast.items", "name": "Số tin, bài phát thanh", "englishName": "Loudspeaker items", "unit": "tin, bài", "kind": "flow", "dimensions": ["D2"], "source": "measures"},
        {"id": "m.broadcast.minutes", "name": "Thời lượng phát thanh", "englishName": "Loudspeaker minutes", "unit": "phút", "kind": "flow", "dimensions": ["D2"], "source": "measures"},
        {"id": "m.tdp.covered", "name": "Số tổ dân phố được tuyên truyền", "englishName": "Neighbourhoods reached", "unit": "tổ dân phố", "kind": "distinct", "dimensions": ["D2"], "source": "measures"},
        {"id": "m.post.count", "name": "Số nội dung niêm yết", "englishName": "Notices posted", "unit": "nội dung", "kind": "flow", "dimensions": ["D2"], "source": "measures"},
        {"id": "m.leaflet.copies", "name": "Số tờ rơi, tờ gấp", "englishName": "Leaflets", "unit": "tờ", "kind": "flow", "dimensions": ["D2"], "source": "measures"},
        {"id": "m.pano.installed", "name": "Số pano", "englishName": "Billboards", "unit": "chiếc", "kind": "flow", "dimensions": ["D2"], "source": "measures"},
        {"id": "m.banner.installed", "name": "Số băng rôn, khẩu hiệu", "englishName": "Banners and slogans", "unit": "chiếc", "kind": "flow", "dimensions": ["D2"], "source": "measures"},
        {"id": "m.board.updates", "name": "Số lượt cập nhật bảng tin", "englishName": "Notice board updates", "unit": "lượt", "kind": "flow", "dimensions": ["D2"], "source": "measures"},
        {"id": "m.social.posts", "name": "Số tin đăng mạng xã hội", "englishName": "Social network posts", "unit": "tin", "kind": "flow", "dimensions": ["D2", "D8"], "source": "measures"},
        {"id": "m.social.members", "name": "Số thành viên nhóm", "englishName": "Members of groups", "unit": "người", "kind": "stock", "dimensions": ["D8"], "source": "measures"},
        {"id": "m.social.reach", "name": "Lượt tiếp cận", "englishName": "Reach", "unit": "lượt", "kind": "flow", "dimensions": ["D8"], "source": "measures"},
        {"id": "m.meeting.count", "name": "Số hội nghị, cuộc họp", "englishName": "Meetings", "unit": "cuộc", "kind": "flow", "dimensions": ["D1"], "source": "measures"},
        {"id": "m.meeting.attendees", "name": "Số lượt người dự", "englishName": "Attendances at meetings", "unit": "lượt người", "kind": "flow", "dimensions": ["D1"], "source": "measures"},
        {"id": "m.staff.covered.rate", "name": "Tỷ lệ cán bộ, công chức được quán triệt", "englishName": "Officials briefed", "unit": "%", "kind": "ratio", "dimensions": ["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8"], "source": "measures"},
        {"id": "m.dialogue.count", "name": "Số cuộc đối thoại", "englishName": "Dialogues", "unit": "cuộc", "kind": "flow", "dimensions": ["D3"], "source": "measures"},
        {"id": "m.consult.count", "name": "Số đợt lấy ý kiến", "englishName": "Consultations", "unit": "đợt", "kind": "flow", "dimensions": ["D1"], "source": "measures"},
        {"id": "m.consult.opinions.received", "name": "Số ý kiến nhận được", "englishName": "Opinions received", "unit": "ý kiến", "kind": "flow", "dimensions": ["D1"], "source": "measures"},
        {"id": "m.consult.opinions.adopted", "name": "Số ý kiến được tiếp thu", "englishName": "Opinions adopted", "unit": "ý kiến", "kind": "flow", "dimensions": ["D1", "D2"], "source": "measures"},
        {"id": "m.feedback.received", "name": "Số phản ánh, kiến nghị tiếp nhận", "englishName": "Complaints and suggestions received", "unit": "lượt", "kind": "flow", "dimensions": ["D3"], "source": "measures"},
        {"id": "m.feedback.answered.ontime.rate", "name": "Tỷ lệ trả lời đúng hạn", "englishName": "Complaints and suggestions answered on time", "unit": "%", "kind": "ratio", "dimensions": ["D3"], "source": "measures"},
        {"id": "m.reception.sessions", "name": "Số buổi tiếp công dân", "englishName": "Citizen reception sessions", "unit": "buổi", "kind": "flow", "dimensions": ["D3"], "source": "measures"},
        {"id": "m.reception.people", "name": "Số lượt công dân được tiếp", "englishName": "Citizens received", "unit": "lượt người", "kind": "flow", "dimensions": ["D3"], "source": "measures"},
        {"id": "m.case.received", "name": "Số đơn thư tiếp nhận", "englishName": "Petitions received", "unit": "đơn", "kind": "flow", "dimensions": ["D3"], "source": "measures"},
        {"id": "m.case.settled.ontime.rate", "name": "Tỷ lệ đơn thư giải quyết đúng hạn", "englishName": "Petitions settled on time", "unit": "%", "kind": "ratio", "dimensions": ["D3"], "source": "measures"},
        {"id": "m.disclosure.items", "name": "Số nội dung công khai", "englishName": "Items disclosed", "unit": "nội dung", "kind": "flow", "dimensions": ["D2"], "source": "measures"},
        {"id": "m.disclosure.ontime.rate", "name": "Tỷ lệ công khai đúng hạn", "englishName": "Items disclosed on time", "unit": "%", "kind": "ratio", "dimensions": ["D2"], "source": "measures"},
        {"id": "m.disclosure.days.posted", "name": "Số ngày niêm yết", "englishName": "Days posted", "unit": "ngày", "kind": "distribution", "dimensions": ["D2"], "source": "measures"},
        {"id": "m.tthc.received", "name": "Hồ sơ tiếp nhận", "englishName": "Files received", "unit": "hồ sơ", "kind": "computed", "dimensions": ["D5"], "source": "measures"},
        {"id": "m.tthc.settled", "name": "Hồ sơ đã giải quyết", "englishName": "Files settled", "unit": "hồ sơ", "kind": "computed", "dimensions": ["D5"], "source": "measures"},
        {"id": "m.tthc.ontime.rate", "name": "Tỷ lệ hồ sơ giải quyết trước hạn và đúng hạn", "englishName": "Files settled early and on time", "unit": "%", "kind": "computed", "dimensions": ["D5"], "source": "measures"},
        {"id": "m.tthc.overdue.pending", "name": "Hồ sơ đang giải quyết quá hạn", "englishName": "Files pending and overdue", "unit": "hồ sơ", "kind": "computed", "dimensions": ["D5"], "source": "measures"},
        {"id": "m.tthc.online.rate", "name": "Tỷ lệ hồ sơ trực tuyến", "englishName": "Files received online", "unit": "%", "kind": "computed", "dimensions": ["D8"], "source": "measures"},
        {"id": "m.survey.satisfaction", "name": "Mức độ hài lòng", "englishName": "Satisfaction", "unit": "điểm 1-5", "kind": "distribution", "dimensions": ["D5"], "source": "measures"},
        {"id": "m.apology.letters", "name": "Số văn bản xin lỗi do quá hạn", "englishName": "Letters of apology for lateness", "unit": "văn bản", "kind": "flow", "dimensions": ["D5"], "source": "measures"},
        {"id": "m.portal.posts", "name": "Số tin trên cổng/trang thông tin", "englishName": "Portal posts", "unit": "tin", "kind": "flow", "dimensions": ["D8"], "source": "measures"},
        {"id": "m.portal.questions.answered.rate", "name": "Tỷ lệ câu hỏi trực tuyến được trả lời", "englishName": "Online questions answered", "unit": "%", "kind": "ratio", "dimensions": ["D8"], "source": "measures"},
        {"id": "m.tdp.election.count", "name": "Số tổ dân phố bầu tổ trưởng", "englishName": "Neighbourhoods that elected a head", "unit": "tổ dân phố", "kind": "flow", "dimensions": ["D1"], "source": "measures"},
        {"id": "m.tdp.election.turnout", "name": "Tỷ lệ cử tri đi bầu", "englishName": "Turnout", "unit": "%", "kind": "ratio", "dimensions": ["D1"], "source": "measures"},
        {"id": "m.tdp.election.multicandidate", "name": "Tỷ lệ tổ dân phố có từ 02 người ứng cử trở lên", "englishName": "Elections with two or more candidates", "unit": "%", "kind": "ratio", "dimensions": ["D1"], "source": "measures"},
        {"id": "m.tdp.election.secretballot", "name": "Tỷ lệ tổ dân phố bầu bằng bỏ phiếu kín", "englishName": "Elections by secret ballot", "unit": "%", "kind": "ratio", "dimensions": ["D1"], "source": "measures"},
        {"id": "m.bhyt.coverage", "name": "Tỷ lệ bao phủ BHYT", "englishName": "Health insurance coverage", "unit": "%", "kind": "stockRatio", "dimensions": ["D6"], "source": "measures"},
        {"id": "m.infra.repairs", "name": "Số công trình sửa chữa, nâng cấp", "englishName": "Works repaired or upgraded", "unit": "công trình", "kind": "flow", "dimensions": ["D6"], "source": "measures"},
        {"id": "m.mediation.cases.success.rate", "name": "Tỷ lệ hòa giải thành", "englishName": "Mediations that succeeded", "unit": "%", "kind": "ratio", "dimensions": ["D3"], "source": "measures"},
        {"id": "m.env.cleanups", "name": "Số đợt tổng vệ sinh", "englishName": "Clean-up campaigns", "unit": "đợt", "kind": "flow", "dimensions": ["D7"], "source": "measures"},
        {"id": "m.env.reports.received", "name": "Số phản ánh môi trường", "englishName": "Environmental reports received", "unit": "lượt", "kind": "flow", "dimensions": ["D7"], "source": "measures"},
        {"id": "m.env.reports.resolved.rate", "name": "Tỷ lệ phản ánh môi trường được xử lý", "englishName": "Environmental reports resolved", "unit": "%", "kind": "ratio", "dimensions": ["D7"], "source": "measures"},
        {"id": "m.security.incidents", "name": "Số vụ việc ANTT", "englishName": "Public-order incidents", "unit": "vụ", "kind": "flow", "dimensions": ["D6"], "source": "measures"},
        {"id": "m.security.resolved.rate", "name": "Tỷ lệ vụ việc được giải quyết", "englishName": "Incidents resolved", "unit": "%", "kind": "ratio", "dimensions": ["D6"], "source": "measures"},
        {"id": "m.inspection.count", "name": "Số cuộc kiểm tra", "englishName": "Inspections", "unit": "cuộc", "kind": "flow", "dimensions": ["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8"], "source": "measures"},
        {"id": "m.inspection.planned.rate", "name": "Tỷ lệ kiểm tra theo kế hoạch", "englishName": "Planned inspections held", "unit": "%", "kind": "ratio", "dimensions": ["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8"], "source": "measures"},
        {"id": "m.guidance.count", "name": "Số lượt hướng dẫn", "englishName": "Guidance sessions", "unit": "lượt", "kind": "flow", "dimensions": ["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8"], "source": "measures"},
        {"id": "m.finding.opened", "name": "Số tồn tại phát hiện", "englishName": "Findings raised", "unit": "tồn tại", "kind": "computed", "dimensions": ["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8"], "source": "measures"},
        {"id": "m.finding.open", "name": "Số tồn tại chưa khắc phục", "englishName": "Findings open", "unit": "tồn tại", "kind": "computed", "dimensions": ["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8"], "source": "measures"},
        {"id": "m.finding.overdue", "name": "Số tồn tại quá hạn", "englishName": "Findings overdue", "unit": "tồn tại", "kind": "computed", "dimensions": ["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8"], "source": "measures"},
        {"id": "m.finding.closed.ontime.rate", "name": "Tỷ lệ khắc phục đúng hạn", "englishName": "Findings remedied on time", "unit": "%", "kind": "computed", "dimensions": ["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8"], "source": "measures"},
        {"id": "m.finding.age.days", "name": "Số ngày tồn đọng", "englishName": "Days findings stay open", "unit": "ngày", "kind": "computed", "dimensions": ["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8"], "source": "measures"},
        {"id": "m.coordination.count", "name": "Số hoạt động phối hợp", "englishName": "Joint activities", "unit": "hoạt động", "kind": "flow", "dimensions": ["D1"], "source": "measures"},
        {"id": "m.ttnd.supervisions", "name": "Số cuộc giám sát của Ban TTND", "englishName": "Supervisions by the People's Inspection Board", "unit": "cuộc", "kind": "flow", "dimensions": ["D3"], "source": "measures"},
        {"id": "m.gsdtcd.supervisions", "name": "Số cuộc giám sát của Ban GSĐTCĐ", "englishName": "Supervisions by the Community Investment Board", "unit": "cuộc", "kind": "flow", "dimensions": ["D1"], "source": "measures"},
        {"id": "m.board.members", "name": "Số thành viên các ban", "englishName": "Members of the boards", "unit": "người", "kind": "stock", "dimensions": ["D3"], "source": "measures"},
        {"id": "m.discipline.violations", "name": "Số vụ vi phạm kỷ luật, kỷ cương", "englishName": "Breaches of discipline", "unit": "vụ", "kind": "flow", "dimensions": ["D4"], "source": "measures"},
        {"id": "m.discipline.handled", "name": "Số vụ đã xử lý", "englishName": "Breaches handled", "unit": "vụ", "kind": "flow", "dimensions": ["D4"], "source": "measures"},
        {"id": "m.doc.issued", "name": "Số văn bản ban hành", "englishName": "Documents issued", "unit": "văn bản", "kind": "flow", "dimensions": ["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8"], "source": "measures"},
        {"id": "m.weakness.listed", "name": "Số hạn chế được xác định", "englishName": "Weaknesses identified", "unit": "hạn chế", "kind": "flow", "dimensions": ["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8"], "source": "measures"},
        {"id": "m.task.created", "name": "Số nhiệm vụ", "englishName": "Tasks", "unit": "nhiệm vụ", "kind": "computed", "dimensions": ["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8"], "source": "measures"},
        {"id": "m.task.done.rate", "name": "Tỷ lệ nhiệm vụ hoàn thành", "englishName": "Tasks completed", "unit": "%", "kind": "computed", "dimensions": ["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8"], "source": "measures"},
        {"id": "m.task.late", "name": "Số nhiệm vụ chậm", "englishName": "Tasks late", "unit": "nhiệm vụ", "kind": "computed", "dimensions": ["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8"], "source": "measures"},
        {"id": "m.report.submitted", "name": "Số báo cáo gửi", "englishName": "Reports sent", "unit": "báo cáo", "kind": "computed", "dimensions": ["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8"], "source": "measures"},
        {"id": "m.report.ontime.rate", "name": "Tỷ lệ báo cáo đúng hạn", "englishName": "Reports on time", "unit": "%", "kind": "computed", "dimensions": ["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8"], "source": "measures"}
        ],
        "activities": [
        {"id": "apology.sent", "name": "Gửi văn bản xin lỗi do quá hạn", "englishName": "Letter of apology for lateness sent", "dimensions": ["D5"], "counts": "m.apology.letters", "source": "additions"},
        {"id": "board.supervision", "name": "Giám sát của Ban TTND, Ban GSĐTCĐ", "englishName": "Supervision by the two boards", "dimensions": ["D1", "D3", "D4"], "carries": ["m.ttnd.supervisions", "m.gsdtcd.supervisions"], "source": "happenings"},
        {"id": "broadcast.aired", "name": "Phát thanh", "englishName": "Loudspeaker item aired", "dimensions": ["D2"], "counts": "m.broadcast.items", "carries": ["m.broadcast.minutes"], "places": "m.tdp.covered", "source": "happenings"},
        {"id": "consultation.run", "name": "Lấy ý kiến nhân dân", "englishName": "Consultation run (land plan, project, rule)", "dimensions": ["D1", "D2"], "counts": "m.consult.count", "carries": ["m.consult.opinions.received", "m.consult.opinions.adopted"], "source": "happenings"},
        {"id": "contribution.project", "name": "Công trình dân đóng góp", "englishName": "Local project with voluntary contribution", "dimensions": ["D1"], "source": "happenings"},
        {"id": "coordination.held", "name": "Hoạt động phối hợp", "englishName": "Joint activity with the Fatherland Front or a mass organisation", "dimensions": ["D1"], "counts": "m.coordination.count", "source": "additions"},
        {"id": "dialogue.held", "name": "Đối thoại, tiếp xúc", "englishName": "Dialogue with residents", "dimensions": ["D3"], "counts": "m.dialogue.count", "source": "happenings"},
        {"id": "disclosure.done", "name": "Công khai theo quy định", "englishName": "Mandatory disclosure done (poor households, budget, land plan, fees, funds)", "dimensions": ["D2"], "counts": "m.disclosure.items", "source": "happenings"},
        {"id": "display.installed", "name": "Pano, khẩu hiệu, bảng tin", "englishName": "Billboard, banner or notice board put up or taken down", "dimensions": ["D2"], "carries": ["m.pano.installed", "m.banner.installed", "m.board.updates"], "source": "happenings"},
        {"id": "document.issued", "name": "Ban hành văn bản", "englishName": "Document issued", "dimensions": ["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8"], "counts": "m.doc.issued", "carries": ["m.weakness.listed"], "source": "happenings"},
        {"id": "env.campaign", "name": "Ra quân vệ sinh môi trường", "englishName": "Clean-up campaign", "dimensions": ["D7"], "counts": "m.env.cleanups", "source": "happenings"},
        {"id": "env.incident", "name": "Phản ánh về môi trường", "englishName": "Environmental problem reported", "dimensions": ["D7"], "counts": "m.env.reports.received", "source": "happenings"},
        {"id": "feedback.received", "name": "Tiếp nhận phản ánh, kiến nghị", "englishName": "Complaint or suggestion received", "dimensions": ["D3"], "counts": "m.feedback.received", "source": "additions"},
        {"id": "infra.repaired", "name": "Sửa chữa, nâng cấp công trình", "englishName": "Public works repaired or upgraded", "dimensions": ["D6"], "counts": "m.infra.repairs", "source": "additions"},
        {"id": "inspection.held", "name": "Kiểm tra, tự kiểm tra", "englishName": "Inspection held", "dimensions": ["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8"], "counts": "m.inspection.count", "carries": ["m.guidance.count"], "source": "happenings"},
        {"id": "meeting.held", "name": "Hội nghị, cuộc họp", "englishName": "Meeting held", "dimensions": ["D1", "D2", "D3"], "counts": "m.meeting.count", "carries": ["m.meeting.attendees"], "places": "m.tdp.covered", "source": "happenings"},
        {"id": "post.published", "name": "Niêm yết, đăng tin", "englishName": "Notice posted (board, portal)", "dimensions": ["D2", "D5", "D8"], "counts": "m.post.count", "carries": ["m.leaflet.copies", "m.portal.posts"], "source": "happenings"},
        {"id": "poverty.review.held", "name": "Rà soát hộ nghèo", "englishName": "Poor-household review meeting and list posted", "dimensions": ["D2"], "source": "happenings"},
        {"id": "reception.held", "name": "Tiếp công dân", "englishName": "Citizen reception session", "dimensions": ["D3"], "counts": "m.reception.sessions", "carries": ["m.reception.people"], "source": "happenings"},
        {"id": "social.posted", "name": "Tin trên mạng xã hội", "englishName": "Social network post", "dimensions": ["D2", "D8"], "counts": "m.social.posts", "carries": ["m.social.reach"], "source": "happenings"},
        {"id": "tdp.election.held", "name": "Bầu tổ trưởng tổ dân phố", "englishName": "Neighbourhood head election", "dimensions": ["D1"], "counts": "m.tdp.election.count", "source": "happenings"},
        {"id": "training.held", "name": "Tập huấn", "englishName": "Training", "dimensions": ["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8"], "source": "happenings"}
        ],
        "organs": [
        {"code": "van-phong", "name": "Văn phòng - Thống kê", "englishName": "Office and statistics", "source": "officials"},
        {"code": "tu-phap-ho-tich", "name": "Tư pháp - Hộ tịch", "englishName": "Justice and civil status", "source": "officials"},
        {"code": "dia-chinh-xay-dung", "name": "Địa chính - Xây dựng - Đô thị và Môi trường", "englishName": "Land, construction, urban affairs and environment", "source": "officials"},
        {"code": "tai-chinh-ke-toan", "name": "Tài chính - Kế toán", "englishName": "Finance and accounting", "source": "officials"},
        {"code": "van-hoa-xa-hoi", "name": "Văn hóa - Xã hội", "englishName": "Culture and social affairs", "source": "officials"},
        {"code": "dai-truyen-thanh", "name": "Đài truyền thanh", "englishName": "Loudspeaker station", "source": "plan"},
        {"code": "mot-cua", "name": "Bộ phận Một cửa", "englishName": "One-stop service", "source": "one-stop"},
        {"code": "cong-an", "name": "Công an phường", "englishName": "Ward police", "source": "officials"},
        {"code": "quan-su", "name": "Ban Chỉ huy Quân sự phường", "englishName": "Ward military command", "source": "officials"},
        {"code": "mttq", "name": "Ủy ban Mặt trận Tổ quốc và các đoàn thể phường", "englishName": "Fatherland Front and mass organisations", "source": "plan"},
        {"code": "hoi-phu-nu", "name": "Hội Liên hiệp Phụ nữ", "englishName": "Women's Union", "source": "officials"},
        {"code": "doan-thanh-nien", "name": "Đoàn Thanh niên Cộng sản Hồ Chí Minh", "englishName": "Youth Union", "source": "officials"},
        {"code": "hoi-nong-dan", "name": "Hội Nông dân", "englishName": "Farmers' Union", "source": "officials"},
        {"code": "hoi-cuu-chien-binh", "name": "Hội Cựu chiến binh", "englishName": "Veterans' Association", "source": "officials"},
        {"code": "ubnd", "name": "Ủy ban nhân dân phường", "englishName": "People's Committee of the ward", "source": "plan"}
        ],
        "procedureFields": [
        {"code": "chung-thuc", "name": "Chứng thực", "englishName": "Certification", "source": "fields"},
        {"code": "ho-tich", "name": "Hộ tịch", "englishName": "Civil status", "source": "fields"},
        {"code": "nuoi-con-nuoi", "name": "Nuôi con nuôi", "englishName": "Adoption", "source": "fields"},
        {"code": "dat-dai", "name": "Đất đai", "englishName": "Land", "source": "fields"},
        {"code": "moi-truong", "name": "Môi trường", "englishName": "Environment", "source": "fields"},
        {"code": "bao-tro-xa-hoi", "name": "Bảo trợ xã hội", "englishName": "Social assistance", "source": "fields"},
        {"code": "nguoi-co-cong", "name": "Người có công", "englishName": "People with merit", "source": "fields"},
        {"code": "ton-giao", "name": "Tín ngưỡng, tôn giáo", "englishName": "Belief and religion", "source": "fields"},
        {"code": "hoa-giai-co-so", "name": "Hòa giải ở cơ sở", "englishName": "Grassroots mediation", "source": "fields"},
        {"code": "van-hoa", "name": "Văn hóa, thể dục, thể thao", "englishName": "Culture and sport", "source": "fields"},
        {"code": "giao-duc", "name": "Giáo dục và đào tạo", "englishName": "Education", "source": "fields"},
        {"code": "khieu-nai-to-cao", "name": "Khiếu nại, tố cáo", "englishName": "Complaints and denunciations", "source": "fields"},
        {"code": "khac", "name": "Lĩnh vực khác", "englishName": "Other fields", "source": "fields"}
        ],
        "dueRule": {"workingDaysAfterCutOff": 1, "source": "due"},
        "reportKinds": [
        {"code": "Q1", "name": "Báo cáo quý I", "englishName": "First-quarter report", "period": "Q1", "lastQuarter": "Q1", "workingDaysAfterCutOff": 1, "source": "periods"},
        {"code": "H1", "name": "Báo cáo 6 tháng đầu năm", "englishName": "Half-year report", "period": "H1", "lastQuarter": "Q2", "workingDaysAfterCutOff": 1, "source": "periods"},
        {"code": "9M", "name": "Báo cáo 9 tháng", "englishName": "Nine-month report", "period": "9M", "lastQuarter": "Q3", "workingDaysAfterCutOff": 1, "source": "periods"},
        {"code": "Y", "name": "Báo cáo năm", "englishName": "Annual report", "period": "Y", "lastQuarter": "Q4", "workingDaysAfterCutOff": 1, "source": "periods"}
        ],
        "holidays": [],
        "swappedWorkingDays": []
        }

        """#
}
