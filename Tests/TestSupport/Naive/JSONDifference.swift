public import PlanProgress

/// Where two values first differ: what a person needs to see when two implementations disagree.
public enum JSONDifference {
    public static func first(_ left: JSON?, _ right: JSON?, at path: String = "") -> String? {
        if let left, let right, left == right { return nil }
        guard let left, let right else { return left == right ? nil : "\(path): \(text(left)) against \(text(right))" }
        switch (left, right) {
        case (.object(let one), .object(let other)):
            let names = Set(one.map(\.name)).union(other.map(\.name)).sorted().filter {
                !$0.lowercased().hasSuffix("digest") || one.count < 8
            }
            for name in names {
                if let found = first(left[name], right[name], at: "\(path).\(name)") { return found }
            }
            return left.canonicalBytes == right.canonicalBytes ? nil : "\(path): digests differ"
        case (.array(let one), .array(let other)):
            for index in 0..<max(one.count, other.count) {
                let (item, counterpart) = (index < one.count ? one[index] : nil, index < other.count ? other[index] : nil)
                if let found = first(item, counterpart, at: "\(path)[\(index)]") { return found }
            }
            return nil
        default: return left == right ? nil : "\(path): \(text(left)) against \(text(right))"
        }
    }

    private static func text(_ value: JSON?) -> String { value.map { String($0.canonicalText.prefix(300)) } ?? "nothing" }
}
