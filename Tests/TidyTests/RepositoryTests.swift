import Foundation
import Testing

@Suite struct `The repository` {
    @Test func `keeps its top level`() throws {
        let top = try FileManager.default.contentsOfDirectory(atPath: Repository.root.path).filter { !$0.hasPrefix(".") }
        // SwiftPM writes Package.resolved beside the manifest; that it stays out of git is the next claim.
        let fixed: Set<String> = ["Package.swift", "Package.resolved", "Sources", "Tests", "Fixtures", "Scripts", "README.md"]
        #expect(Set(top).subtracting(fixed) == [])
    }

    @Test func `leaves Package.resolved out of git`() throws {
        let ignored = try #require(Repository.files.first { $0.path == ".gitignore" }).lines
        #expect(ignored.contains("Package.resolved"))
        #expect(try tracked("Package.resolved") == "")
    }

    @Test func `has one target a folder, and each is in the manifest`() throws {
        let manifest = try #require(Repository.files.first { $0.path == "Package.swift" }).text
        for folder in ["Sources", "Tests"] {
            for target in try FileManager.default.contentsOfDirectory(atPath: Repository.root.appending(path: folder).path) {
                #expect(
                    manifest.contains("\"\(target)\"") || manifest.contains("\"\(folder)/\(target)\""),
                    "\(folder)/\(target) is built by nobody")
            }
        }
    }

    @Test func `says who made each fixture`() throws {
        let fixtures = Repository.paths(below: "Fixtures").map { String($0.dropFirst("Fixtures/".count)) }.filter { $0 != "README.md" }
        let readme = Repository.files.first { $0.path == "Fixtures/README.md" }?.text ?? ""
        #expect(fixtures.filter { !readme.contains($0) }.sorted() == [])
    }

    @Test func `lets no script go on after a failure`() {
        let scripts = Repository.files.filter { $0.isScript && !$0.path.contains(".") || $0.path == ".ci/run" }
        #expect(scripts.count >= 5)
        for script in scripts {
            #expect(script.lines.first == "#!/bin/bash", "\(script.path)")
            #expect(script.lines.contains("set -euo pipefail"), "\(script.path)")
            #expect(FileManager.default.isExecutableFile(atPath: Repository.root.appending(path: script.path).path), "\(script.path)")
        }
    }

    /// What git tracks of `path`, or nothing where this is no clone (an unpacked archive).
    private func tracked(_ path: String) throws -> String {
        guard FileManager.default.fileExists(atPath: Repository.root.appending(path: ".git").path) else { return "" }
        let git = Process()
        git.executableURL = URL(filePath: "/usr/bin/env")
        git.arguments = ["git", "-c", "safe.directory=*", "-C", Repository.root.path, "ls-files", path]
        let output = Pipe()
        git.standardOutput = output
        try git.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        git.waitUntilExit()
        #expect(git.terminationStatus == 0)
        return String(decoding: bytes, as: UTF8.self)
    }
}

@Suite struct `Every test` {
    @Test func `runs`() {
        let words = [".disab" + "led", "withKnown" + "Issue", "XCT" + "Skip"]
        let tests = Repository.swift.filter { $0.path.hasPrefix("Tests/") }
        #expect(Repository.lines(of: tests) { line in words.contains { line.contains($0) } } == [])
    }

    @Test func `waits for an event, never for a while`() {
        let words = ["Task.sle" + "ep", "Thread.sle" + "ep", "usle" + "ep(", "nanosle" + "ep("]
        let tests = Repository.swift.filter { $0.path.hasPrefix("Tests/") && $0.target != "Benchmarks" }
        #expect(Repository.lines(of: tests) { line in words.contains { Repository.code(line).contains($0) } } == [])
    }
}

@Suite struct `The README` {
    /// A promise whose test was renamed or removed is a promise that nothing holds.
    @Test func `names for each promise, and for each part that may be lost, a test that is there`() throws {
        let readme = try #require(Repository.files.first { $0.path == "README.md" })
        let declared = Repository.swift.filter { $0.path.hasPrefix("Tests/") }.map(\.text).joined()
        for heading in ["| promise |", "| part |"] {
            let rows = readme.lines.drop { !$0.hasPrefix(heading) }.prefix { $0.hasPrefix("|") }.dropFirst(2)
            #expect(rows.count >= 3)
            for row in rows {
                let column = row.split(separator: "|").last ?? ""
                let names = column.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }.map(
                    \.element)
                #expect(!names.isEmpty, "\(row)")
                for name in names { #expect(declared.contains("struct `\(name)`") || declared.contains("func `\(name)`("), "\(name)") }
            }
        }
    }

    @Test func `shows no command that is not one`() throws {
        let readme = try #require(Repository.files.first { $0.path == "README.md" })
        for script in readme.text.matches(of: /Scripts\/([a-z]+)/) {
            let path = "Scripts/\(script.1)"
            #expect(FileManager.default.isExecutableFile(atPath: Repository.root.appending(path: path).path), "\(path)")
        }
    }
}
