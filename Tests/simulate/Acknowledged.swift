import TestSupport

/// What a ward was told is recorded, each once, by its bytes.
struct Acknowledged {
    private var numbers: [HashedBytes: Int] = [:]

    mutating func insert(_ entry: HashedBytes) {
        if numbers[entry] == nil { numbers[entry] = numbers.count }
    }

    /// From now on nobody asks for these.
    mutating func subtract(_ entries: [HashedBytes]) {
        if entries.isEmpty { return }
        for entry in entries { numbers[entry] = nil }
        numbers = Dictionary(uniqueKeysWithValues: numbers.keys.enumerated().map { ($0.element, $0.offset) })
    }

    /// All of it, to be looked for.
    var search: Search { Search(numbers) }

    /// Which of them were not found yet. A mark costs half of what it costs to take an entry out of a set, which moves others up.
    struct Search {
        private let numbers: [HashedBytes: Int]
        private var isFound: [Bool]
        private(set) var count: Int

        fileprivate init(_ numbers: [HashedBytes: Int]) {
            self.numbers = numbers
            isFound = [Bool](repeating: false, count: numbers.count)
            count = numbers.count
        }

        var isEmpty: Bool { count == 0 }

        mutating func find(_ entry: some Collection<UInt8>) {
            guard count > 0, let number = numbers[HashedBytes(Array(entry))], !isFound[number] else { return }
            isFound[number] = true
            count -= 1
        }

        /// Those that are nowhere, in ascending order.
        var left: [HashedBytes] { isEmpty ? [] : numbers.filter { !isFound[$0.value] }.keys.sorted() }
    }
}
