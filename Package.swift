// swift-tools-version: 6.2
import PackageDescription

// Versions are exact: a ward and a district that were built from one commit are the same program.
let package = Package(
    name: "wardlog",
    products: [
        .executable(name: "ward", targets: ["ward"]),
        .executable(name: "district", targets: ["district"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", exact: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", exact: "1.21.1"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: rooms + doors + tests,
    swiftLanguageModes: [.v6]
)

// Rooms import only what stands here; `swift build --explicit-target-dependency-import-check error`
// holds the arrows between our targets, TidyTests hold the outside libraries to their one room.

var rooms: [Target] {
    [
        .target(name: "CCurl"),
        .systemLibrary(name: "CZlib"),
        .room("PlanProgress", uses: ["CZlib", .crypto]),
        .room("LogFiles", uses: ["PlanProgress"]),
        .room("LogSync", uses: ["PlanProgress", "CCurl", "CZlib", .crypto]),
        .room("Intake", uses: ["PlanProgress", .product(name: "Yams", package: "Yams")]),
        .room("Reports", uses: ["PlanProgress"]),
        .room(
            "StoreSQLite",
            uses: [
                "PlanProgress", .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        .room(
            "DistrictServer", uses: ["PlanProgress", "Reports", "CZlib", .mustache, .crypto] + .server + .secrets,
            resources: [.embedInCode("OpenAPI/wardlog.json")]),
    ]
}

var doors: [Target] {
    [
        .door("ward", uses: ["PlanProgress", "LogFiles", "LogSync", "Intake", "Reports", .argumentParser]),
        .door(
            "district",
            uses: [
                "PlanProgress", "DistrictServer", "Intake", "Reports", "LogFiles", "LogSync", "StoreSQLite",
                .argumentParser, .crypto,
            ] + .server),
    ]
}

var tests: [Target] {
    [
        .target(name: "TestSupport", dependencies: ["PlanProgress", .crypto], path: "Tests/TestSupport", swiftSettings: .strict),
        .executableTarget(
            name: "season", dependencies: ["PlanProgress", "LogFiles", "Intake", .crypto],
            path: "Tests/season", swiftSettings: .strict),
        .executableTarget(
            name: "simulate", dependencies: ["PlanProgress", "LogFiles", "TestSupport"], path: "Tests/simulate", swiftSettings: .strict),
        .executableTarget(name: "fuzz", dependencies: ["PlanProgress", "Intake"], path: "Tests/fuzz", swiftSettings: .strict),
        .executableTarget(
            name: "benchmarks", dependencies: ["PlanProgress", "LogFiles", "LogSync"],
            path: "Tests/Benchmarks", swiftSettings: .strict),
        .suite("PlanProgressTests", of: "PlanProgress", uses: [.crypto]),
        .suite("LogFilesTests", of: "LogFiles"),
        .suite("LogSyncTests", of: "LogSync"),
        .suite("IntakeTests", of: "Intake"),
        .suite("ReportsTests", of: "Reports"),
        .suite("StoreSQLiteTests", of: "StoreSQLite", uses: [.product(name: "GRDB", package: "GRDB.swift")]),
        .suite(
            "DistrictServerTests", of: "DistrictServer",
            uses: [
                "StoreSQLite", "CZlib", .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ] + .server),
        .suite("SimulationTests", of: "simulate", uses: ["PlanProgress", "LogFiles"], exclude: ["Planted"]),
        .suite("FuzzTests", of: "fuzz"),
        .suite("EndToEndTests", of: "PlanProgress", uses: ["LogFiles", "ward", "district", "season"]),
        .suite("SeasonTests", of: "season", uses: ["PlanProgress", "LogFiles"]),
        .suite("TidyTests", of: "PlanProgress"),
    ]
}

extension Target.Dependency {
    static var crypto: Self { .product(name: "Crypto", package: "swift-crypto") }
    static var argumentParser: Self { .product(name: "ArgumentParser", package: "swift-argument-parser") }
    static var mustache: Self { .product(name: "Mustache", package: "swift-mustache") }
}

extension [Target.Dependency] {
    /// TLS, certificates and passwords: HummingbirdTLS and X509 with the modules that their signatures name.
    static var secrets: Self {
        [
            .product(name: "HummingbirdTLS", package: "hummingbird"),
            .product(name: "NIOSSL", package: "swift-nio-ssl"),
            .product(name: "X509", package: "swift-certificates"),
            .product(name: "SwiftASN1", package: "swift-asn1"),
            .product(name: "CryptoExtras", package: "swift-crypto"),
        ]
    }

    /// Hummingbird and the modules that its signatures name.
    static var server: Self {
        [
            .product(name: "Hummingbird", package: "hummingbird"),
            .product(name: "HummingbirdCore", package: "hummingbird"),
            .product(name: "HTTPTypes", package: "swift-http-types"),
            .product(name: "Logging", package: "swift-log"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        ]
    }
}

extension [SwiftSetting] {
    static var strict: Self {
        [
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .treatAllWarnings(as: .error),
        ]
    }
}

extension Target {
    static func room(_ name: String, uses: [Target.Dependency], resources: [Resource] = []) -> Target {
        .target(name: name, dependencies: uses, resources: resources, swiftSettings: .strict)
    }

    static func door(_ name: String, uses: [Target.Dependency]) -> Target {
        .executableTarget(name: name, dependencies: uses, swiftSettings: .strict)
    }

    static func suite(_ name: String, of room: String, uses: [Target.Dependency] = [], exclude: [String] = []) -> Target {
        .testTarget(
            name: name, dependencies: [.target(name: room), "TestSupport"] + uses, exclude: exclude, swiftSettings: .strict)
    }
}
