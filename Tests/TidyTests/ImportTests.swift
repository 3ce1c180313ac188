import Testing

/// The tables of the architecture: who may import what. The arrows between our own targets are also the compiler's.
private enum Rooms {
    /// Modules that bring no library with them.
    static let platform: Set<String> = ["Glibc", "Synchronization", "Dispatch"]

    static let hummingbird: Set<String> = [
        "Hummingbird", "HummingbirdCore", "NIOCore", "NIOHTTPTypes", "HTTPTypes", "Logging", "ServiceLifecycle", "UnixSignals",
    ]

    /// TLS, certificates and passwords.
    static let secrets: Set<String> = ["HummingbirdTLS", "NIOSSL", "X509", "SwiftASN1", "CryptoExtras", "Crypto"]

    static let allowed: [String: Set<String>] = [
        "PlanProgress": ["Crypto", "CZlib"],
        "LogFiles": ["PlanProgress"],
        "LogSync": ["PlanProgress", "CCurl", "CZlib", "Crypto"],
        "Intake": ["PlanProgress", "Yams"],
        "Reports": ["PlanProgress"],
        "StoreSQLite": ["PlanProgress", "GRDB", "GRDBSQLite"],
        "DistrictServer": hummingbird.union(secrets).union(["PlanProgress", "Reports", "Mustache", "CZlib"]),
        "ward": ["PlanProgress", "LogFiles", "LogSync", "Intake", "Reports", "ArgumentParser"],
        // The door joins the server to its life: signals, logging and the service group pass through it.
        "district": [
            "PlanProgress", "DistrictServer", "Intake", "Reports", "LogFiles", "LogSync", "StoreSQLite", "ArgumentParser",
            "Hummingbird", "Logging", "ServiceLifecycle", "UnixSignals", "Crypto",
        ],
        "season": ["PlanProgress", "LogFiles", "Intake", "Crypto"],
    ]

    /// Foundation costs ten milliseconds of a cold process and brings locales: each file says here why it needs it.
    static let foundation: [String: String] = [
        "Sources/PlanProgress/Event/NFC.swift": "normalisation form C",
        "Sources/LogSync/SealedSink.swift": "HPKE takes and gives Data",
        "Sources/LogSync/SealedSource.swift": "HPKE takes and gives Data",
        "Sources/Reports/VietnameseOrder.swift": "Vietnamese collation, for screens",
        "Sources/DistrictServer/TLS/CertificateAuthority.swift": "X509 takes a certificate's days as Date",
    ]
}

@Suite struct `Imports` {
    @Test func `name only what the room may see`() {
        var wrong: [String] = []
        for file in Repository.swift where file.isSource || file.target == "season" {
            guard let allowed = Rooms.allowed[file.target] else {
                wrong.append("\(file.path): '\(file.target)' has no line in the table of rooms")
                continue
            }
            let platform = file.target == "PlanProgress" ? [] : Rooms.platform
            for module in imports(of: file) where module != "Foundation" && !allowed.union(platform).contains(module) {
                wrong.append("\(file.path) imports \(module)")
            }
        }
        #expect(wrong == [])
    }

    @Test func `take Foundation only where a reason is listed`() {
        let using = Set(Repository.swift.filter { $0.isSource && imports(of: $0).contains("Foundation") }.map(\.path))
        #expect(using.subtracting(Rooms.foundation.keys) == [], "list the file with its reason, or do without")
        #expect(Set(Rooms.foundation.keys).subtracting(using) == [], "listed and no longer used")
    }

    @Test func `touch a C library in one file of the room`() {
        for library in ["CCurl", "GRDBSQLite", "CPostgres", "CXLSXWriter"] {
            let files = Repository.swift.filter { $0.isSource && imports(of: $0).contains(library) }.map(\.path)
            #expect(files.count <= 1, "\(library) is touched in \(files)")
        }
    }

    @Test func `are found in every form that Swift has`() {
        let text = """
            import A
            public import B
            @testable import C
            internal import struct D.E
            // import F
            @preconcurrency public import G
            let important = "import H"
            """
        #expect(imports(of: Repository.File(path: "x.swift", text: text)) == ["A", "B", "C", "D", "G"])
    }
}

/// The modules that a file imports, in their order.
private func imports(of file: Repository.File) -> [String] {
    let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
    let levels: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
    return file.lines.compactMap { line in
        var words = line.split(separator: " ")[...]
        while let first = words.first, first.hasPrefix("@") || levels.contains(first) { words.removeFirst() }
        guard words.popFirst() == "import" else { return nil }
        if let kind = words.first, kinds.contains(kind) { words.removeFirst() }
        return words.first?.split(separator: ".").first.map(String.init)
    }
}
