import Foundation
import Testing

@Suite struct `Every source file` {
    @Test func `has at most 400 lines`() {
        let long = Repository.swift.filter { $0.lines.count > 401 }.map { "\($0.path): \($0.lines.count)" }
        #expect(long == [])
    }

    @Test func `leaves open work to the issues`() {
        // Written apart so that this line does not find itself.
        let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X:", "HA" + "CK:"]
        #expect(Repository.lines(of: Repository.files) { line in marks.contains { line.contains($0) } } == [])
    }

    @Test func `prints only in a door`() {
        let rooms = Repository.swift.filter { $0.isSource && !["ward", "district"].contains($0.target) }
        let words = ["print(", "debugPrint(", "dump(", "NSLog("]
        let found = Repository.lines(of: rooms) { line in
            words.contains { word in
                guard let range = Repository.code(line).firstRange(of: word) else { return false }
                let before = line[..<range.lowerBound].last
                return before == nil || before == " " || before == "{"
            }
        }
        #expect(found == [])
    }

    @Test func `is free of a machine's paths`() {
        let paths = ["/wo" + "rk/", "/ho" + "me/", "/ro" + "ot/", "/Us" + "ers/", "/tm" + "p/"]
        let found = Repository.lines(of: Repository.files) { line in
            paths.contains { path in
                // Behind a name it is a part of some other path, such as `<scratch>/home/`.
                line.ranges(of: path).contains { line[..<$0.lowerBound].last.map { " \"'=(`:".contains($0) } ?? true }
            }
        }
        #expect(found == [])
    }

    @Test func `proves what the compiler cannot in the line above`() {
        let unsafe = [
            "try" + "!", "as" + "!", "fatalE" + "rror(", "nonisolated(un" + "safe)", "@unche" + "cked Sendable", "unsafeBi" + "tCast",
        ]
        var bare: [String] = []
        for file in Repository.swift {
            let lines = file.lines
            for (index, line) in lines.enumerated() where unsafe.contains(where: { Repository.code(line).contains($0) }) {
                let above = index > 0 ? lines[index - 1].drop { $0 == " " } : ""
                if !above.hasPrefix("//") { bare.append("\(file.path):\(index + 1): \(line)") }
            }
        }
        #expect(bare == [])
    }

    @Test func `is named for what it holds`() {
        let drawers = ["Util", "Helper", "Manager", "Common", "Misc", "Impl"]
        let named = Repository.swift.map(\.path).filter { path in drawers.contains { path.contains($0) } }
        #expect(named == [])
        let types = Repository.lines(of: Repository.swift) { line in
            guard let name = typeName(Repository.code(line)) else { return false }
            return drawers.contains { name.hasSuffix($0) || name.hasSuffix($0 + "s") } || name.hasPrefix("New")
        }
        #expect(types == [])
    }

    @Test func `documents each public type with one sentence first`() {
        var bare: [String] = []
        for file in Repository.swift where file.isSource {
            let lines = file.lines
            for (index, line) in lines.enumerated() where line.hasPrefix("public ") && typeName(line) != nil {
                var above = index - 1
                while above >= 0, lines[above].hasPrefix("@") { above -= 1 }
                var first = above
                while first > 0, lines[first].hasPrefix("///"), lines[first - 1].hasPrefix("///") { first -= 1 }
                let comment = above >= 0 ? lines[first] : ""
                if !comment.hasPrefix("/// ") || !comment.contains(where: { ".:".contains($0) }) {
                    bare.append("\(file.path):\(index + 1): \(line)")
                }
            }
        }
        #expect(bare == [])
    }

    @Test func `is in normalisation form C`() {
        let decomposed = Repository.lines(of: Repository.files) { line in
            !line.utf8.elementsEqual(String(line).precomposedStringWithCanonicalMapping.utf8)
        }
        #expect(decomposed == [])
    }

    @Test func `lends no type the name of its module`() {
        let clashes = Repository.lines(of: Repository.swift.filter(\.isSource)) { line in
            guard let name = typeName(Repository.code(line)) else { return false }
            return ["PlanProgress", "LogFiles", "LogSync", "Intake", "Reports", "StoreSQLite", "DistrictServer"].contains(name)
        }
        #expect(clashes == [])
    }
}

@Suite struct `The centre` {
    @Test func `reads no clock, file, socket, locale or chance`() {
        let words = [
            "Date(", "clock_gettime", "ContinuousClock", "SuspendingClock", "SystemRandomNumberGenerator", ".random(", ".randomElement()",
            ".shuffled()", "getenv", "ProcessInfo", "FileManager", "FileHandle", "Locale", "TimeZone", "UUID()", "URLSession", "fopen(",
            "PrivateKey()", "SymmetricKey(size",
        ]
        let centre = Repository.swift.filter { $0.path.hasPrefix("Sources/PlanProgress/") }
        #expect(!centre.isEmpty)
        let found = Repository.lines(of: centre) { line in
            let code = Repository.code(line)
            return words.contains { word in
                // `imfDate(` is another function than `Date(`.
                code.ranges(of: word).contains { range in code[..<range.lowerBound].last.map { !$0.isLetter } ?? true }
            }
        }
        #expect(found == [])
    }
}

/// The name of the type that a line declares, if it declares one.
private func typeName(_ line: Substring) -> String? {
    let words = line.split(separator: " ")
    let kinds: Set<Substring> = ["struct", "enum", "class", "actor", "protocol", "typealias"]
    guard let kind = words.firstIndex(where: { kinds.contains($0) }), words.index(after: kind) < words.endIndex,
        words[..<kind].allSatisfy({ $0.allSatisfy { $0.isLetter || $0 == "@" } })
    else { return nil }
    return String(words[kind + 1].prefix { $0.isLetter || $0.isNumber })
}
