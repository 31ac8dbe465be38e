#if os(iOS)
import SwiftUI

/// One line of text: sensor -> stream -> label. Everything stays on the phone.
public struct ActivityView: View {
    @StateObject private var model = ActivityModel()

    public init() {}

    public var body: some View {
        VStack(spacing: 8) {
            Text(model.label).font(.largeTitle.bold())
            Text(model.detail).foregroundStyle(.secondary)
        }
        .padding()
        .onAppear { model.start() }
        .onDisappear { model.stop() }
    }
}

@MainActor
final class ActivityModel: ObservableObject {
    @Published var label = "…"
    @Published var detail = ""
    private var feed: SensorFeed?

    func start() {
        do {
            let recognizer = try Recognizer()

            // Does this device compute what was exported? Once is enough; take it out when you know.
            let problems = try check(recognizer.manifest, recognizer.vectors(), run: recognizer.run)
            if let problem = problems.first { throw RecognitionError(message: problem) }

            let stream = ActivityStream(recognizer.manifest, run: recognizer.run) { answer in
                Task { @MainActor in
                    self.label = answer.label
                    self.detail = "\(Int((100 * answer.confidence).rounded())) % sure"
                }
            }
            let feed = SensorFeed(recognizer.manifest)
            try feed.start { time, row in
                do {
                    try stream.push(time, row)
                } catch {
                    Task { @MainActor in self.detail = error.localizedDescription }
                }
            }
            self.feed = feed
        } catch {
            detail = error.localizedDescription
        }
    }

    func stop() {
        feed?.stop()
        feed = nil
    }
}
#endif
