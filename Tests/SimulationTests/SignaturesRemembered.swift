import PlanProgress
import TestSupport
import Testing

/// Sweeps make the same scene hundreds of times: what is signed and verified in it is computed once, as `Run` does.
struct SignaturesRemembered: SuiteTrait, TestTrait, TestScoping {
    private let memory = SignatureMemory()
    var isRecursive: Bool { true }

    func provideScope(for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void) async throws
    {
        try await Ed25519.$memory.withValue(memory) { try await function() }
    }
}

extension Trait where Self == SignaturesRemembered {
    static var signaturesRemembered: Self { Self() }
}
