/// One measure's figure for a unit or a district (rollups.md 4 and 11).
public struct MeasureFigure: Hashable, Sendable {
    public let id: String
    public let kind: MeasureKind
    public let dimensions: [Int]
    public var amount: Amount
    /// In a district's figure, how many units have one; `nil` in a unit's.
    public var units: Int64?

    public enum Amount: Hashable, Sendable {
        case value(Int64)
        case ratio(numerator: Int64, denominator: Int64)
        /// By score; the mean is Σ score·count / Σ count.
        case distribution([Int64: Int64])
    }

    /// Both figures together, or `nil` when a part leaves 2^53−1 or the two are of different form.
    func adding(_ other: MeasureFigure) -> MeasureFigure? {
        var sum = self
        switch (amount, other.amount) {
        case (.value(let left), .value(let right)):
            guard let value = CheckedSum.of(left, right) else { return nil }
            sum.amount = .value(value)
        case (.ratio(let leftTop, let leftBottom), .ratio(let rightTop, let rightBottom)):
            guard let top = CheckedSum.of(leftTop, rightTop), let bottom = CheckedSum.of(leftBottom, rightBottom) else { return nil }
            sum.amount = .ratio(numerator: top, denominator: bottom)
        case (.distribution(var left), .distribution(let right)):
            for (score, count) in right {
                guard let total = CheckedSum.of(left[score] ?? 0, count) else { return nil }
                left[score] = total
            }
            sum.amount = .distribution(left)
            guard sum.scoreSum != nil else { return nil }
        default: return nil
        }
        sum.units = (units ?? 1) + (other.units ?? 1)
        return sum
    }

    /// Σ score·count and Σ count of a distribution; `nil` for another kind or when one does not fit.
    var scoreSum: (sum: Int64, count: Int64)? {
        guard case .distribution(let counts) = amount else { return nil }
        var (sum, total) = (Int64(0), Int64(0))
        for (score, count) in counts {
            let product = score.multipliedReportingOverflow(by: count)
            guard !product.overflow, let next = CheckedSum.of(sum, product.partialValue), let all = CheckedSum.of(total, count)
            else { return nil }
            (sum, total) = (next, all)
        }
        return (sum, total)
    }

    var json: JSON {
        var members: [(String, JSON?)] = [
            ("id", .string(id)), ("kind", .string(kind.rawValue)), ("dimensions", .array(dimensions.map { .string("D\($0)") })),
        ]
        switch amount {
        case .value(let value): members.append(("value", .integer(value)))
        case .ratio(let numerator, let denominator):
            members += [("numerator", .integer(numerator)), ("denominator", .integer(denominator))]
        case .distribution(let counts):
            let present = counts.filter { $0.value != 0 }.sorted { $0.key < $1.key }
            members += [
                ("counts", .object(present.map { JSON.Member("\($0.key)", .integer($0.value)) })),
                ("sum", scoreSum.map { .integer($0.sum) }), ("count", scoreSum.map { .integer($0.count) }),
            ]
        }
        members.append(("units", units.map { .integer($0) }))
        return .object(present: members)
    }
}

/// A sum of counts that stays within 2^53−1, or nothing: sums are checked, and one that does not fit is listed.
enum CheckedSum {
    static func of(_ left: Int64, _ right: Int64) -> Int64? {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return !overflow && (0...Limits.largestInteger).contains(sum) ? sum : nil
    }
}
