import PlanProgress
import Reports

/// The pages of what was refused and is kept: the list, and one push beside what the district holds.
///
/// Ward's words stand on them escaped like any other; the bytes of a push are only ever a file.
struct RefusedPage {
    let register: DistrictRegister
    let language: Language
    let visitor: Visitor

    func name(of unit: String) -> String { register.units[unit]?.name ?? unit }

    // MARK: Addresses

    private func address(_ path: String, _ query: [String] = [], _ language: Language? = nil) -> String {
        let fields = query + ((language ?? self.language) == .vi ? [] : ["lang=en"])
        return fields.isEmpty ? path : path + "?" + fields.joined(separator: "&")
    }

    func listAddress(below number: Int64? = nil, in language: Language? = nil) -> String {
        address("/refused", number.map { ["before=\($0)"] } ?? [], language)
    }

    private func render(_ template: String, heading: String, otherLanguageHref: String, _ values: [String: Any]) -> [UInt8] {
        var all: [String: Any] = [
            "lang": language.rawValue, "w": PageWords(language: language).values, "heading": heading,
            "subheading": name(of: register.district), "disclaimer": Overview.disclaimer(language),
            "otherLanguage": [
                "href": otherLanguageHref, "code": language == .vi ? "en" : "vi", "name": language == .vi ? "English" : "Tiếng Việt",
            ],
            "visitor": ["name": visitor.name, "role": PageNames.role(visitor.role, language), "formToken": visitor.formToken],
            "t": words,
        ]
        all.merge(values) { $1 }
        return PageTemplates.page(template, all)
    }

    private var otherLanguage: Language { language == .vi ? .en : .vi }

    // MARK: The list

    /// `below` is the number under which this part of the list begins, `hasMore` whether older ones follow it.
    func list(_ pushes: [RefusedPush], below: Int64?, hasMore: Bool, continued: [ContinuedLog]) -> [UInt8] {
        let rows = pushes.map { push -> [String: Any] in
            [
                "number": "\(push.number)", "href": address("/refused/\(push.number)"), "time": language.moment(push.time),
                "unit": name(of: push.origin.unit), "device": push.origin.device, "reason": push.reason.word(language),
                "state": state(of: push, missing: nil),
            ]
        }
        let healed = continued.map { log -> [String: Any] in
            [
                "unit": name(of: log.origin.unit), "former": log.former.origin.device, "next": log.origin.device,
                "time": log.time.map { language.moment($0) } ?? language("chưa có mục nào", "nothing yet"),
                "formerSize": language.number(log.former.size), "heldSize": language.number(log.heldSize),
                "standing": standing(log.standing), "isFork": log.standing == .fork,
            ]
        }
        return render(
            "refusedList", heading: words["listHeading"] ?? "", otherLanguageHref: listAddress(below: below, in: otherLanguage),
            [
                "backHref": address("/"), "rows": rows, "hasRows": !rows.isEmpty, "isFirst": below == nil, "newestHref": listAddress(),
                "older": hasMore ? (pushes.last.map { [["olderHref": listAddress(below: $0.number)]] } ?? []) : [],
                "continued": healed, "hasContinued": !healed.isEmpty,
            ])
    }

    // MARK: One push

    /// `keys` are the district's verifier keys that have cosigned `evidence.held`.
    func push(_ evidence: RefusedEvidence, keys: [VerifierKey]) -> [UInt8] {
        let push = evidence.push
        let path = "/refused/\(push.number)"
        let held = evidence.held.flatMap { SignedNote(reading: $0.bytes) }.flatMap { Checkpoint(text: $0.text) }
        var values: [String: Any] = [
            "listHref": listAddress(), "bytesHref": address(path + "/push"), "number": "\(push.number)",
            "meaning": meaning(of: evidence), "advice": advice(on: evidence), "unit": name(of: push.origin.unit),
            "device": push.origin.device, "time": language.moment(push.time), "reason": push.reason.word(language),
            "state": state(of: push, missing: evidence.missingCount), "index": language.number(push.index),
            "entries": language.number(Int64(Set(push.entries).count)), "missing": language.number(Int64(evidence.missingCount)),
            "byteCount": language.number(Int64(evidence.byteCount)), "heldEntries": language.number(evidence.log.size),
            "heldSize": held.map { language.number($0.size) } ?? "–", "heldRoot": held?.root.base64 ?? "–",
            "heldTime": evidence.held.map { language.moment($0.time) } ?? "–", "sentSize": language.number(push.signed.size),
            "sentRoot": push.signed.root.base64, "origin": push.origin.description, "deviceKey": evidence.log.key.description,
            "districtKeys": keys.map(\.description),
        ]
        values["heldNote"] = evidence.held.map { PageLines(String(decoding: $0.bytes, as: UTF8.self)) }
        values["sentNote"] = evidence.sent.map { PageLines(String(decoding: $0.bytes, as: UTF8.self)) }
        return render(
            "refusedPush", heading: language("Lần gửi số \(push.number) chưa được nhận", "Push no. \(push.number) was not taken"),
            otherLanguageHref: address(path, [], otherLanguage), values)
    }
}
