import XCTest

@testable import ActivityRecognition

/// Runs on a Mac (`swift test`) and on every kind of phone.
final class VectorsTests: XCTestCase {
    func testTheModelAnswersAsExported() throws {
        let recognizer = try Recognizer()
        XCTAssertEqual(try check(recognizer.manifest, recognizer.vectors(), run: recognizer.run), [])
    }
}
