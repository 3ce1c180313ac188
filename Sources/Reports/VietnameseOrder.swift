import Foundation
public import PlanProgress

/// Names in the order of a Vietnamese dictionary: Biên Giang, Dương Nội, Đồng Mai.
///
/// For screens only: ICU's tables may change between machines, so values, CSV and digests go by the bytes of ids.
public enum VietnameseOrder {
    /// The items by the Vietnamese order of their names; those of one name keep their order.
    public static func sorted<Item>(_ items: [Item], by name: (Item) -> String) -> [Item] {
        let locale = Locale(identifier: "vi_VN")
        return items.enumerated().sorted { left, right in
            switch name(left.element).compare(name(right.element), locale: locale) {
            case .orderedAscending: true
            case .orderedDescending: false
            case .orderedSame: left.offset < right.offset
            }
        }.map(\.element)
    }
}

extension Rollup {
    /// The units as a person looks for them: by name.
    public var unitsByName: [UnitRollup] { VietnameseOrder.sorted(units) { $0.name.name } }
}
