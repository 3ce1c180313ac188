import PlanProgress
import StoreSQLite
import TestSupport
import Testing

/// Every engine that keeps a district: each promise of the port is tried on all of them.
enum Engine: String, CaseIterable, CustomTestStringConvertible {
    case memory, sqlite

    var testDescription: String { rawValue }
}

/// A fresh store and the folder that it lies in, gone with it.
struct FreshStore {
    let store: any DistrictStore
    private let folder: ScratchFolder?

    init(_ engine: Engine) throws {
        switch engine {
        case .memory:
            store = MemoryDistrictStore()
            folder = nil
        case .sqlite:
            let folder = try ScratchFolder()
            store = try DistrictDatabase.openForWriting(folder.file("district.sqlite"))
            self.folder = folder
        }
    }
}
