import Glibc
import Intake
import PlanProgress
import TestSupport
import Testing

private let head = "id,name,kind,code,parent,validFrom,validTo\n"

private func faults(_ text: String) -> TableFaults? {
    do throws(TableFaults) {
        _ = try UnitTableReader.read(Array(text.utf8), registered: ["ha-dong"])
        return nil
    } catch { return error }
}

@Suite struct `A table of units` {
    @Test func `of quận Hà Đông has its seventeen wards of 2022`() throws {
        let units = try UnitTableReader.read(try Fixture.bytes("Units/ha-dong-2022.csv"), registered: ["ha-dong"])
        #expect(units.count == 17)
        #expect(Set(units.map(\.unit)).count == 17)
        let ward = try #require(units.first { $0.unit == "duong-noi" })
        #expect(ward.name == "Phường Dương Nội")
        #expect(ward.unitKind == "phường")
        #expect(ward.code == "09886")
        #expect(ward.parent == "ha-dong")
        #expect(ward.validFrom.description == "2021-12-15")
        #expect(ward.validTo == nil)
        #expect(Set(units.map(\.unit)).isSuperset(of: ["phu-la", "phuc-la", "dong-mai", "bien-giang"]))
    }

    static let forms: [String] = [
        "\u{FEFF}id;name;kind;code;parent;validFrom;validTo\r\nphu-la;Phường Phú La;phường;09552;ha-dong;15/12/2021;\r\n",
        "id,name,kind,code,parent,validFrom,validTo\nphu-la,\"Phường Phú La\",phường,\"09552\",ha-dong,2021-12-15,",
        "validFrom\tid\tname\tkind\tcode\tparent\n2021-12-15\tphu-la\tPhường Phú La\tphường\t09552\tha-dong\n\n",
        "id;kind;code;name;parent;validFrom\n phu-la ;phường;09552;Phu\u{301}ờng Phú La;ha-dong;2021-12-15"
            .replacing("Phu\u{301}ờng", with: "Phu\u{31B}o\u{31B}\u{300}ng"),
    ]

    @Test(arguments: forms) func `is read as spreadsheets write it`(text: String) throws {
        let units = try UnitTableReader.read(Array(text.utf8), registered: ["ha-dong"])
        let unit = try #require(units.first)
        #expect(units.count == 1)
        #expect((unit.unit, unit.code, unit.validFrom.description) == ("phu-la", "09552", "2021-12-15"))
        #expect(Array(unit.name.utf8) == Array("Phường Phú La".utf8))
    }

    @Test func `with bad cells tells each with its address`() throws {
        let found = try #require(
            faults(
                head + """
                    Phú La,Phường Phú La,phường,09552,ha-dong,2021-12-15,
                    phuc-la,,phường,09 553,ha-dog,2021-13-15,
                    ha-cau,Phường Hà Cầu,phường,09556,ha-dong,2021-12-15,2020-01-01
                    ha-cau,Phường Hà Cầu,phường,09556,ha-dong,2021-12-15,,thừa
                    """))
        #expect(
            found.description == """
                The table has 8 faults. Nothing was recorded.
                cell A2: 'Phú La' is no unit id: lower-case letters a to z, digits and single hyphens, at most 40, such as duong-noi.
                cell B3: 'name' is empty.
                cell D3: '09 553' is no code: 1 to 64 bytes without spaces and without / \\ + ; ".
                cell E3: no unit has the id 'ha-dog'. Did you mean 'ha-dong'? A parent stands in the table or is registered already.
                cell F3: '2021-13-15' is no day. Write it as 2021-12-15 or 15/12/2021.
                cell G4: 2020-01-01 lies before validFrom.
                cell A5: the unit 'ha-cau' stands twice, first in cell A4.
                cell H5: 'thừa' stands under no column.
                Mend the cells and import the file again.
                """)
        #expect(found.vietnamese.contains("\nô B3: 'name' để trống.\n"))
    }

    @Test func `takes a parent that stands later in the table, and refuses a circle`() {
        #expect(faults(head + "a,A,phường,,b,2021-12-15,\nb,B,quận,,,2021-12-15,\n") == nil)
        #expect(
            faults(head + "a,A,phường,,b,2021-12-15,\nb,B,quận,,a,2021-12-15,\n")?.faults.map(\.problem)
                == [.circle(unit: "a"), .circle(unit: "b")])
    }

    @Test func `tells a circle of those that are in it, not of those below it`() {
        let rows = ["a,b", "b,c", "c,b", "d,d", "e,a", "f,"].map { pair in
            let parts = pair.split(separator: ",", omittingEmptySubsequences: false)
            return "\(parts[0]),A,phường,,\(parts[1]),2021-12-15,\n"
        }
        #expect(faults(head + rows.joined())?.faults.map(\.problem) == ["b", "c", "d"].map { .circle(unit: $0) })
    }

    /// Each unknown parent was compared with every unit once, and each way up walked to its end: minutes of a processor.
    @Test(.timeLimit(.minutes(5))) func `of ten thousand rows is read at once, however wrong its parents are`() throws {
        let numbers = 0..<9_999
        let row = { (number: Int, parent: String) in "p\(number),A,phường,,\(parent),2021-12-15,\n" }
        let strange = try #require(faults(head + numbers.map { row($0, "p\($0)x") }.joined()))
        #expect(strange.faults.count == 9_999)
        let suggested = strange.faults.map { if case .unknownParent(_, nil) = $0.problem { false } else { true } }
        #expect(suggested.prefix(20).allSatisfy { $0 } && !suggested.dropFirst(20).contains(true))
        let chain = head + numbers.map { row($0, $0 == 0 ? "" : "p\($0 - 1)") }.joined()
        #expect(faults(chain) == nil)
        let circle = head + numbers.map { row($0, "p\(($0 + 1) % 9_999)") }.joined()
        #expect(faults(circle)?.faults.count == 9_999)
    }

    static let hostile: [String] = [
        "..", "../x", "a\0b", "\0", "-", "a--b", "A", "a/b", "%2e%2e", "a\u{202E}b", String(repeating: "a", count: 41), "=1+1", "\u{1B}[2J",
    ]

    @Test(arguments: hostile) func `names no unit by what is no id`(id: String) {
        #expect(faults(head + "\(id),A,phường,,ha-dong,2021-12-15,\n")?.faults.contains { $0.problem == .notUnit(text: id) } == true)
        #expect(faults(head + "a,A,phường,,\(id),2021-12-15,\n") != nil)
    }

    @Test func `with bytes that are no text is a refusal`() {
        for bytes: [UInt8] in [
            [0xFF], [0], [0xC0, 0x80], [0xED, 0xA0, 0x80], Array("a,".utf8) + [0xFF] + Array(",p,,ha-dong,2021-12-15,\n".utf8),
        ] {
            #expect(throws: TableFaults.self) { try UnitTableReader.read(Array(head.utf8) + bytes, registered: ["ha-dong"]) }
        }
    }

    static let whole: [(String, TableFault.Problem)] = [
        ("", .noRows), (head, .noRows), ("id,name,kind\n", .missingColumn("validFrom")),
        ("id,nam,name,kind,validFrom\n", .unknownColumn("nam", suggestion: "name")),
        ("id,id,name,kind,validFrom\n", .repeatedColumn("id")), (head + "\"a,A,phường\n", .openQuote),
        (head + String(repeating: ",", count: 100), .tooManyColumns(limit: 64)),
    ]

    @Test(arguments: whole) func `that cannot be a table says why`(text: String, problem: TableFault.Problem) {
        #expect(faults(text)?.faults.map(\.problem) == [problem])
    }

    @Test func `names cells as a spreadsheet does`() {
        #expect(
            [0, 25, 26, 51, 52, 701, 702].map { CellAddress(column: $0, row: 7).description } == [
                "A7", "Z7", "AA7", "AZ7", "BA7", "ZZ7", "AAA7",
            ])
    }

    @Test func `cut at any byte is a table or a refusal, never a trap`() throws {
        let bytes = try Fixture.bytes("Units/ha-dong-2022.csv")
        for end in stride(from: 0, to: bytes.count, by: 3) {
            #expect((try? UnitTableReader.read(Array(bytes[..<end]), registered: ["ha-dong"]).count) ?? 0 <= 17)
        }
    }
}

@Suite struct `A file that is handed in` {
    @Test func `and is not there is told in words`() {
        #expect(throws: IntakeError.unreadable(path: "/nowhere/plan.yaml", reason: "No such file or directory")) {
            try HandedInFile.bytes(at: "/nowhere/plan.yaml")
        }
        #expect(
            IntakeError.unreadable(path: "plan.yaml", reason: "Permission denied").description
                == "plan.yaml cannot be read: Permission denied. Nothing was recorded. Check the name and try again.")
    }

    @Test(.timeLimit(.minutes(1))) func `and is a pipe that nobody writes to is refused at once`() throws {
        let folder = try ScratchFolder()
        let pipe = folder.file("plan.yaml")
        try #require(mkfifo(pipe, 0o600) == 0)
        #expect(throws: IntakeError.unreadable(path: pipe, reason: "a pipe, not a file")) { try HandedInFile.bytes(at: pipe) }
    }

    @Test func `and never ends is left at its limit`() {
        #expect(throws: IntakeError.tooLarge(path: "/dev/zero", byteLimit: 1000)) {
            try HandedInFile.bytes(at: "/dev/zero", byteLimit: 1000)
        }
    }
}
