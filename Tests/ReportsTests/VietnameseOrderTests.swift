import Reports
import Testing

@Suite struct `Wards on a screen` {
    /// The order of papi-domain 3.1, checked there against ICU.
    @Test func `stand in the order of a Vietnamese dictionary`() {
        let names = [
            "Biên Giang", "Dương Nội", "Đồng Mai", "Hà Cầu", "Kiến Hưng", "La Khê", "Mộ Lao", "Nguyễn Trãi", "Phú La", "Phú Lãm",
            "Phú Lương",
            "Phúc La", "Quang Trung", "Vạn Phúc", "Văn Quán", "Yên Nghĩa", "Yết Kiêu",
        ].map { "Phường \($0)" }
        #expect(VietnameseOrder.sorted(names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }) { $0 } == names)
    }
}
