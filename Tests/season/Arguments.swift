import PlanProgress

/// `--name value` pairs of a command line; a tool of the tests, so without a library.
struct Arguments {
    private let values: [String: String]

    init(_ words: some Sequence<String>, allowed: [String]) throws {
        var values: [String: String] = [:]
        var name: String?
        for word in words {
            if let key = name {
                values[key] = word
                name = nil
            } else if word.hasPrefix("--"), allowed.contains(String(word.dropFirst(2))) {
                name = String(word.dropFirst(2))
            } else {
                throw SeasonFault("'\(word)' is not understood here. Options: \(allowed.map { "--" + $0 }.joined(separator: " "))")
            }
        }
        if let name { throw SeasonFault("--\(name) needs a value") }
        self.values = values
    }

    subscript(name: String) -> String? { values[name] }

    func needed(_ name: String) throws -> String {
        guard let value = values[name] else { throw SeasonFault("--\(name) is missing") }
        return value
    }

    func number(_ name: String, or preset: Int64) throws -> Int64 {
        guard let text = values[name] else { return preset }
        guard let number = CountText.read(text) else { throw SeasonFault("--\(name) must be a whole number, not '\(text)'") }
        return number
    }

    func day(_ name: String) throws -> LocalDay? {
        guard let text = values[name] else { return nil }
        guard let day = LocalDay(text) else { throw SeasonFault("--\(name) must be a day such as 2022-08-31, not '\(text)'") }
        return day
    }
}
