import Foundation
import Testing

/// The kept bugs of `Scripts/planted`: what they change must still be there to change.
@Suite struct `The list of planted bugs` {
    @Test func `names texts that stand once in their files`() throws {
        let here = URL(filePath: #filePath).deletingLastPathComponent()
        let package = here.deletingLastPathComponent().deletingLastPathComponent()
        let list = try String(contentsOf: here.appending(path: "Planted/bugs"), encoding: .utf8)
        let blocks = list.components(separatedBy: "\nbug ").dropFirst()
        #expect(blocks.count >= 45)
        for block in blocks {
            let lines = block.components(separatedBy: "\n")
            if lines.contains(where: { $0.hasPrefix("defect ") }) { continue }
            #expect(block.contains("PLANTED") || lines.contains { $0.hasPrefix("test ") }, "\(lines[0]) never sleeps")
            for part in block.components(separatedBy: "\nin ").dropFirst() {
                let lines = part.components(separatedBy: "\n")
                let start = try #require(lines.firstIndex { $0.hasPrefix("- ") })
                let end = try #require(lines[(start + 1)...].firstIndex { $0.hasPrefix("+ ") })
                let old = String(lines[start..<end].joined(separator: "\n").dropFirst(2))
                let source = try String(contentsOf: package.appending(path: lines[0]), encoding: .utf8)
                #expect(source.components(separatedBy: old).count == 2, "'\(old)' in \(lines[0])")
            }
        }
    }
}
