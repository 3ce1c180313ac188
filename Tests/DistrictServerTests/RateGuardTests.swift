import Testing

@testable import DistrictServer

@Suite struct `Requests of one caller` {
    private let rate = RateGuard(.init(burst: 5, perSecond: 2), capacity: 3)

    @Test func `are as many at once as the burst, then wait for the rate`() {
        for _ in 0..<5 { #expect(rate.take("a", now: 1000) == nil) }
        #expect(rate.take("a", now: 1000) == 1)
        #expect(rate.take("b", now: 1000) == nil)
        #expect(rate.take("a", now: 1499) == 1)
        #expect(rate.take("a", now: 1500) == nil)
        #expect(rate.take("a", now: 1500) == 1)
        for _ in 0..<5 { #expect(rate.take("a", now: 9_000_000) == nil) }
        #expect(rate.take("a", now: 9_000_000) == 1, "a long rest fills the bucket and no more")
    }

    @Test func `are told how long it takes at a slow rate`() {
        let slow = RateGuard(.init(burst: 1, perSecond: 1))
        #expect(slow.take("a", now: 0) == nil)
        #expect(slow.wait(for: "a", now: 0) == 1)
        #expect(slow.take("a", now: 999) == 1)
        #expect(slow.take("a", now: 1000) == nil)
    }

    @Test func `gain nothing by a clock that is set back`() {
        for _ in 0..<5 { _ = rate.take("a", now: 5_000_000) }
        #expect(rate.take("a", now: 0) == 1)
        #expect(rate.take("a", now: .min / 4) == 1)
    }

    @Test func `fill no more memory than the table has, whoever asks`() {
        for _ in 0..<5 { for busy in ["a", "b", "c"] { _ = rate.take(busy, now: 1000) } }
        for number in 0..<1000 { _ = rate.take("stranger \(number)", now: 1000) }
        #expect(rate.callerCount <= 4, "three, and one for all others")
        #expect(rate.take("another", now: 1000) == 1, "whoever comes now shares what others used up")
        #expect(rate.take("another", now: 60_000) == nil)
        #expect(rate.callerCount <= 4)
    }
}

@Suite struct `An address as limits see it` {
    @Test(arguments: [
        ("192.0.2.7", "192.0.2.7"), ("::1", "0:0:0:0::/64"), ("2001:db8:0:7::1", "2001:db8:0:7::/64"),
        ("2001:db8::7:1:2:3:4", "2001:db8:0:7::/64"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("fe80::1%eth0", "fe80:0:0:0::/64"),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.7"), ("", ""),
    ]) func `is a network where one household has 2^64 of them`(address: String, seen: String) {
        #expect(limitedAddress(address) == seen)
    }
}
